"""What was mailed: to whom, and the link in it."""

import re
from collections.abc import Callable
from typing import Any

Mailbox = Callable[[], list[Any]]


def link_in(message: Any) -> str:
    """The path of the first link to this instance."""
    found = re.search(r"http://localhost:8000(/\S+)", message.get_content())
    assert found
    return found.group(1)


def mails_to(mailbox: Mailbox, email: str) -> list[Any]:
    """The mails to an address, newest first."""
    return [message for message in mailbox() if message["to"] == email]
