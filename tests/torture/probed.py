"""gunicorn's configuration as production has it; and at SIGUSR2 a worker writes down what it holds."""

import gc
import importlib.util
import json
import os
import signal
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

from gevent import Greenlet

ROOT = Path(__file__).parent.parent.parent


def _production() -> ModuleType:
    place = importlib.util.spec_from_file_location("gunicorn_conf", ROOT / "gunicorn.conf.py")
    assert place
    assert place.loader
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    return module


production = _production()
globals().update({name: value for name, value in vars(production).items() if not name.startswith("_")})


def post_worker_init(worker: Any) -> None:
    """What production does, and the probe."""
    production.post_worker_init(worker)
    signal.signal(signal.SIGUSR2, _write)


def _write(number: int, frame: Any) -> None:
    from webapp.realtime import hub

    gc.collect()
    living = sum(isinstance(thing, Greenlet) and not thing.dead for thing in gc.get_objects())
    held = {"greenlets": living, "threads": threading.active_count(), "sockets": hub.get().count()}
    file = Path(os.environ["VAR_DIR"]) / f"probe-{os.getpid()}.json"
    file.with_suffix(".new").write_text(json.dumps(held))
    file.with_suffix(".new").rename(file)
