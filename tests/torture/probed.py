"""gunicorn's configuration as production has it, and two holes to look and to reach through.

At SIGUSR2 a worker writes down what it holds. With TORTURE_CLOCK, a file of seconds, a worker's clock is so much ahead:
`time.time`, and `db.clock`, the one place where the app asks for the time. (libfaketime would do it from outside, but
with the monotonic clock left alone, as a system's is when its time is set, every `time.sleep` of Python's fails.)
"""

import gc
import importlib.util
import json
import os
import signal
import threading
import time
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from types import ModuleType
from typing import Any

from gevent import Greenlet

CLOCK = "TORTURE_CLOCK"
ROOT = Path(__file__).parent.parent.parent


def _ahead() -> float:
    return float(Path(os.environ[CLOCK]).read_text() or 0)


class _Shifted(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override] # an ordinary one is enough
        return datetime.now(tz) + timedelta(seconds=_ahead())


def _production() -> ModuleType:
    place = importlib.util.spec_from_file_location("gunicorn_conf", ROOT / "gunicorn.conf.py")
    assert place
    assert place.loader
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    return module


production = _production()
globals().update({name: value for name, value in vars(production).items() if not name.startswith("_")})


def post_fork(_arbiter: Any, _worker: Any) -> None:
    """Before the app is imported: give it the clock that was asked for."""
    if CLOCK not in os.environ:
        return
    from db import clock

    true = time.time
    time.time = lambda: true() + _ahead()
    vars(clock)["datetime"] = _Shifted


def post_worker_init(worker: Any) -> None:
    """What production does, and the probe."""
    production.post_worker_init(worker)
    signal.signal(signal.SIGUSR2, _write)
    _file().touch()  # from now on it can be asked: before, the signal would end it


def _write(number: int, frame: Any) -> None:
    from webapp.realtime import hub

    gc.collect()
    living = sum(isinstance(thing, Greenlet) and not thing.dead for thing in gc.get_objects())
    held = {"greenlets": living, "threads": threading.active_count(), "sockets": hub.get().count()}
    file = _file()
    file.with_suffix(".new").write_text(json.dumps(held))
    file.with_suffix(".new").rename(file)


def _file() -> Path:
    return Path(os.environ["VAR_DIR"]) / f"probe-{os.getpid()}.json"
