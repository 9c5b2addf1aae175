"""One open socket of one of the two: frames in, pushes out."""

import json
import time
from collections.abc import Callable
from typing import Any

import gevent
from flask import current_app, request, session
from peewee import OperationalError

from db.database import database
from db.hot import Standing
from db.models import Member, Message, Notification, Pair
from webapp import bell, conversation, limits
from webapp.blueprints.chat.forms import MessageForm
from webapp.blueprints.chat.posting import post
from webapp.domain import accounts, chat
from webapp.domain.errors import LoginHasEnded, PairIsClosed, Refused
from webapp.errors import ADVICE, is_disk_full, words_for
from webapp.filters import dom_day
from webapp.inputs import MOST, whole_number
from webapp.realtime import broadcasts, draining, hub, sockets
from webapp.realtime.presence import KINDS, Presence


class Channel:
    """One open socket of one of the two. `after` is the last seq that its page has."""

    def __init__(self, socket: sockets.Socket, pair: Pair, member: Member, listener: hub.Listener) -> None:
        self.socket, self.pair, self.member, self.listener = socket, pair, member, listener
        self.login = accounts.hash_of(str(session.get("_user_id", "")))
        self.thread = conversation.thread_asked_for()
        self.form, self.presence = MessageForm(), Presence(pair.id, member.id)
        self.row = current_app.jinja_env.get_template("chat/pushes/message.html")
        self.day, self.looked_at = "", time.monotonic()
        database.close()  # the handshake's; a socket holds none while it waits
        with database.connection_context():
            self.after = self._stand().seq
        # A page that says here what it has is told nothing twice; a `sync` frame may come too late for that.
        self.after = min(self.after, request.args.get("after", type=whole_number, default=self.after))

    def run(self) -> None:
        """Read, push and sleep until either side goes."""
        if "after" in request.args:
            self._push()
        frame = None
        while True:
            # Before the first sleep, too: whoever came in after everybody was woken would sleep until they are killed.
            if draining.is_draining():
                raise sockets.Closing(sockets.RESTARTING)
            if frame is not None:
                self._take(frame)
            self._tell(self.listener.heard())
            frame = self.socket.receive(within=hub.LOOK_EVERY if hub.get().is_deaf else self.presence.due_in())

    def _stand(self) -> Standing:
        """The pair as it is now, if the login and the right still stand (one query)."""
        standing = chat.standing(pair=self.pair, login=self.login)
        if standing is None or not standing.has_login:
            raise sockets.Closing(sockets.SESSION_GONE)
        if not standing.has(self.member.id) or not standing.can_be_written_in():
            raise sockets.Closing(sockets.FORBIDDEN)
        return standing

    def _take(self, raw: str) -> None:
        """Act on a frame; one that says nothing that we know is ignored."""
        try:
            frame = json.loads(raw)
            kind = frame["type"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return
        act: dict[str, Callable[[dict[str, Any]], None]] = {
            "message": self._post, "sync": self._sync, "typing": self._type, "seen": self._see,
            "here": self._say_here,
        }  # fmt: skip
        if isinstance(kind, str) and kind in act:
            act[kind](frame)

    def _post(self, frame: dict[str, Any]) -> None:
        form = self.form.take(frame)
        if not form.validate():
            return self._refuse(form, next(iter(next(iter(form.errors.values()))), ""))
        if refusal := limits.messages_per_member(self.member.id):
            return self._refuse(form, refusal.words)
        try:
            posted = post(self.pair, self.member, form, self.login)
        except LoginHasEnded:
            raise sockets.Closing(sockets.SESSION_GONE) from None
        except PairIsClosed:
            raise sockets.Closing(sockets.FORBIDDEN) from None
        except Refused as refused:
            return self._refuse(form, words_for(refused))
        except OperationalError as fault:
            if not is_disk_full(fault):
                raise  # the socket closes, and the page sends again when it is back
            return self._refuse(form, str(ADVICE[507]))
        gevent.sleep(0)  # the partner's socket has been woken and goes first: the author sees the message already
        self._acknowledge(posted)
        return None

    def _acknowledge(self, posted: chat.Posted) -> None:
        """The row itself; never before rows that the page lacks, which would be lost to it if the line broke now."""
        message = posted.line.message
        if not self.thread.holds(message):  # of another thread's outbox: no row of it comes here
            self._say(type="stored", client_id=message.client_id)
        elif not posted.is_new and message.changed_seq > self.after:
            self._push()
        elif not posted.is_new:
            self._send_line(posted.line, is_new=True)
        elif posted.line.seq == self.after + 1:  # so its own event need not wake us
            self._send_line(posted.line, is_new=True)
            self.after = posted.line.seq

    def _refuse(self, form: MessageForm, words: str) -> None:
        self._say(type="refused", client_id=form.client_id.data or "", words=str(words))

    def _sync(self, frame: dict[str, Any]) -> None:
        if _is_seq(frame.get("after")):
            self.after = frame["after"]
            self._push()

    def _type(self, frame: dict[str, Any]) -> None:
        broadcasts.typing(self.pair.id, by=self.member.id)

    def _see(self, frame: dict[str, Any]) -> None:
        if not _is_seq(frame.get("seq")):
            return
        with database.connection_context():
            mark = chat.mark_seen(pair=self.pair, member=self.member, seq=frame["seq"], thread=self.thread)
        if mark:
            broadcasts.seen(self.pair.id, by=self.member.id, seq=mark)
            bell.ring()

    def _tell(self, events: list[hub.Event]) -> None:
        """Pass on what was heard. Nothing of the partner passes unless the right to it was checked just now."""
        theirs = [event for event in events if event.get("by", self.member.id) != self.member.id]
        if self._must_look(events):
            self._push(next((event["row"] for event in reversed(events) if "row" in event), None))
        elif theirs:
            self._check()
        for event in theirs:
            if event["kind"] == "typing":
                self._say(type="typing", who=self.pair.partner_of(self.member).first_name)
            elif event["kind"] == "seen":
                self._say(type="seen", seq=event["seq"])
        self._tell_of_presence(events)
        if any(event["kind"] == "news" for event in events):
            self._ring()

    def _tell_of_presence(self, events: list[hub.Event]) -> None:
        for event in events:
            if event["kind"] in KINDS:
                self.presence.hear(event)
        is_here = self.presence.news()
        if is_here is not None:
            self._say(type="here", now=is_here)

    def _ring(self) -> None:
        """Say how much is new for the member, for the bell on the page."""
        with database.connection_context():
            self._stand()
            count = Notification.unread_count(self.member.id)
        self._say(type="news", count=count)

    def _say_here(self, frame: dict[str, Any]) -> None:
        """The page is here, and asks whether the partner is: the answer also shows it that the link is alive."""
        self.presence.say()
        if self.presence.is_partner_here:
            self._check()
        self._say(type="here", now=self.presence.is_partner_here)

    def _check(self) -> None:
        with database.connection_context():
            self._stand()

    def _must_look(self, events: list[hub.Event]) -> bool:
        if hub.get().is_deaf and time.monotonic() - self.looked_at >= hub.LOOK_EVERY:
            return True
        return any(e["kind"] == "look" or (e["kind"] == "changed" and e["seq"] > self.after) for e in events)

    def _push(self, heard: Message | None = None) -> None:
        """Push all that the page lacks, oldest change first. `heard` is a row that it may lack."""
        self.looked_at = time.monotonic()
        has = self.after
        while self._push_some(has, heard):
            pass

    def _push_some(self, has: int, heard: Message | None) -> bool:
        """As many changes as one look gives; whether there may be more.

        What is after `has` is new to the page, also when a later change of it comes behind newer messages.
        """
        with database.connection_context():
            standing = self._stand()
            if standing.seq <= self.after:
                return False
            lines = chat.changes(pair=self.pair, reader=self.member, after=self.after, standing=standing, heard=heard)
            rows = conversation.changed_rows(lines, self.pair, self.member, self.thread, has=has)
        for line, is_new in rows:
            self._send_line(line, is_new=is_new)
        if lines:
            self.after = lines[-1].message.changed_seq
        return bool(lines) and self.after < standing.seq

    def _send_line(self, line: chat.Line, *, is_new: bool) -> None:
        day = dom_day(line.message.sent_at)
        is_new_day, self.day = is_new and day != self.day, day if is_new else self.day
        self.socket.send(
            self.row.render(line=line, pair=self.pair, member=self.member, is_new=is_new, is_new_day=is_new_day)
        )

    def _say(self, **frame: Any) -> None:
        self.socket.send(json.dumps(frame))


def _is_seq(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST
