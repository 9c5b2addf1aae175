"""The development mailbox, as the people of a test read it."""

import re
import time
from pathlib import Path
from typing import Any

from tests import mails

PATIENCE = 10  # seconds


class Mailbox:
    """The mails that the server has sent; who looks for one waits until it has come."""

    def __init__(self, folder: Path, base_url: str) -> None:
        self.folder, self.base_url = folder, base_url

    def mail_to(self, email: str, about: str = "") -> Any:
        """The newest mail to an address whose subject has these words; waits for it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for message in self.mails():
                if message["to"] == email and about in message["subject"]:
                    return message
            time.sleep(0.05)
        raise AssertionError(f"no mail about “{about}” to {email} has arrived")

    def link_to(self, email: str) -> str:
        """The path of the first link in the newest mail to an address; waits for it."""
        return self.link_in(self.mail_to(email))

    def link_in(self, message: Any) -> str:
        """The path of the first link to this host."""
        found = re.search(re.escape(self.base_url) + r"(/\S+)", message.get_content())
        assert found, "the mail has no link to this host"
        return found.group(1)

    def mails(self) -> list[Any]:
        """All of them, newest first."""
        files = sorted(self.folder.glob("*.eml"), reverse=True)
        return [mails.read(file.read_bytes()) for file in files]
