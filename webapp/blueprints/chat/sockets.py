"""The socket's door to a pair: frames in, pushes out. One greenlet reads, writes and sleeps; nobody else writes."""

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import abort, current_app, render_template, request, session
from flask_babel import gettext as _
from simple_websocket import ConnectionClosed

from db.database import database
from db.models import Member, Pair
from webapp import access, headers, limits
from webapp.blueprints.chat.forms import MessageForm
from webapp.blueprints.chat.posting import blueprint, post
from webapp.domain import accounts, chat
from webapp.domain.errors import Refused
from webapp.errors import words_for
from webapp.extensions import sock
from webapp.filters import dom_day
from webapp.inputs import MOST, whole_number
from webapp.realtime import broadcasts, draining, hub, sockets

log = logging.getLogger("waymark")

SOCKETS_OF_A_MEMBER = 5
FRAMES_A_SECOND = 20
LOOK_EVERY = 2.0  # seconds, where events of other processes may be missed


class Closing(Exception):  # noqa: N818 # not an error: the way out of the loop, with a code
    """The socket must close with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@blueprint.before_request
def _before_the_upgrade() -> None:
    """Refuse while the answer can still be an HTTP status: 403 origin, 404 stranger, 503 too many."""
    if request.endpoint != "chat.live" or not sockets.is_handshake(request):
        return
    if not headers.has_own_origin():
        abort(403)
    member = access.current_member()
    access.pair_for(member, request.view_args["pair_id"])  # type: ignore[index] # the route has a pair_id
    if draining.is_draining() or hub.get().count() >= current_app.config["MOST_SOCKETS"]:
        abort(503)
    sockets.refuse_compression(request)


@sock.route("/pairs/<int:pair_id>/live", bp=blueprint)
def live(ws: Any, pair_id: int) -> None:
    """A pair's live channel: see Channel."""
    member = access.current_member()
    try:
        with _hearing(pair_id, member, ws) as listener:
            Channel(ws, pair_id, member, listener).run()
    except Closing as closing:
        sockets.close(ws, closing.code)
    except (ConnectionClosed, OSError):
        pass
    except Exception as error:  # what leaves here would make gunicorn read HTTP from the socket
        log.error("a socket broke: %s", type(error).__name__)
        sockets.close(ws, sockets.BROKEN)


@contextmanager
def _hearing(pair_id: int, member: Member, ws: Any) -> Iterator[hub.Listener]:
    """While open, the socket hears of its pair. Subscribe first, authorise next, then read the backlog."""
    listener = hub.Listener(pair_id, member.id, sockets.make_fit(ws))
    if hub.get().count(member.id) >= SOCKETS_OF_A_MEMBER:
        raise Closing(sockets.TOO_MANY)
    hub.get().subscribe(listener)
    try:
        yield listener
    finally:
        hub.get().unsubscribe(listener)


