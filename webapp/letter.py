"""A mail as its parts, and the parts as MIME (RFC 5322, 2045, 2046): what leaves, and nothing of why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from db.clock import now

# Nobody reads what is sent to the address that mails come from; machines that answer by themselves are asked not to
# (RFC 3834). No `Precedence`: no standard knows it, and some servers take what bears it for advertising.
ALWAYS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail: its name, its MIME type (`text/calendar; method=REQUEST`), its bytes."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """One mail to one address; `uid` is in its Message-ID, by which two copies of it are known to be one."""

    to: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    uid: str = ""

    def as_message(self, sender: str) -> EmailMessage:
        """The mail as it is handed to SMTP; `sender` is `Name <address>`."""
        message = EmailMessage(policy=policy.SMTP)
        message["Subject"] = " ".join(self.subject.split())
        message["From"] = _address(sender)
        message["To"] = self.to
        message["Date"] = format_datetime(now())
        if self.uid:
            message["Message-ID"] = f"<{self.uid}@{_domain(sender)}>"
        for name, value in {**ALWAYS, **self.headers}.items():
            message[name] = value
        # Quoted-printable: lines stay short whatever is in them, and a text client reads it without a library.
        message.set_content(self.text, cte="quoted-printable")
        if self.html:
            message.add_alternative(self.html, subtype="html", cte="quoted-printable")
        for each in self.attachments:
            kind, _, parameters = each.mime.partition(";")
            main, _, sub = kind.strip().partition("/")
            given = dict(_parameter(part) for part in parameters.split(";") if "=" in part)
            message.add_attachment(each.content, main, sub, filename=each.name, params=given)
        return message


def _address(sender: str) -> Address:
    name, address = parseaddr(sender)
    return Address(display_name=name, addr_spec=address)


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"


def _parameter(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name.strip(), value.strip().strip('"')
