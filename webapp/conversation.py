"""The conversation as pages show it: rows with their days, the unread line, what was seen, the threads' tabs."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypedDict

from flask import render_template, request, url_for
from peewee import OperationalError

from db.models import Member, Message, Pair
from webapp import live_words
from webapp.domain import chat, first_contact
from webapp.domain.progress import Path, PathStep
from webapp.filters import dom_day
from webapp.inputs import whole_number
from webapp.realtime import broadcasts
from webapp.words import plain as _


@dataclass(frozen=True)
class Tab:
    """A thread of the conversation, as a link."""

    label: str
    href: str
    is_here: bool


@dataclass(frozen=True)
class Row:
    """A line with what stands before it: a day's name, the unread line."""

    line: chat.Line
    is_new_day: bool = False
    is_first_unread: bool = False
    is_last_seen: bool = False


class Stretch(TypedDict):
    """Which lines of a thread a page shows: those before a seq, those around one, or else the newest."""

    before: int | None
    around: int | None


def log(
    pair: Pair,
    member: Member,
    *,
    thread: chat.Thread = chat.EVERYTHING,
    before: int | None = None,
    around: int | None = None,
    path: Path | None = None,
) -> dict[str, Any]:
    """What `chat/_log.html` needs to show a thread's newest lines, those before a seq, or those around one."""
    page = chat.page(pair=pair, reader=member, thread=thread, before=before, around=around, path=path)
    return {"pair": pair, "member": member, "rows": rows(page.lines, pair, member), "page": page}


def card(
    pair: Pair,
    member: Member,
    *,
    path: Path | None = None,
    step: PathStep | None = None,
    reply_to: int | None = None,
    before: int | None = None,
    around: int | None = None,
) -> dict[str, Any]:
    """What `chat/_conversation.html` needs: everything, one step's thread, or the replies to one message.

    Whoever looks at the newest lines of a thread has seen them: the read mark moves.
    """
    thread = chat.Thread(step.step.id if step else None, reply_to)
    shown = log(pair, member, thread=thread, before=before, around=around, path=path)
    is_newest = not shown["page"].has_later
    if is_newest:
        mark_seen(pair, member, thread, seq=int(pair.seq))
    is_open = pair.can_be_written_in()
    name, left = pair.partner_of(member).first_name, _left(pair, member, shown["page"]) if is_open else None
    return {
        **shown,
        "is_newest": is_newest,
        "tabs": tabs(pair, path, step) if path else None,
        "thread_query": f"?step={step.step.id}" if step else f"?reply_to={reply_to}" if reply_to else "",
        "step_number": step.number if step else None,
        "reply_to": reply_to,
        "client_id": secrets.token_urlsafe(12),
        "is_open": is_open,
        "presence": live_words.presence(pair, member) if is_open else "",
        "left": left,
        "words": live_words.for_page(name) | ({} if left is None else live_words.until_answered(name)),
    }


def _left(pair: Pair, member: Member, page: chat.Page) -> int | None:
    """How many messages the reader may write before their partner does; None where the partner has."""
    if any(not line.is_mine for line in page.lines):
        return None
    return first_contact.left(pair_id=pair.id, author_id=member.id, partner_id=pair.partner_id_of(member))


def address_of(line: chat.Line, pair: Pair) -> str:
    """Where a message stands in the conversation: a page of its thread around it, scrolled to it."""
    seq, root = line.seq, line.message.reply_to
    if root is not None:
        return url_for("chat.show", pair_id=pair.id, seq=root, around=seq, _anchor=f"m{seq}")
    return url_for("pairs.show", pair_id=pair.id, around=seq, _anchor=f"m{seq}")


def thread_asked_for() -> chat.Thread:
    """Which thread the address asks for: `?step=<id>`, `?reply_to=<seq>`, or everything."""
    return chat.Thread(request.args.get("step", type=whole_number), request.args.get("reply_to", type=whole_number))


def stretch() -> Stretch:
    """Which stretch of a conversation the address asks for: `?before=<seq>`, `?around=<seq>`, or the newest."""
    before, around = (request.args.get(name, type=whole_number) for name in ("before", "around"))
    return {"before": before, "around": around}


def mark_seen(pair: Pair, member: Member, thread: chat.Thread, *, seq: int) -> None:
    """Move the reader's mark to a seq, and tell the partner's open pages while the two may write."""
    with suppress(OperationalError):  # a full or busy database can still be read
        mark = chat.mark_seen(pair=pair, member=member, seq=seq, thread=thread)
        if mark and pair.is_open:
            broadcasts.seen(pair.id, by=member.id, seq=mark)


def tabs(pair: Pair, path: Path, here: PathStep | None) -> list[Tab]:
    """Everything, the current step's thread, and those in which something was written."""
    used = Message.steps_written_about(pair)
    shown = [s for s in reversed(path.steps) if s.step.id in used or s in (path.here, here)]
    shown.sort(key=lambda s: s != here)  # the thread that one reads comes first, so that it is seen on a phone
    return [Tab(_("Everything"), url_for("pairs.show", pair_id=pair.id), here is None)] + [
        Tab(
            _("Step %(n)d · %(title)s", n=s.number, title=s.step.title),
            url_for("pairs.step", pair_id=pair.id, number=s.number),
            s == here,
        )
        for s in shown
    ]


def rows(lines: list[chat.Line], pair: Pair, member: Member) -> list[Row]:
    """The lines with their separators, for this reader.

    What the partner has seen is shown only while the two may write: after a block it would go on telling of them.
    """
    read, read_by_partner = pair.read_seq_of(member), pair.read_seq_of_partner(member)
    first_unread = next((line.seq for line in lines if not line.is_mine and line.seq > read), None)
    seen = [line.seq for line in lines if line.is_mine and line.seq <= read_by_partner and pair.is_open]
    last_seen = max(seen, default=None)
    days = [dom_day(line.message.sent_at) for line in lines]
    return [
        Row(line, n == 0 or days[n] != days[n - 1], line.seq == first_unread, line.seq == last_seen)
        for n, line in enumerate(lines)
    ]


def changed_rows(
    lines: list[chat.Line], pair: Pair, member: Member, thread: chat.Thread, *, has: int
) -> list[tuple[chat.Line, bool]]:
    """Which rows a thread's page is sent after these changes, and of each whether it is one that the page lacks.

    `has` is the seq up to which it has everything. What stands above the thread comes anew, too, and is never new; so
    does a message whose count of replies has changed.
    """
    shown = [(line, line.seq > has and thread.holds(line.message)) for line in lines if thread.shows(line.message)]
    return shown + [(parent, False) for parent in _parents(lines, pair, member, thread)]


def _parents(lines: list[chat.Line], pair: Pair, member: Member, thread: chat.Thread) -> list[chat.Line]:
    """The messages of a thread whose count of replies these changes have changed."""
    changed = {line.message.reply_to for line in lines if line.message.reply_to is not None}
    changed -= {line.seq for line in lines}  # those come with their count anyway
    found = [chat.line_at(pair=pair, reader=member, seq=seq) for seq in sorted(changed)]
    return [line for line in found if line is not None and thread.holds(line.message)]


def render(line: chat.Line, pair: Pair, member: Member) -> str:
    """One message's row, for this reader."""
    return render_template("chat/_message.html", line=line, pair=pair, member=member, is_last_seen=False)
