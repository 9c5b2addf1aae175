"""A line an event to the standard output. An exception is its kind and where it was, never its message."""

import logging
import sys
from types import TracebackType
from typing import Any

LOGGERS = {"waymark": logging.INFO, "huey": logging.WARNING}


class Discreet(logging.Formatter):
    """Leaves out what exceptions say: an address that a mail server refused, a value that a column did not take."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 # the library's name
        """Kind and place."""
        return f"{ei[0].__name__} at {where(ei[2])}"


def to_stdout() -> None:
    """Send what the app and its queue log to where a platform collects it."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(message)s"))
    for name, level in LOGGERS.items():
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(handler)
            logger.setLevel(level)
            logger.propagate = False


def where(trace: TracebackType | None) -> str:
    """The last few places of a trace, as `file.py:line`."""
    places = []
    while trace:
        places.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places[-6:])
