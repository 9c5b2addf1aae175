"""The pulse by one tap: a link of a mail or push leads to a page with the ten numbers."""

from flask import Flask
from flask_babel import gettext as _

from webapp import taps
from webapp.domain import pulses
from webapp.domain.taps import Ask
from webapp.paths import path
from webapp.taps import TapKind


def init_app(app: Flask) -> None:
    """Register the question."""
    taps.KINDS["pulse"] = TapKind(
        answers={str(score): str(score) for score in pulses.SCORES},
        question=lambda ask: _("How is your mentorship with %(partner)s going?", partner=ask.partner.first_name),
        more=_who_sees,
        verb=_answer,
        is_asked=_is_asked,
        thanks=lambda ask, answer: _("Only you see the number. You can change it until you are asked again."),
        leads=lambda ask: path("pulses.index", pair_id=ask.pair.id),
    )


def _answer(ask: Ask, answer: str) -> None:
    pulses.answer(pair=ask.pair, member=ask.member, score=int(answer))


def _is_asked(ask: Ask) -> bool:
    return ask.pair.can_be_written_in() and pulses.of(ask.pair, ask.member).is_due


def _who_sees(ask: Ask) -> str:
    return _(
        "1 is badly, 10 is very well. %(partner)s is not told. Admins see a sign if a number is low, has fallen, or "
        "the two of you are far apart: never the number, and not whose it is.",
        partner=ask.partner.first_name,
    )
