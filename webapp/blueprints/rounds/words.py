"""How the board says things: a fit, a cost, what a part of the pool is called."""

from babel.numbers import format_decimal, format_percent
from flask_babel import get_locale
from flask_babel import gettext as _

from webapp.blueprints.rounds.blueprint import blueprint
from webapp.domain.rounds.record import Fared

NOTHING = 0.005  # of the sum of scores: less is not shown
LITTLE = 0.01  # of the whole
SOMETHING = 0.03


@blueprint.app_template_filter()
def percent(share: float) -> str:
    """0.824 as "82%", as the reader's language writes it."""
    return str(format_percent(share, "#,##0%", locale=get_locale()))


@blueprint.app_template_filter()
def loss(cost: float, total: float) -> str:
    """What a choice costs the whole, in words and as a part of the sum of all scores."""
    if cost < NOTHING:
        return _("The whole loses nothing.")
    numbers = {"cost": _number(cost), "total": _number(total)}
    if cost <= LITTLE * total:
        return _("The whole loses a little: %(cost)s of %(total)s.", **numbers)
    if cost <= SOMETHING * total:
        return _("The whole loses something: %(cost)s of %(total)s.", **numbers)
    return _("The whole loses a lot: %(cost)s of %(total)s.", **numbers)


@blueprint.app_template_filter()
def part_of_pool(fared: Fared) -> str:
    """What a part of the pool is called."""
    fixed = {
        ("role", "mentee"): _("Mentees"),
        ("role", "mentor"): _("Mentors"),
        ("language", ""): _("no language given"),
        ("place", ""): _("no place given"),
        ("place", "…"): _("other places"),
        ("waited", "0"): _("waited less than two weeks"),
        ("waited", "1"): _("waited two to eight weeks"),
        ("waited", "2"): _("waited longer than eight weeks"),
    }
    return fixed.get((fared.kind, fared.name), fared.name)


def _number(value: float) -> str:
    return str(format_decimal(value, "#,##0.0#" if value < 1 else "#,##0.0", locale=get_locale()))
