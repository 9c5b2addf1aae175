"""Reports of mails that came back (RFC 3464), as a mail server hands them over.

Anybody can write such a report, so only one that carries the head of a mail of ours, by its Message-ID, to the address
that its member still has, is believed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import Any

from db.models import Dispatch
from webapp.domain import bounces
from webapp.smtp import ADDRESS_IS_WRONG

Head = EmailMessage | Message
MESSAGE_ID = re.compile(r"<([0-9a-f]{32})@")
STATUS = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})\b")
MOST = 1_000_000  # bytes that are read of a report


@dataclass(frozen=True)
class Returned:
    """What came back: the mail's uid, to which address, with which status, and whether for good."""

    uid: str
    address: str
    status: str
    is_permanent: bool


def take(content: bytes) -> bool:
    """Note what a report says; whether it was about a mail of ours that could not be delivered."""
    found = read(content[:MOST])
    sent = Dispatch.get_or_none(Dispatch.uid == found.uid) if found else None
    if found is None or sent is None or sent.member is None or sent.member.email != found.address:
        return False
    bounces.note(sent.member_id, found.status, found.is_permanent)
    return True


def read(content: bytes) -> Returned | None:
    """What a report says of one mail; None if it is none, or says that a mail is late or has arrived."""
    message = message_from_bytes(content, EmailMessage, policy=policy.default)
    fields = next((block for block in _delivery_fields(message) if _word(block["Action"]) == "failed"), None)
    uid = _uid_of_returned(message)
    if fields is None or not uid:
        return None
    recipient = str(fields["Original-Recipient"] or fields["Final-Recipient"] or "")
    status = STATUS.match(str(fields["Status"] or "").strip())
    code = status.group(1) if status else ""
    return Returned(uid, recipient.rpartition(";")[2].strip().strip("<>").lower(), code, code in ADDRESS_IS_WRONG)


def _delivery_fields(message: Head) -> Iterator[Head]:
    """The blocks of fields of its machine-readable part; the one about the message has no Action."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            yield from part.get_payload()  # type: ignore[misc] # of a multipart it is a list of messages


def _uid_of_returned(message: Head) -> str:
    """From the head of the returned mail, which is a whole mail or only its headers."""
    for part in message.walk():
        if part is message:
            continue
        text = str(part["Message-ID"] or "")
        if part.get_content_type() == "text/rfc822-headers":
            head = part.get_payload(decode=True)
            text = str(message_from_bytes(head if isinstance(head, bytes) else b"")["Message-ID"] or "")
        if found := MESSAGE_ID.search(text):
            return found.group(1)
    return ""


def _word(text: Any) -> str:
    return str(text or "").strip().lower()
