"""How the board says things: waiting times, hours, languages, and the introduction that it suggests."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from babel import Locale
from babel.dates import get_day_names
from flask import Blueprint, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from db.clock import now
from db.models import Program
from webapp import introductions
from webapp.domain.availability import SharedTime
from webapp.domain.board import Board, View


def register(blueprint: Blueprint) -> None:
    """Give the templates these filters."""
    for function in (waited, short_days, amount):
        blueprint.add_app_template_filter(function)


def addresses(program: Program, view: View) -> Callable[..., str]:
    """A function that gives the board's address with something of the view changed; what is at rest is left out."""
    rest = asdict(View())

    def address(**changes: Any) -> str:
        wanted = {**asdict(view), **changes}
        kept = {name: value for name, value in wanted.items() if value != rest[name]}
        return url_for("pairing.index", program_id=program.id, **kept)

    return address


def suggested_introduction(program: Program, board: Board) -> str:
    """The introduction that is suggested for the two who are selected; "" if no two are."""
    if not (board.mentee and board.candidate):
        return ""
    return introductions.text_for(
        board.mentee, board.candidate.enrollment, board.candidate.reasons, language=program.language
    )


def waited(since: datetime | None) -> str:
    """How long somebody waits, in days."""
    days = (now() - since).days if since else 0
    return ngettext("waiting for a day", "waiting for %(num)d days", days) if days else _("waiting since today")


def short_days(shared: Iterable[SharedTime]) -> str:
    """The days of some stretches, "Thu, Sat"."""
    names = get_day_names("abbreviated", locale=_locale())
    return ", ".join(names[weekday] for weekday in sorted({stretch.weekday for stretch in shared}))


def amount(fit: float) -> str:
    """How much two people have in common, in words."""
    if fit >= 2 / 3:
        return _("much in common")
    return _("some things in common") if fit >= 1 / 3 else _("little in common")


def _locale() -> Locale:
    return get_locale() or Locale("en")
