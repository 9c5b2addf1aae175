"""A notification as a push to each browser of its member: sealed for that browser alone, signed by this instance.

The sealing (RFC 8291) and the signing (RFC 8292) are those of the two libraries that pywebpush is made of. Itself it
would bring two HTTP libraries, 0.2 s and 30 MB along, and the way out must be ours (`egress.py`).
"""

import hashlib
import hmac
import json
import logging
import time
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from flask import current_app
from py_vapid import Vapid02

from db.clock import now
from db.database import connected
from db.models import Dispatch, Notification, PushSubscription
from webapp import egress, news
from webapp.domain import hours, push_keys, push_services, push_subscriptions

log = logging.getLogger("waymark")

KEPT_FOR = timedelta(days=1)  # at the push service, while the device is off
SIGNED_FOR = timedelta(hours=12)  # at most 24, says RFC 8292
LARGEST = 3_000  # bytes of a payload; services take 4,096 once it is sealed
URGENT = ("messages", "meetings")  # topics that may wake a device that saves its battery
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
TIRED_AFTER = 3  # times in a row that a service did not answer
TIRED_FOR = 60.0  # seconds in which nobody waits for it
TAKEN = timedelta(0)  # what there is to wait for a push that was taken
GONE, BUSY, NOBODY = (404, 410), (408, 425, 429), 599  # the last stands for no answer


@dataclass(frozen=True)
class Parcel:
    """What goes to each browser of a member, before it is sealed and signed for that one."""

    payload: bytes
    headers: dict[str, str]
    key: EllipticCurvePrivateKey


class NotNow(Exception):  # noqa: N818 # not an error: when to try again
    """No browser of the member's could be reached yet, or they sleep; it is worth trying again at `at`.

    `was_asked`: a push service was, so that this was a try.
    """

    def __init__(self, at: datetime, why: str = "push service", *, was_asked: bool = True) -> None:
        super().__init__(why)
        self.at, self.was_asked = at, was_asked


def deliver(dispatch: Dispatch) -> int:
    """Send a push to each browser of the dispatch's member; how many services took it. Raises NotNow.

    Whoever calls it holds no connection to the database, and nor does this while it talks with a service. The push has
    been delivered once one service took it; the others' turn comes with the next one: sent again, it would ring twice
    on the device that has it.
    """
    with connected():
        subscriptions = push_subscriptions.of_member(dispatch.member_id)
        if not subscriptions:
            return 0
        quiet_until = hours.next_open(subscriptions[0].member, now())
        if quiet_until > now():
            raise NotNow(quiet_until, "quiet hours", was_asked=False)
        unread = Notification.unread_count(dispatch.member_id)
        words, key = {**news.push_of(dispatch), "unread": unread}, push_keys.private()
    parcel = Parcel(_payload(words), _headers(words, dispatch), key)
    told = [_send(each, parcel) for each in subscriptions]
    pauses = [pause for pause in told if pause]
    if pauses and TAKEN not in told:
        raise NotNow(now() + max(min(pauses), _pause(dispatch.attempts)))
    return told.count(TAKEN)


def _send(subscription: PushSubscription, parcel: Parcel) -> timedelta | None:
    """Send one: how long to wait until it may be tried again, TAKEN if it need not be, None if that is of no use."""
    host, local = urlsplit(subscription.endpoint).netloc, current_app.config["PUSH_TEST_SERVICE"]
    if not push_services.is_known(subscription.endpoint, local=local):
        return _noted(subscription, egress.Answer(GONE[0], None))
    if _tired.is_so(host):
        return FIRST_PAUSE
    signed = {**parcel.headers, "Authorization": _signature(subscription.endpoint, parcel.key)}
    try:
        body = _sealed(parcel.payload, subscription)
        answer = egress.post(subscription.endpoint, headers=signed, body=body, local=local)
    except egress.NoAnswer as fault:
        log.warning("a push service did not answer: %s", fault)
        _tired.note(host)
        return _noted(subscription, egress.Answer(NOBODY, None))
    _tired.forget(host)
    if answer.status >= 300 and answer.status not in GONE:
        log.warning("a push service said %d", answer.status)
    return _noted(subscription, answer)


