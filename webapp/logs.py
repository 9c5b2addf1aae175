"""A line an event to the standard output. An exception is its kind and where it was, never its message.

In production each request is a line: its id, the rule that it matched (never the address, which may carry a token), the
status and the milliseconds. The id is in what the request logs besides, and in the answer's X-Request-ID.
"""

import logging
import secrets
import sys
import time
from types import TracebackType
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request

log = logging.getLogger("waymark")

LOGGERS = {"waymark": logging.INFO, "huey": logging.WARNING}


class Discreet(logging.Formatter):
    """Leaves out what exceptions say: an address that a mail server refused, a value that a column did not take."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, with the request's id where there is a request."""
        record.request = g.get("request_id", "-") if has_request_context() else "-"
        return super().format(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 # the library's name
        """Kind and place."""
        return f"{ei[0].__name__} at {where(ei[2])}"


def to_stdout() -> None:
    """Send what the app and its queue log to where a platform collects it."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(request)s %(message)s"))
    for name, level in LOGGERS.items():
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(handler)
            logger.setLevel(level)
            logger.propagate = False


def init_app(app: Flask) -> None:
    """Give every request an id; in production, a line as well."""
    app.before_request(_begin)
    app.after_request(_end)
    app.config["LOGS_REQUESTS"] = app.config["ENVIRONMENT"] == "production"


def _begin() -> None:
    g.request_id, g.began = secrets.token_hex(6), time.monotonic()


def _end(response: Response) -> Any:
    if "began" in g:
        response.headers["X-Request-ID"] = g.request_id
        if current_app.config["LOGS_REQUESTS"]:
            rule = request.url_rule.rule if request.url_rule else "(no page)"
            log.info(
                "%s %s %d %.0f ms", request.method, rule, response.status_code, (time.monotonic() - g.began) * 1000
            )
    return response


def where(trace: TracebackType | None) -> str:
    """The last few places of a trace, as `file.py:line`."""
    places = []
    while trace:
        places.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places[-6:])
