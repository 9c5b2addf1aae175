"""What was mailed: to whom, and the link in it."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

Mailbox = Callable[[], list[Any]]


class Mail(EmailMessage):
    """A mail as somebody reads it who reads its text."""

    def get_content(self, *args: Any, **kwargs: Any) -> Any:
        """The text, also where there is HTML or a file beside it."""
        part = self.get_body(("plain",)) if self.is_multipart() else None
        return part.get_content() if part else super().get_content(*args, **kwargs)


def read(content: bytes) -> Mail:
    """A mail from its bytes."""
    return message_from_bytes(content, Mail, policy=policy.default)


def link_in(message: Any) -> str:
    """The path of the first link to this instance."""
    found = re.search(r"http://localhost:8000(/\S+)", message.get_content())
    assert found
    return found.group(1)


def mails_to(mailbox: Mailbox, email: str) -> list[Any]:
    """The mails to an address, newest first."""
    return [message for message in mailbox() if message["to"] == email]
