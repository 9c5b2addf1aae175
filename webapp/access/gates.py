"""Who may pass at all: signed in, public, host, with a second factor."""

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar, cast

from flask import abort, current_app, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from db.models import Member, Passkey, Session
from webapp import confirmation
from webapp.domain import factors

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
    return redirect(url_for("accounts.login", next=_wanted()))


def current_member() -> Member:
    """Whoever is signed in. Only for views that are not public."""
    if not current_user.is_authenticated:
        abort(401)
    return cast(Member, current_user._get_current_object())


def signed_in_member() -> Member | None:
    """Whoever is signed in, if anybody is. For views that are public."""
    return cast(Member, current_user._get_current_object()) if current_user.is_authenticated else None


def current_session() -> Session:
    """The session that this request came with. Only for views that are not public."""
    current_member()
    return cast(Session, g.session)


def session_for(member: Member, session_id: int) -> Session:
    """One of the member's own living sessions."""
    return cast(Session, Session.of_member(member).where(Session.id == session_id).first() or hidden())


def passkey_for(member: Member, passkey_id: int) -> Passkey:
    """One of the member's own passkeys."""
    return cast(Passkey, Passkey.of_member(member).where(Passkey.id == passkey_id).first() or hidden())


def host_only(member: Member) -> None:
    """Let only the host pass, with a second factor where one is demanded."""
    if not member.is_host:
        abort(404)
    demand_factor(member)


def demand_factor(member: Member) -> None:
    """Lead a host, an admin or a moderator who needs a second factor and has none to set one up, and back afterwards.

    Called once it is clear that the member may do what they are about to: a stranger gets 404 as before.
    """
    if not factors.is_lacking(member):
        return
    address = url_for("accounts.factors", next=_wanted())
    if request.headers.get("HX-Request"):
        abort(Response(status=403, headers={"HX-Redirect": address}))  # a fragment's place is no place for that page
    abort(redirect(address, 303))


def demand_confirmation() -> None:
    """Ask somebody who is signed in for the password or a passkey again, unless they have just shown one."""
    if not confirmation.is_fresh():
        abort(redirect(url_for("accounts.confirmation", next=_wanted()), 303))


def hidden() -> NoReturn:
    """Say that there is no such page: a stranger does not learn whether there is."""
    abort(404)


def _wanted() -> str | None:
    """The page that is asked for, to come back to; a form that was sent cannot be."""
    return request.full_path.rstrip("?") if request.method == "GET" else None
