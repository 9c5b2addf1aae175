"""The words of outcomes, as filters, and what is proposed to be said to both sides, each in their own language."""

from collections.abc import Callable

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from db.models import Appeal, Member, Report
from webapp.blueprints.cases.blueprint import blueprint

OUTCOMES = {
    "nothing": _l("Nothing needs to be done"),
    "warning": _l("A warning"),
    "pause": _l("A pause in the group"),
    "removal": _l("Removal from the group"),
    "ban": _l("A ban from the whole site"),
}
KINDS = {"message": _l("a message"), "person": _l("a person"), "program": _l("a program")}


@blueprint.app_template_filter("outcome_name")
def outcome_name(outcome: str) -> str:
    """What was decided."""
    return str(OUTCOMES[outcome])


@blueprint.app_template_filter("report_kind")
def report_kind(kind: str) -> str:
    """What kind of thing is reported."""
    return str(KINDS[kind])


def prefilled(report: Report, outcome: str, appeal: Appeal | None) -> dict[str, str]:
    """The words that a decision comes with, until whoever decides changes them."""
    place = str(report.group.name) if report.group else str(current_app.config["INSTANCE_NAME"])
    is_second = appeal is not None
    return {
        "to_reporter": _in_language_of(report.reporter, lambda: _to_reporter(outcome, is_second=is_second)),
        "to_reported": _in_language_of(report.reported, lambda: _to_reported(outcome, place, is_second=is_second)),
    }


def _in_language_of(member: Member | None, said: Callable[[], str]) -> str:
    if member is None:
        return ""
    with force_locale(str(member.language)):
        return said()


def _to_reporter(outcome: str, *, is_second: bool) -> str:
    first = (
        _("Somebody who had not decided before has looked at everything again.")
        if is_second
        else _("Thank you for telling us. We have read everything that you chose to show us.")
    )
    return f"{first}\n\n{_done(outcome)}\n\n{_last_words()}"


def _done(outcome: str) -> str:
    if outcome == "nothing":
        return _("We found nothing that goes against the way people treat each other here. It was right to ask.")
    if outcome == "warning":
        return _("We have spoken with the person, and asked for a change.")
    if outcome == "pause":
        return _("The person is kept out of the group for a while.")
    if outcome == "removal":
        return _("The person is no longer in the group.")
    return _("The person can no longer use this site.")


def _last_words() -> str:
    return _("If anything happens again, tell us. You can block somebody at any time, without a reason.")


def _to_reported(outcome: str, place: str, *, is_second: bool) -> str:
    if is_second:
        first = _("Somebody who had not decided before has looked at everything again.")
    else:
        first = _("Something that you did or wrote in %(place)s was looked at with care.", place=place)
    return f"{first}\n\n{_follows(outcome, place)}"


def _follows(outcome: str, place: str) -> str:
    if outcome == "nothing":
        return _("What was decided about you no longer holds. We are sorry for the trouble.")
    if outcome == "warning":
        return _(
            "We ask you to treat others here with respect, and to take a no for a no. Nothing else changes for you now."
        )
    if outcome == "pause":
        return _(
            "It does not fit the way people treat each other here. You are kept out of %(place)s for a while, and your "
            "conversations there rest. After that everything is as it was.",
            place=place,
        )
    if outcome == "removal":
        return _(
            "It does not fit the way people treat each other here. You are no longer in %(place)s, and your "
            "mentorships there have ended.",
            place=place,
        )
    return _("It does not fit the way people treat each other here. You can no longer use this site.")
