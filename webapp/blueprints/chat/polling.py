"""The live channel for a browser that gets no socket: `?after=<seq>&wait=<seconds>` answers when something happened.

The answer is what a socket of the same thread would have sent. No database connection is held while it waits.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, abort, current_app, make_response, render_template, request, session

from db.database import database
from db.models import Member, Pair
from webapp import access, conversation
from webapp.domain import accounts, chat
from webapp.inputs import whole_number
from webapp.realtime import broadcasts, draining, hub

LONGEST_WAIT = 25  # seconds; proxies cut at 30 or more
WAITS_OF_A_MEMBER = 5

_waits: Counter[int] = Counter()


def answer(pair: Pair, member: Member, after: int) -> Response:
    """What happened after a seq, as soon as there is something, or 204 when the wait is over.

    `Waymark-Seq` is the seq from which to ask on: rows of other threads count, too, and are not shown.
    """
    thread = conversation.thread_asked_for()
    if seen := request.args.get("seen", type=whole_number):
        conversation.mark_seen(pair, member, thread, seq=seen)
    broadcasts.presence(pair.id, by=member.id, kind="here")
    seconds = min(request.args.get("wait", 0, type=whole_number), LONGEST_WAIT)
    with _place_of(member) as has_place:
        pair, lines = _changes(pair.id, member, after, seconds if has_place else 0)
    response = make_response(_rows(lines, pair, member, thread, after), 200 if lines else 204)
    response.headers["Waymark-Seq"] = str(lines[-1].message.changed_seq if lines else after)
    response.headers["Waymark-Seen"] = str(pair.read_seq_of_partner(member))
    return response


@contextmanager
def _place_of(member: Member) -> Iterator[bool]:
    """Whether the process and the member may have one more answer that waits; else it is given at once."""
    if hub.get().count() >= current_app.config["MOST_SOCKETS"] or _waits[member.id] >= WAITS_OF_A_MEMBER:
        yield False
        return
    _waits[member.id] += 1
    try:
        yield True
    finally:
        _waits[member.id] -= 1
        if not _waits[member.id]:
            del _waits[member.id]


def _changes(pair_id: int, member: Member, after: int, seconds: float) -> tuple[Pair, list[chat.Line]]:
    """Subscribe first, authorise next, then read; after each wake-up authorise anew. A pair that has closed is 409."""
    woken, end = threading.Event(), time.monotonic() + seconds
    listener = hub.Listener(pair_id, member.id, woken.set, is_socket=False)
    hub.get().subscribe(listener)
    try:
        while True:
            pair = _authorised(pair_id, member)
            lines = chat.changes(pair=pair, reader=member, after=after)
            if lines or draining.is_draining() or time.monotonic() >= end:
                return pair, lines
            database.close()
            _sleep(listener, woken, end)
    finally:
        hub.get().unsubscribe(listener)


def _authorised(pair_id: int, member: Member) -> Pair:
    if accounts.session_of(str(session.get("_user_id", ""))) is None:
        abort(401)
    return access.open_pair_for(member, pair_id)


def _sleep(listener: hub.Listener, woken: threading.Event, end: float) -> None:
    """Until the pair has changed, the time is up, or the process leaves."""
    look_at = min(end, time.monotonic() + hub.LOOK_EVERY) if hub.get().is_deaf else end
    while time.monotonic() < look_at and not draining.is_draining():
        woken.wait(max(0.0, look_at - time.monotonic()))
        woken.clear()
        if any(event["kind"] in ("changed", "look") for event in listener.heard()):
            return


def _rows(lines: list[chat.Line], pair: Pair, member: Member, thread: chat.Thread, after: int) -> str:
    held = [line for line in lines if thread.holds(line.message)]
    held += conversation.parents(lines, pair, member, thread)
    return "".join(_pushed(row, pair, member, after) for row in conversation.rows(held, pair, member))


def _pushed(row: conversation.Row, pair: Pair, member: Member, after: int) -> Any:
    is_new = row.line.seq > after
    return render_template(
        "chat/pushes/message.html",
        line=row.line,
        pair=pair,
        member=member,
        is_new=is_new,
        is_new_day=is_new and row.is_new_day,
    )
