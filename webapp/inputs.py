"""What comes in from outside, made fit for the database: no text that it cannot keep, no number that it cannot hold."""

import re
from typing import Any

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter

MOST = 2**31 - 1  # of an id on PostgreSQL; SQLite's driver breaks past 2**63
UNKEPT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # PostgreSQL keeps no NUL, and no page shows the others
SURROGATE = re.compile(r"[\ud800-\udfff]")  # half a character: JSON can say it, UTF-8 cannot
# What turns the text after it round, or cannot be seen: a name could pose as another one.
TURNING = re.compile(r"[\u200b\u202a-\u202e\u2060-\u2069\ufeff]")
BLANK = "\u00ad\u115f\u1160\u200c\u200d\u200e\u200f\u2800\u3164\uffa0"  # fit for the middle of a word, but no word


class SmallIntegerConverter(IntegerConverter):
    """`<int:…>` in an address; a number that no row can have is no address of ours (404)."""

    def __init__(self, map: Any, *args: Any, **kwargs: Any) -> None:  # noqa: A002 # werkzeug's name
        kwargs.setdefault("max", MOST)
        super().__init__(map, *args, **kwargs)


def init_app(app: Flask) -> None:
    """Must come before the blueprints: their addresses are made with the converters that are there."""
    app.url_map.converters["int"] = SmallIntegerConverter
    app.before_request(_refuse_nul)


def whole_number(text: str) -> int:
    """A filter for what an address or a plain form field says, as `type=`: ValueError past what a column holds."""
    number = int(text)
    if abs(number) > MOST:
        raise ValueError("more than a column holds")
    return number


def keepable(text: str) -> str:
    """A text without what cannot be stored or shown."""
    return SURROGATE.sub("\ufffd", UNKEPT.sub("", text))


def one_line(text: str) -> str:
    """A text as one line, as it may stand in a mail's subject or in the middle of somebody else's sentence."""
    return " ".join(TURNING.sub("", keepable(text.replace("\x00", ""))).split()).strip(BLANK + " ")


def _refuse_nul() -> None:
    if "\0" in request.path or "%00" in request.query_string.decode("latin-1"):
        abort(400)
