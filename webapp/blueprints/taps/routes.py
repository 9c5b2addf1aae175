"""A question that a mail or a push asked, for whoever has its link: a page with the buttons; only a button answers.

The link's signature is the authority, so no session is needed. The forms bear the token of every other form all the
same: it costs nobody anything, and nothing on this site is let off it.
"""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import force_locale

from webapp import limits, taps
from webapp.access import public
from webapp.domain import taps as domain
from webapp.domain.errors import Refused
from webapp.fragments import see_other
from webapp.taps import Tapped

blueprint = Blueprint("taps", __name__)


@blueprint.get("/taps/<token>")
@public
def show(token: str) -> Any:
    """The question with its buttons, or what has become of it. Looking at it changes nothing."""
    tapped = taps.read(token)
    if tapped is None:
        return render_template("taps/over.html", tapped=None), 410
    with force_locale(tapped.ask.member.language):
        return _page(token, tapped)


@blueprint.post("/taps/<token>")
@public
@limits.taps_per_origin
def answer(token: str) -> Any:
    tapped, chosen = taps.read(token), request.form.get("answer", "")
    if tapped is not None and _stands(tapped):
        if chosen not in tapped.kind.answers:
            abort(400)
        _answer(tapped, chosen)
    return see_other(request.path)


def _answer(tapped: Tapped, chosen: str) -> None:
    try:
        if domain.answer(tapped.ask, chosen, tapped.kind.verb):
            tapped.kind.after(tapped.ask, chosen)
    except Refused:
        return  # closed meanwhile: the page says that the question is over


def _page(token: str, tapped: Tapped) -> Any:
    said = domain.answer_of(tapped.ask)
    if said is not None and not tapped.is_over:
        return render_template("taps/answered.html", tapped=tapped, said=said)
    if not _stands(tapped):
        return render_template("taps/over.html", tapped=tapped), 410
    return render_template("taps/show.html", tapped=tapped, token=token)


def _stands(tapped: Tapped) -> bool:
    """Whether it can still be answered."""
    return not tapped.is_over and tapped.ask.pair.can_be_written_in() and tapped.kind.is_asked(tapped.ask)