class Channel:
    """One open socket of one of the two. `after` is the last seq that its page has."""

    def __init__(self, ws: Any, pair_id: int, member: Member, listener: hub.Listener) -> None:
        self.ws, self.pair_id, self.member, self.listener = ws, pair_id, member, listener
        self.token = str(session.get("_user_id", ""))
        self.thread = chat.Thread(
            request.args.get("step", type=whole_number), request.args.get("reply_to", type=whole_number)
        )
        self.day, self.looked_at = "", time.monotonic()
        self.second, self.frames = 0, 0
        self.pair = self._authorised()
        self.after = int(self.pair.seq)

    def run(self) -> None:
        """Read, push and sleep until either side goes."""
        while True:
            frame = self.ws.receive(timeout=1)
            if draining.is_draining():
                raise Closing(sockets.RESTARTING)
            if frame is not None:
                self._take(frame)
            self._tell(self.listener.heard())

    def _authorised(self) -> Pair:
        """The pair as it is now, if the login and the right still stand. The connection is given back at once."""
        database.close()
        with database.connection_context():
            found = accounts.session_of(self.token)
            if found is None:
                raise Closing(sockets.SESSION_GONE)
            pair = Pair.with_id(self.pair_id)
            if pair is None or not pair.has(self.member) or not pair.can_be_written_in():
                raise Closing(sockets.FORBIDDEN)
        return pair

    def _take(self, raw: Any) -> None:
        """Act on a frame; one that says nothing that we know is ignored."""
        self._count_frame()
        try:
            frame = json.loads(raw)
            kind = frame["type"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return
        if kind == "message":
            self._post(frame)
        elif kind == "sync" and _is_seq(frame.get("after")):
            self.after = frame["after"]
            self._push()
        elif kind == "typing":
            broadcasts.typing(self.pair_id, by=self.member.id)
        elif kind == "seen" and _is_seq(frame.get("seq")):
            self._see(frame["seq"])

    def _count_frame(self) -> None:
        second = int(time.monotonic())
        self.frames = self.frames + 1 if second == self.second else 1
        self.second = second
        if self.frames > FRAMES_A_SECOND:
            raise Closing(sockets.TOO_MANY)

    def _post(self, frame: dict[str, Any]) -> None:
        form = MessageForm.of_frame(frame)
        self.pair = self._authorised()
        if not form.validate():
            return self._refuse(form, next(iter(next(iter(form.errors.values()))), ""))
        if not limits.may_post(self.member.id):
            return self._refuse(form, _("That was a lot at once. Try again in a minute."))
        try:
            with database.connection_context():
                posted = post(self.pair, self.member, form)
        except Refused as refused:
            return self._refuse(form, words_for(refused))
        if not posted.is_new or posted.line.message.changed_seq <= self.after:
            self._send_line(posted.line, is_new=True)
        return None

    def _refuse(self, form: MessageForm, words: str) -> None:
        self.ws.send(json.dumps({"type": "refused", "client_id": form.client_id.data or "", "words": str(words)}))

    def _see(self, seq: int) -> None:
        with database.connection_context():
            mark = chat.mark_seen(pair=self.pair, member=self.member, seq=seq, thread=self.thread)
        if mark:
            broadcasts.seen(self.pair_id, by=self.member.id, seq=mark)

    def _tell(self, events: list[hub.Event]) -> None:
        """Pass on what was heard. Words are read anew, after the right to read them was checked anew."""
        if any(event["kind"] in ("changed", "look") for event in events) or self._must_look():
            self.pair = self._authorised()
            self._push()
        for event in events:
            if event["kind"] == "typing" and event["by"] != self.member.id:
                self.ws.send(json.dumps({"type": "typing", "who": self.pair.partner_of(self.member).first_name}))
            elif event["kind"] == "seen" and event["by"] != self.member.id:
                self.ws.send(json.dumps({"type": "seen", "seq": event["seq"]}))

    def _must_look(self) -> bool:
        if not hub.get().is_deaf or time.monotonic() - self.looked_at < LOOK_EVERY:
            return False
        self.looked_at = time.monotonic()
        return True

    def _push(self) -> None:
        while self.pair.seq > self.after and self._push_some():
            pass

    def _push_some(self) -> bool:
        """Push the oldest changes that the page lacks, as many as one look gives; whether there were any."""
        with database.connection_context():
            lines = chat.changes(pair=self.pair, reader=self.member, after=self.after)
            parents = self._parents_of(lines)
        for line in lines:
            message = line.message
            if self.thread.holds(message):
                self._send_line(line, is_new=message.seq > self.after)
            self.after = max(self.after, message.changed_seq)
        for line in parents:
            self._send_line(line, is_new=False)
        return bool(lines)

    def _parents_of(self, lines: list[chat.Line]) -> list[chat.Line]:
        """The messages whose count of replies has changed."""
        changed = sorted({line.message.reply_to for line in lines if line.message.reply_to is not None})
        found = [chat.line_at(pair=self.pair, reader=self.member, seq=seq) for seq in changed]
        return [line for line in found if line is not None and self.thread.holds(line.message)]

    def _send_line(self, line: chat.Line, *, is_new: bool) -> None:
        day = dom_day(line.message.sent_at)
        is_new_day, self.day = is_new and day != self.day, day if is_new else self.day
        self.ws.send(
            render_template(
                "chat/pushes/message.html",
                line=line,
                pair=self.pair,
                member=self.member,
                is_new=is_new,
                is_new_day=is_new_day,
            )
        )


def _is_seq(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST
