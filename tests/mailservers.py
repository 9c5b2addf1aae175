"""A mail server on loopback that does to each letter what a test says: takes it, refuses it, hangs up, or hangs."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask

from tests.e2e.server import free_port
from webapp.extensions import mail

DROP, HANG = "drop", "hang"
SETTINGS = ("MAIL_SERVER", "MAIL_PORT", "MAIL_USE_TLS", "MAIL_TIMEOUT")
PATIENCE = 0.5  # seconds that the app waits for it


class MailServer:
    """What it answers, by command, each answer once (DROP, HANG, or a line such as "451 4.3.0 later"); what it took."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.contents: list[bytes] = []
        self.answers: dict[str, list[str]] = {"MAIL": [], "RCPT": [], "DATA": []}
        self.offered: list[str] = []
        self.lines = 0  # connections

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: Any) -> Any:  # noqa: N802 # aiosmtpd's name
        self.lines += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 # aiosmtpd's name
        answer = await self._next("MAIL", server)
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 # aiosmtpd's name
        self.offered.append(address)
        answer = await self._next("RCPT", server)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 # aiosmtpd's name
        answer = await self._next("DATA", server)
        if answer.startswith("250"):
            self.contents.append(envelope.content)
            self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return answer

    async def _next(self, command: str, server: Any) -> str:
        answer = self.answers[command].pop(0) if self.answers[command] else "250 OK"
        if answer == HANG:
            await asyncio.sleep(PATIENCE * 4)
        if answer == DROP:
            server.transport.abort()
        return answer


@contextmanager
def mail_server(app: Flask) -> Iterator[MailServer]:
    """Let the app mail by such a server."""
    handler, port = MailServer(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    before = {name: app.config[name] for name in SETTINGS}
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, MAIL_USE_TLS=False, MAIL_TIMEOUT=PATIENCE)
    mail.init_app(app)
    try:
        yield handler
    finally:
        controller.stop()
        app.config.update(before)
        mail.init_app(app)
