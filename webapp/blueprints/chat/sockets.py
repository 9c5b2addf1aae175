"""The socket's door to a pair: who gets in, and what becomes of a socket that ends. What it does is channel.py."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import abort, current_app, g, request

from db.models import Member, Pair
from webapp import access, headers
from webapp.blueprints.chat.channel import Channel
from webapp.blueprints.chat.posting import blueprint
from webapp.extensions import sock
from webapp.realtime import draining, hub, sockets

log = logging.getLogger("waymark")

SOCKETS_OF_A_MEMBER = 5


@blueprint.before_request
def _before_the_upgrade() -> None:
    """Refuse while the answer can still be an HTTP status: 403 origin, 404 stranger, 503 too many."""
    if request.endpoint != "chat.live" or not sockets.is_handshake(request):
        return
    if not headers.has_own_origin():
        abort(403)
    g.pair = access.pair_for(access.current_member(), request.view_args["pair_id"])  # type: ignore[index] # the route has a pair_id
    if draining.is_draining() or not sockets.slots.take(current_app.config["MOST_SOCKETS"]):
        abort(503)
    g.has_slot = True
    sockets.refuse_compression(request)


@blueprint.teardown_request
def _after_the_socket(error: BaseException | None) -> None:
    if g.pop("has_slot", False):
        sockets.slots.give_back()


@sock.route("/pairs/<int:pair_id>/live", bp=blueprint)
def live(ws: Any, pair_id: int) -> None:
    """A pair's live channel."""
    socket = sockets.Socket(ws)
    try:
        with _hearing(g.pop("pair"), access.current_member(), socket) as channel:
            try:
                channel.run()
            finally:
                channel.presence.leave()
    except sockets.Closing as closing:
        socket.close(closing.code)
    except sockets.Gone:
        pass
    except Exception as error:  # what leaves here would make gunicorn read HTTP from the socket
        log.error("a socket broke: %s", type(error).__name__)
        socket.close(sockets.BROKEN)
    finally:
        socket.forget()


@contextmanager
def _hearing(pair: Pair, member: Member, socket: sockets.Socket) -> Iterator[Channel]:
    """While open, the socket hears of its pair. Subscribe first, authorise next, then read the backlog."""
    listener = hub.Listener(pair.id, member.id, socket.wake)
    if hub.get().count(member.id) >= SOCKETS_OF_A_MEMBER:
        raise sockets.Closing(sockets.TOO_MANY)
    hub.get().subscribe(listener)
    try:
        yield Channel(socket, pair, member, listener)
    finally:
        hub.get().unsubscribe(listener)
