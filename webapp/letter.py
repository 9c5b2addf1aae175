"""A mail as its parts, and the parts as MIME (RFC 5322, 2045, 2046): what leaves, and nothing of why."""

from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from flask import current_app
from flask_mail import sanitize_address

from db.clock import now

POLICY = SMTP.clone(cte_type="7bit")  # not every server on the way takes 8 bits
LONGEST_SUBJECT = 200  # characters
# Machines that answer by themselves are asked not to (RFC 3834; the second is Exchange's word for it). No
# `Precedence`: no standard has it, and servers take what bears it for advertising. No `Reply-To`: whoever answers
# writes to MAIL_FROM, which the host reads.
ALWAYS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    mime: str  # with its parameters, as "text/calendar; method=REQUEST"
    content: bytes


@dataclass(frozen=True)
class Letter:
    """One mail to one person. Those with the same `uid` are copies of one: they bear the same Message-ID."""

    to: str
    subject: str
    text: str
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    uid: str = ""

    def as_bytes(self) -> bytes:
        """The mail, with the lines' ends and the encodings of SMTP; but for its Date it is the same each time."""
        message = EmailMessage(policy=POLICY)
        message["Subject"] = _one_line(self.subject)[:LONGEST_SUBJECT]
        message["From"] = sanitize_address(current_app.config["MAIL_DEFAULT_SENDER"])
        message["To"] = sanitize_address(self.to)
        message["Date"] = format_datetime(now())
        if self.uid:
            message["Message-ID"] = f"<{self.uid}@{urlsplit(current_app.config['BASE_URL']).hostname}>"
        for name, value in {**ALWAYS, **self.headers}.items():
            message[name] = _one_line(value)
        self._fill(message)
        for n, part in enumerate(part for part in message.walk() if part.is_multipart()):
            part.set_boundary(f"={self.uid}-{n}=")
        return message.as_bytes()

    def _fill(self, message: EmailMessage) -> None:
        # Quoted-printable: its lines are short whatever is in them, and much of it reads without being decoded.
        message.set_content(self.text, cte="quoted-printable")
        if self.html:
            message.add_alternative(self.html, subtype="html", cte="quoted-printable")
        for each in self.attachments:
            message.add_attachment(each.content, maintype="application", subtype="octet-stream", filename=each.name)
            part = list(message.iter_attachments())[-1]
            part.replace_header("Content-Type", each.mime)
            part.set_param("name", each.name)


def _one_line(text: str) -> str:
    """Without what would begin another header, or a line of one."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
