"""Who may pass at all: signed in, public, host."""

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar, cast

from flask import abort, current_app, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from db.models import Member, Session

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Mark a view that people may see without signing in; everything else demands a member."""
    view.is_public = True  # type: ignore[attr-defined] # a function attribute is how Flask views carry policy
    return view


def demand_member() -> Response | None:
    """Send whoever is not signed in to the sign-in page, unless the view is public. Runs before every request."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or getattr(view, "is_public", False) or current_user.is_authenticated:
        return None
    if request.headers.get("HX-Request") or request.headers.get("Upgrade"):
        abort(401)
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.login", next=wanted))


def current_member() -> Member:
    """Whoever is signed in. Only for views that are not public."""
    if not current_user.is_authenticated:
        abort(401)
    return cast(Member, current_user._get_current_object())


def current_session() -> Session:
    """The session that this request came with. Only for views that are not public."""
    current_member()
    return cast(Session, g.session)


def session_for(member: Member, session_id: int) -> Session:
    """One of the member's own living sessions."""
    return cast(Session, Session.of_member(member).where(Session.id == session_id).first() or hidden())


def host_only(member: Member) -> None:
    """Let only the host pass."""
    if not member.is_host:
        abort(404)


def hidden() -> NoReturn:
    """Say that there is no such page: a stranger does not learn whether there is."""
    abort(404)