def _noted(subscription: PushSubscription, answer: egress.Answer) -> timedelta | None:
    """Remember what a service said of a subscription; as `_send`."""
    with connected():
        if answer.status < 300:
            push_subscriptions.took_it(subscription)
            return TAKEN
        if answer.status in GONE:
            push_subscriptions.is_over(subscription)
            return None
        if answer.status not in BUSY:
            push_subscriptions.failed(subscription)
    is_worth_it = answer.status in BUSY or answer.status >= 500
    return _asked_pause(answer.retry_after) if is_worth_it else None


def _payload(words: dict[str, Any]) -> bytes:
    """What the service worker reads. One that is too large goes without its sentence."""
    whole = json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()
    if len(whole) <= LARGEST:
        return whole
    short = {"title": words["title"][:200], "body": "", "url": words["url"], "tag": words["tag"]}
    return json.dumps(short, ensure_ascii=False, separators=(",", ":")).encode()


def _headers(words: dict[str, Any], dispatch: Dispatch) -> dict[str, str]:
    return {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(int(KEPT_FOR.total_seconds())),
        "Urgency": "high" if dispatch.topic in URGENT else "normal",
        "Topic": _mark(words["tag"], dispatch),
    }


def _mark(tag: str, dispatch: Dispatch) -> str:
    """By which a newer push replaces what still waits at the service, to which it says neither kind nor pair."""
    key = f"push {current_app.config['SECRET_KEY']}".encode()
    return hmac.new(key, f"{dispatch.member_id}|{tag}".encode(), hashlib.sha256).hexdigest()[:32]


def _sealed(payload: bytes, subscription: PushSubscription) -> bytes:
    keys = {name: _bytes(getattr(subscription, column)) for name, column in (("dh", "p256dh"), ("auth_secret", "auth"))}
    once = generate_private_key(SECP256R1())
    sealed: bytes = http_ece.encrypt(payload, private_key=once, version="aes128gcm", **keys)
    return sealed


def _signature(endpoint: str, key: EllipticCurvePrivateKey) -> str:
    parts, until = urlsplit(endpoint), now() + SIGNED_FOR
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int(until.timestamp()), "sub": _contact()}
    signed: str = Vapid02(key).sign(claims)["Authorization"]
    return signed


def _contact() -> str:
    """Whom a push service may tell of trouble: the site; on a developer's machine nobody."""
    host = urlsplit(current_app.config["BASE_URL"]).hostname or ""
    return f"https://{host}" if current_app.config["IS_HTTPS"] and "." in host else "mailto:waymark@localhost"


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _pause(attempts: int) -> timedelta:
    """Twice as long with each attempt."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempts, 12))


def _asked_pause(text: str | None) -> timedelta:
    """How long a service asks to be left alone, in seconds or until a date; within our own bounds."""
    asked = FIRST_PAUSE
    try:
        if text and text.strip().isdigit():
            asked = timedelta(seconds=int(text))
        elif text:
            asked = parsedate_to_datetime(text) - now()
    except (ValueError, TypeError, OverflowError):
        pass
    return min(LONGEST_PAUSE, max(FIRST_PAUSE, asked))


class _Tired:
    """Which services have not answered lately, in this process: nobody waits for them for a while."""

    def __init__(self) -> None:
        self._faults: dict[str, int] = {}
        self._until: dict[str, float] = {}

    def is_so(self, host: str) -> bool:
        return self._until.get(host, 0.0) > time.monotonic()

    def note(self, host: str) -> None:
        self._faults[host] = self._faults.get(host, 0) + 1
        if self._faults[host] >= TIRED_AFTER:
            self._until[host] = time.monotonic() + TIRED_FOR

    def forget(self, host: str) -> None:
        self._faults.pop(host, None)
        self._until.pop(host, None)


_tired = _Tired()
