"""The live channel for a browser that gets no socket: `?after=<seq>&wait=<seconds>` answers when something happened.

The answer is what a socket of the same thread would have sent. No database connection is held while it waits.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, abort, current_app, make_response, render_template, request, session

from db.database import database
from db.models import Member, Pair
from webapp import access, conversation
from webapp.domain import accounts, chat
from webapp.filters import dom_day
from webapp.inputs import whole_number
from webapp.realtime import broadcasts, draining, hub
from webapp.realtime.presence import KINDS

LONGEST_WAIT = 25  # seconds; proxies cut at 30 or more
TYPING_AFTER = 2  # seconds of a wait before typing ends it; who types must not make the other's page ask for ever
WAITS_OF_A_MEMBER = 5

_waits: Counter[int] = Counter()


def answer(pair: Pair, member: Member, after: int) -> Response:
    """What happened after a seq, as soon as there is something, or 204 when the wait is over.

    `Waymark-Seq` is the seq from which to ask on: rows of other threads count, too, and are not shown.
    `Waymark-Here` and `Waymark-Typing` say of the partner what a socket would have said; `&here=1` is a page that
    shows the partner as here.
    """
    thread = conversation.thread_asked_for()
    if seen := request.args.get("seen", type=whole_number):
        conversation.mark_seen(pair, member, thread, seq=seen)
    with _place_of(member) as has_place:
        wait = Wait(pair.id, member, request.args.get("wait", 0, type=whole_number) if has_place else 0)
        pair, lines = _changes(wait, after)
    response = make_response(_rows(lines, pair, member, thread, after), 200 if lines else 204)
    response.headers["Waymark-Seq"] = str(lines[-1].message.changed_seq if lines else after)
    response.headers["Waymark-Seen"] = str(pair.read_seq_of_partner(member))
    response.headers.extend(wait.heard_of_partner())
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


class Wait:
    """One poll while it listens, and what it heard of the partner meanwhile."""

    def __init__(self, pair_id: int, member: Member, seconds: int) -> None:
        self.pair_id, self.member = pair_id, member
        self.began = time.monotonic()
        self.whole = self.end = self.began + min(seconds, LONGEST_WAIT)
        self.is_here, self.is_typing = request.args.get("here") == "1", False
        self.has_heard_of_presence = False
        self._woken = threading.Event()
        self._listener = hub.Listener(pair_id, member.id, self._woken.set, is_socket=False)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear of the pair. Those who are there are asked to say so."""
        hub.get().subscribe(self._listener)
        try:
            broadcasts.presence(self.pair_id, by=self.member.id, kind="came" if self.end > self.began else "here")
            yield
        finally:
            hub.get().unsubscribe(self._listener)

    def is_over(self) -> bool:
        """Whether it is time to answer, be it with nothing."""
        return draining.is_draining() or time.monotonic() >= self.end

    def sleep(self) -> None:
        """Until the pair has changed or must be looked at, or the wait is over."""
        look_at = time.monotonic() + hub.LOOK_EVERY if hub.get().is_deaf else self.end
        while time.monotonic() < look_at and not self.is_over():
            self._woken.wait(max(0.0, min(look_at, self.end) - time.monotonic()))
            self._woken.clear()
            events = self._listener.heard()
            for event in events:
                self._hear_of_partner(event)
            if any(event["kind"] in ("changed", "look") for event in events):
                return

    def heard_of_partner(self) -> dict[str, str]:
        """The headers that say it. Somebody who left may come back, so that they are gone is said at a wait's end."""
        headers = {"Waymark-Typing": "1"} if self.is_typing else {}
        if self.has_heard_of_presence and self.is_here:
            return {**headers, "Waymark-Here": "1"}
        return {**headers, "Waymark-Here": "0"} if self.began < self.whole <= time.monotonic() else headers

    def _hear_of_partner(self, event: hub.Event) -> None:
        if event.get("by", self.member.id) == self.member.id:
            return
        if event["kind"] == "typing":
            self.is_typing = True
            self.end = min(self.end, max(time.monotonic(), self.began + TYPING_AFTER))
        elif event["kind"] in KINDS:
            if event["kind"] == "came":
                broadcasts.presence(self.pair_id, by=self.member.id, kind="here")
            if event["kind"] != "left" and not self.is_here:
                self.end = time.monotonic()  # that is news
            self.is_here, self.has_heard_of_presence = event["kind"] != "left", True


def _changes(wait: Wait, after: int) -> tuple[Pair, list[chat.Line]]:
    """Subscribe first, authorise next, then read; after each wake-up authorise anew. A pair that has closed is 409."""
    with wait.listening():
        while True:
            pair = _authorised(wait.pair_id, wait.member)
            lines = chat.changes(pair=pair, reader=wait.member, after=after)
            if lines or wait.is_over():
                return pair, lines
            database.close()
            wait.sleep()


def _authorised(pair_id: int, member: Member) -> Pair:
    if accounts.session_of(str(session.get("_user_id", ""))) is None:
        abort(401)
    return access.open_pair_for(member, pair_id)


def _rows(lines: list[chat.Line], pair: Pair, member: Member, thread: chat.Thread, after: int) -> str:
    html, day = "", ""
    for line, is_new in conversation.changed_rows(lines, pair, member, thread, has=after):
        before, day = day, dom_day(line.message.sent_at) if is_new else day
        html += render_template(
            "chat/pushes/message.html", line=line, pair=pair, member=member, is_new=is_new, is_new_day=day != before
        )
    return html
