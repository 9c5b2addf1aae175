"""From lines of the chat to rows on the page: days, the unread line, what was seen."""

import secrets
from dataclasses import dataclass
from typing import Any

from flask import render_template

from db.models import Member, Pair
from webapp.domain import chat
from webapp.filters import dom_day


@dataclass(frozen=True)
class Row:
    """A line with what stands before it: a day's name, the unread line."""

    line: chat.Line
    is_new_day: bool = False
    is_first_unread: bool = False
    is_last_seen: bool = False


def log(
    pair: Pair, member: Member, *, step_id: int | None = None, reply_to: int | None = None, before: int | None = None
) -> dict[str, Any]:
    """What `chat/_log.html` needs to show a thread's newest lines, or those before a seq."""
    page = chat.page(pair=pair, reader=member, thread=chat.Thread(step_id, reply_to), before=before)
    return {"pair": pair, "member": member, "rows": rows(page.lines, pair, member), "page": page}


def rows(lines: list[chat.Line], pair: Pair, member: Member) -> list[Row]:
    """The lines with their separators, for this reader."""
    read, read_by_partner = pair.read_seq_of(member), pair.read_seq_of_partner(member)
    first_unread = next((line.seq for line in lines if not line.is_mine and line.seq > read), None)
    last_seen = max((line.seq for line in lines if line.is_mine and line.seq <= read_by_partner), default=None)
    days = [dom_day(line.message.sent_at) for line in lines]
    return [
        Row(line, n == 0 or days[n] != days[n - 1], line.seq == first_unread, line.seq == last_seen)
        for n, line in enumerate(lines)
    ]


def render(line: chat.Line, pair: Pair, member: Member) -> str:
    """One message's row, for this reader."""
    return render_template("chat/_message.html", line=line, pair=pair, member=member, is_last_seen=False)


def new_client_id() -> str:
    """A client id for a form that has no script to make one."""
    return secrets.token_urlsafe(12)
