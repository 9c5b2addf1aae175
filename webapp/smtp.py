"""The line to the mail server, and what its refusals mean."""

import re
import smtplib
from collections.abc import Callable
from typing import Any

from flask import current_app
from flask_mail import Connection, sanitize_address

from webapp.letter import Letter

STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")  # RFC 3463
ADDRESS_IS_WRONG = ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")  # no such mailbox, or none any more


class Refused(Exception):  # noqa: N818 # the name says it
    """The server does not take a letter: for good, or `is_passing`. Its words are not kept: they name the address."""

    def __init__(self, code: int, text: str, *, is_passing: bool, of_address: bool) -> None:
        self.code, self.is_passing = code, is_passing
        found = STATUS.search(text)
        self.status = found.group(1) if found else ""
        self.is_bounce = of_address and not is_passing
        self.is_permanent = self.is_bounce and self.status in ADDRESS_IS_WRONG
        super().__init__(f"SMTP {code} {self.status}".strip())


class Line(Connection):
    """A line to the mail server, opened with the first letter and kept for the next ones."""

    def __init__(self) -> None:
        super().__init__(current_app.extensions["mail"])

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *error: Any) -> None:
        self.hang_up()

    def configure_host(self) -> Any:
        """As Flask-Mail's, which waits for ever for a server that hangs."""
        host = smtplib.SMTP(self.mail.server, self.mail.port, timeout=current_app.config["MAIL_TIMEOUT"])
        try:
            if self.mail.use_tls:
                host.starttls()
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except BaseException:
            host.close()
            raise
        return host

    def post(self, letter: Letter) -> None:
        """Hand one letter over. Raises Refused, and OSError where there is no talking with the server."""
        if self.host is None:
            self.host = self.configure_host()
        try:
            self._say(self.host, letter)
        except Refused:
            self.host.rset()
            raise
        except OSError:
            self.hang_up()
            raise

    def hang_up(self) -> None:
        """Close the line; a server that does not say goodbye is not waited for."""
        if self.host is not None:
            host, self.host = self.host, None
            host.close()

    def _say(self, host: Any, letter: Letter) -> None:
        host.ehlo_or_helo_if_needed()
        sender = current_app.config["MAIL_DEFAULT_SENDER"]
        content = in_bytes(letter, sender)
        try:
            _demand(host.mail(_bare(sanitize_address(sender))), of_address=False)
            _demand(host.rcpt(_bare(sanitize_address(letter.to))), of_address=True)
        except UnicodeEncodeError as error:  # an address that this server cannot be told
            raise Refused(553, "5.6.7", is_passing=False, of_address=False) from error
        _demand(_data(host.data, content), of_address=False)


def in_bytes(letter: Letter, sender: str) -> bytes:
    """A letter as it goes over the wire: but for its Date the same each time, so that copies are seen to be copies."""
    message = letter.as_message(sender)
    for n, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"={letter.uid}-{n}=")
    return message.as_bytes()


def _data(send: Callable[[bytes], tuple[int, bytes]], content: bytes) -> tuple[int, bytes]:
    try:
        return send(content)
    except smtplib.SMTPDataError as error:  # not a 354: the server wants no letter at all
        text = error.smtp_error
        return error.smtp_code, text if isinstance(text, bytes) else str(text).encode()


def _demand(answer: tuple[int, bytes], *, of_address: bool) -> None:
    code, text = answer
    if code == 421 or code < 0:
        raise smtplib.SMTPServerDisconnected("421")
    if code not in (250, 251):
        raise Refused(code, text.decode(errors="replace"), is_passing=code < 500, of_address=of_address)


def _bare(address: str) -> str:
    """Only what stands between the angle brackets, if there are some."""
    return address.rpartition("<")[2].rstrip("> ")
