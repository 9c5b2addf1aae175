"""Links that answer a question by one tap: signed, for a while, once, without a session and without script.

A link says who is asked what about which pair, and which answer it stands for; the answer only as a mark that nobody
reads from an address. Following it (a mail scanner does) changes nothing: the page that it opens has the buttons. It
is void once the account is gone or rests, its password was changed, the pair is closed, or a block stands between.

A part of the program that asks something registers a `TapKind` in `KINDS` under its kind.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from db.clock import now
from db.models import Member, Pair
from webapp.domain import taps
from webapp.domain.taps import Ask
from webapp.paths import path

MARK = 12  # hexadecimal digits
A_DAY = 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class TapKind:
    """A kind of question. Words are asked for in the member's language.

    `answers` are in the order of the buttons, each with its label. `verb` does what an answer says, in the transaction
    that notes it, holds the pair and may refuse. `is_asked` says whether the question still stands. `thanks` is said
    afterwards, `leads` is where the page goes on to, `after` announces once it is committed.
    """

    answers: Mapping[str, Any]
    question: Callable[[Ask], str]
    verb: Callable[[Ask, str], object]
    is_asked: Callable[[Ask], bool] = lambda ask: ask.pair.can_be_written_in()
    thanks: Callable[[Ask, str], str] | None = None
    more: Callable[[Ask], str] | None = None  # a sentence under the question: what follows from which answer
    leads: Callable[[Ask], str] = lambda ask: path("pairs.show", pair_id=ask.pair.id)
    after: Callable[[Ask, str], object] = lambda ask, answer: None
    lasts: timedelta = timedelta(days=10)


@dataclass(frozen=True)
class Tapped:
    """What a link asks, and the answer that it stands for; "" where it stands for none."""

    ask: Ask
    kind: TapKind
    answer: str
    is_over: bool  # its time


KINDS: dict[str, TapKind] = {}


def link(member: Member, pair: Pair | int, kind: str, occasion: str, answer: str = "") -> str:
    """The path of a link that asks a member something, with an answer of the kind's or with none chosen."""
    return path("taps.show", token=token(member, pair.id if isinstance(pair, Pair) else pair, kind, occasion, answer))


def token(member: Member, pair_id: int, kind: str, occasion: str, answer: str) -> str:
    """What such a link ends in."""
    # The end of a day: a mail that leaves twice has the same links.
    until = (int((now() + KINDS[kind].lasts).timestamp()) // A_DAY + 1) * A_DAY
    said = [member.id, pair_id, kind, occasion, until, _stamp(member)]
    return str(_serializer().dumps([*said, _mark(said, answer)]))


def read(token: str) -> Tapped | None:
    """What a link says; None if it is no link of ours, or void."""
    try:
        *said, mark = _serializer().loads(token)
        member_id, pair_id, kind, occasion, until, stamp = said
    except (BadData, TypeError, ValueError):
        return None
    ask = taps.load(member_id, pair_id, kind, occasion)
    if kind not in KINDS or ask is None or not hmac.compare_digest(stamp, _stamp(ask.member)):
        return None
    chosen = next((answer for answer in KINDS[kind].answers if hmac.compare_digest(mark, _mark(said, answer))), "")
    return Tapped(ask, KINDS[kind], chosen, now() >= datetime.fromtimestamp(until, UTC))


def _serializer() -> URLSafeSerializer:
    signing = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="tap", signer_kwargs=signing)


def _stamp(member: Member) -> str:
    """What is another one once the password is changed."""
    return _digest(f"stamp|{member.id}|{member.password_hash}")


def _mark(said: list[Any], answer: str) -> str:
    return _digest("|".join(map(str, ["mark", *said, answer])))


def _digest(text: str) -> str:
    key = f"tap {current_app.config['SECRET_KEY']}".encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:MARK]
