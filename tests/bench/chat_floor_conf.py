"""gunicorn.conf.py without what belongs to the app: the bare server of chat_floor.py runs with the same options."""

from pathlib import Path
from runpy import run_path

_OURS = Path(__file__).parent.parent.parent / "gunicorn.conf.py"
globals().update({name: value for name, value in run_path(str(_OURS)).items() if name != "post_worker_init"})
