"""The line to the mail server, and what its refusals mean."""

import re
import smtplib
from collections.abc import Callable
from typing import Any

from flask import current_app
from flask_mail import Connection, sanitize_address

from webapp.letter import Letter

STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")  # RFC 3463
OK, WILL_FORWARD, GOES_AWAY = 250, 251, 421
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

    host: Any

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
        """Hand one letter over. Raises Refused, and OSError where there is no talking with the server.

        A server may close a line between two letters, for its age or for how many it has carried: then another is
        opened. Once the letter itself is on its way nothing is repeated here.
        """
        content = letter.as_bytes()
        is_new = self.host is None
        try:
            try:
                self._offer(letter)
            except OSError:
                if is_new:
                    raise
                self.hang_up()
                self._offer(letter)
            _demand(_data(self.host.data, content), of_address=False)
        except Refused:
            self._begin_anew()
            raise
        except OSError:
            self.hang_up()
            raise

    def hang_up(self) -> None:
        """Close the line; a server that does not say goodbye is not waited for."""
        if self.host is not None:
            host, self.host = self.host, None
            host.close()

    def _offer(self, letter: Letter) -> None:
        """Say from whom and to whom."""
        if self.host is None:
            self.host = self.configure_host()
        self.host.ehlo_or_helo_if_needed()
        sender = _bare(sanitize_address(current_app.config["MAIL_DEFAULT_SENDER"]))
        code, text = self.host.mail(sender)
        if code != OK:  # whatever it has against us it has against every letter
            raise smtplib.SMTPSenderRefused(code, text, sender)
        try:
            _demand(self.host.rcpt(_bare(sanitize_address(letter.to))), of_address=True)
        except UnicodeEncodeError as error:  # an address that this server cannot be told
            raise Refused(553, "5.6.7", is_passing=False, of_address=False) from error

    def _begin_anew(self) -> None:
        try:
            self.host.rset()
        except OSError:
            self.hang_up()


def _data(send: Callable[[bytes], tuple[int, bytes]], content: bytes) -> tuple[int, bytes]:
    try:
        return send(content)
    except smtplib.SMTPDataError as error:  # not a 354: the server wants no letter at all
        text = error.smtp_error
        return error.smtp_code, text if isinstance(text, bytes) else str(text).encode()


def _demand(answer: tuple[int, bytes], *, of_address: bool) -> None:
    code, text = answer
    if code == GOES_AWAY or code < 0:
        raise smtplib.SMTPServerDisconnected(str(code))
    if code not in (OK, WILL_FORWARD):
        raise Refused(code, text.decode(errors="replace"), is_passing=code < 500, of_address=of_address)


def _bare(address: str) -> str:
    """Only what stands between the angle brackets, if there are some."""
    return address.rpartition("<")[2].rstrip("> ")
