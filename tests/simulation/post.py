"""The mail server of a simulation: what has come, to whom, and what time it was then."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.parser import BytesHeaderParser
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller


@dataclass(frozen=True)
class Mail:
    """A mail that has arrived. Copies of one have the same `uid`, and but for their Date the same `sum`."""

    uid: str
    to: str
    at: datetime
    sum: str


class Post:
    """Everything that has arrived, in order."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.mails: list[Mail] = []
        self._clock = clock

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 # aiosmtpd's name
        """Take it."""
        headers = BytesHeaderParser(policy=default).parsebytes(envelope.content)
        lines = [line for line in envelope.content.split(b"\r\n") if not line.startswith(b"Date:")]
        uid = str(headers["Message-ID"]).strip().strip("<>").partition("@")[0]
        (to,) = envelope.rcpt_tos
        self.mails.append(Mail(uid, to, self._clock(), hashlib.sha256(b"\n".join(lines)).hexdigest()))
        return "250 OK"


@contextmanager
def post_office(port: int, clock: Callable[[], datetime]) -> Iterator[Post]:
    """A server on loopback, as long as this lasts."""
    post = Post(clock)
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield post
    finally:
        controller.stop()
