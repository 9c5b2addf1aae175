"""One's meetings in one's own calendar: a private address that a calendar comes back to."""

from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from peewee import OperationalError
from werkzeug.wrappers import Response as BaseResponse
from wtforms import BooleanField

from webapp import calendars, limits, mail
from webapp.access import current_member, hidden, public
from webapp.domain import feeds
from webapp.forms import Form
from webapp.fragments import see_other

blueprint = Blueprint("calendars", __name__)


class FeedForm(Form):
    """What the address tells."""

    shows_where = BooleanField(_l("Also say where: the link or place of each meeting"))


@blueprint.get("/account/calendar")
def show() -> Any:
    feed = feeds.of(current_member())
    form = FeedForm(data={"shows_where": bool(feed and feed.shows_where)})
    return render_template("calendars/show.html", form=form, feed=feed)


@blueprint.post("/account/calendar")
@limits.passwords_per_member
def create() -> Any:
    """A new address, which is the answer itself: it is shown this once, and kept nowhere."""
    token = feeds.renew(member=current_member(), shows_where=bool(FeedForm().shows_where.data))
    link = mail.address(url_for("calendars.feed", token=token))
    scheme, _colon, rest = link.partition("://")
    return render_template("calendars/created.html", link=link, webcal=f"webcal://{rest}", is_https=scheme == "https")


@blueprint.post("/account/calendar/edit")
def edit() -> BaseResponse:
    feeds.change(member=current_member(), shows_where=bool(FeedForm().shows_where.data))
    flash(_("Saved. Calendars show it when they come back, within a day as a rule."))
    return see_other(url_for("calendars.show"))


@blueprint.post("/account/calendar/delete")
def delete() -> BaseResponse:
    feeds.end(member=current_member())
    flash(_("The address leads nowhere now."))
    return see_other(url_for("calendars.show"))


@blueprint.get("/calendar/<token>.ics")
@public
@limits.feed_guesses_per_origin
def feed(token: str) -> BaseResponse:
    """The calendar, for whoever has the address. A program that comes for it is not signed in."""
    found = feeds.with_token(token) or hidden()
    content, mark = calendars.of_feed(feeds.meetings_of(found), reader=found.member)
    with suppress(OperationalError):  # a full or busy database can still be read
        feeds.note_fetch(found)
    response = Response(content, mimetype="text/calendar")
    response.set_etag(mark)
    # It may be kept, and is asked for anew each time: 304 if nothing has changed.
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)
