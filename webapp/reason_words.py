"""Why two people fit, in a sentence for each reason: the same reasons for the admin, the mentor and the mentee.

The admin who pairs is told everything, by names. The two are told only what each has agreed to share with a partner
(`READ_BY` in `blueprints/enrollments/words.py`): of goals, ways of working and the program's questions that they are
alike and never what was written, of a wish only that both had it, of a mentee's order of mentors nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from babel import Locale
from babel.dates import get_day_names
from babel.lists import format_list
from flask import Flask
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from db.models import Enrollment
from webapp.domain.availability import PARTS, SharedTime, overlap
from webapp.domain.matching.parts import Reason
from webapp.filters import language_names

IN_COMMON = ("both_know", "place", "education", "profession")  # elements in common, which an introduction begins with
READERS = ("admin", "both", "mentee", "mentor")  # `both` is a text that the two read; the others one person's page
MUCH = 0.5  # how strongly something holds of which the two are told only that it is alike
MOST_TIMES = 3
MOST_WORDS = 4
PUNCTUATION = ".,;:!?()[]\"'“”‘’«»…–—-"  # around a word as it was written

PARTS_OF_A_DAY = {  # free every week at this time
    "early": _l("%(day)s early in the morning"),
    "morning": _l("%(day)s mornings"),
    "afternoon": _l("%(day)s afternoons"),
    "evening": _l("%(day)s evenings"),
    "night": _l("%(day)s nights"),
}
NAMED_HOURS = {hours: part for part, hours in PARTS.items()}


@dataclass(frozen=True)
class Case:
    """A reason for (or against) two people, to be told to one of READERS."""

    reason: Reason
    mentee: Enrollment
    mentor: Enrollment
    to: str

    @property
    def values(self) -> tuple[Any, ...]:
        """What the sentence names."""
        return self.reason.values

    @property
    def names(self) -> dict[str, str]:
        """The two by their first names."""
        return {"mentee": self.mentee.member.first_name, "mentor": self.mentor.member.first_name}

    @property
    def is_one_zone(self) -> bool:
        """Whether the two have the same clock."""
        return bool(self.mentee.time_zone == self.mentor.time_zone)


def init_app(app: Flask) -> None:
    """Give the templates these filters."""
    for function in (listed, times, reason_for):
        app.jinja_env.filters[function.__name__] = function


def reason_for(reason: Reason, mentee: Enrollment, mentor: Enrollment, to: str = "admin") -> str:
    """A reason in a sentence, in the reader's language; "" where it is not for this reader."""
    said = (FOR_ADMINS if to == "admin" else FOR_THE_TWO).get(reason.kind)
    return said(Case(reason, mentee, mentor, to)) if said else ""


def reasons_for(reasons: Iterable[Reason], mentee: Enrollment, mentor: Enrollment, to: str) -> list[str]:
    """What this reader is told of some reasons, a sentence each."""
    return [sentence for reason in reasons if (sentence := reason_for(reason, mentee, mentor, to))]


def element_in_common(reason: Reason) -> str:
    """One of IN_COMMON as a part of the sentence "Bob and Alice, …", for the two; "" for another reason."""
    if reason.kind == "both_know":
        return _("you both know %(people)s", people=listed(reason.values))
    if reason.kind == "place":
        return _("you both live in %(place)s", place=reason.values[0])
    if reason.kind == "education":
        return _("you share an education: %(education)s", education=reason.values[0])
    return _("you share a profession: %(profession)s", profession=reason.values[0]) if reason.kind in IN_COMMON else ""


def listed(items: Iterable[Any]) -> str:
    """ "a, b and c" in the reader's language."""
    return str(format_list([str(item) for item in items], locale=_locale()))


def times(shared: Sequence[SharedTime]) -> str:
    """Some stretches of every week: "Tuesday evenings and Thursday 17:00–19:30"."""
    return listed(_time(stretch) for stretch in shared)


def _time(shared: SharedTime) -> str:
    day = get_day_names("wide", context="stand-alone", locale=_locale())[shared.weekday]
    part = NAMED_HOURS.get((int(shared.start_hour), int(shared.end_hour)))
    if part and shared.start_hour % 1 == shared.end_hour % 1 == 0:
        return str(PARTS_OF_A_DAY[part]) % {"day": day}
    return f"{day} {_clock(shared.start_hour)}–{_clock(shared.end_hour)}"


def _clock(hour: float) -> str:
    return f"{int(hour)}:{round(hour % 1 * 60):02}"


def _locale() -> Locale:
    return get_locale() or Locale("en")


def _hours_a_week(hours: float) -> str:
    whole = max(1, round(hours))
    return ngettext("about an hour a week", "about %(num)d hours a week", whole)


def _topics(case: Case) -> str:
    given = {"topics": listed(case.values), **case.names}
    if case.to == "mentee":
        return _("%(mentor)s offers %(topics)s, which you want.", **given)
    if case.to == "mentor":
        return _("You offer %(topics)s, which %(mentee)s wants.", **given)
    if case.to == "both":
        return _("%(mentor)s knows something about %(topics)s, which %(mentee)s would like to talk about.", **given)
    return _("%(mentor)s offers %(topics)s, which %(mentee)s wants.", **given)


def _words(case: Case) -> str:
    return listed(f"“{word.strip(PUNCTUATION)}”" for word in case.values[:MOST_WORDS])


def _experience(case: Case) -> str:
    if case.to == "both":  # it is mailed
        return _("You have been through similar things.") if case.reason.weight >= MUCH else ""
    return _("Your stories have something in common: %(words)s.", words=_words(case))


def _hours(case: Case) -> str:
    if case.to == "both" and not case.is_one_zone:
        free = sum(stretch.end_hour - stretch.start_hour for stretch in case.values)
        return _("You are free at the same time for %(hours)s.", hours=_hours_a_week(free))
    shared = _in_mentors_time(case) if case.to == "mentor" else case.values
    return _("You are both free on %(times)s.", times=times(shared[:MOST_TIMES]))


def _in_mentors_time(case: Case) -> Sequence[SharedTime]:
    if case.is_one_zone:
        return case.values
    mentee, mentor = case.mentee, case.mentor
    return overlap(mentor.availability, mentor.time_zone, mentee.availability, mentee.time_zone)


def _hours_for_admins(case: Case) -> str:
    rest = len(case.values) - MOST_TIMES
    said = [_("Both are free on %(times)s.", times=times(case.values[:MOST_TIMES]))]
    if rest > 0:
        said.append(ngettext("And once more in the week.", "And %(num)d more times in the week.", rest))
    if not case.is_one_zone:
        said.append(_("In %(mentee)s's time.", **case.names))
    return " ".join(said)


def _wish_for_admins(case: Case) -> str:
    if len(case.values) == 2:
        return _("They wished for each other.")
    if case.values[0] == "mentee":
        return _("%(mentee)s wished for %(mentor)s.", **case.names)
    return _("%(mentor)s wished for %(mentee)s.", **case.names)


def _ranking_for_admins(case: Case) -> str:
    if case.values[0] == 1:
        return _("%(mentee)s would like %(mentor)s best.", **case.names)
    if case.values[0] == 2:
        return _("%(mentor)s is %(mentee)s's second choice.", **case.names)
    return _("%(mentor)s is %(mentee)s's third choice.", **case.names)


def _people_for_admins(case: Case) -> str:
    return ngettext("They know one person in common.", "They know %(num)d people in common.", int(case.values[0]))


Said = Callable[[Case], str]

FOR_ADMINS: dict[str, Said] = {
    "topics": _topics,
    "goals": lambda case: _("Their goals have something in common: %(words)s.", words=_words(case)),
    "experience": lambda case: _("Their stories have something in common: %(words)s.", words=_words(case)),
    "answers": lambda case: _(
        "Their answers to the program's questions have something in common: %(words)s.", words=_words(case)
    ),
    "style": lambda case: _(
        "They like to work in much the same way (answers that are alike: %(alike)d of %(all)d).",
        alike=case.values[0],
        all=case.values[1],
    ),
    "hours": _hours_for_admins,
    "languages": lambda case: _("Both speak %(languages)s.", languages=listed(language_names(case.values))),
    "place": lambda case: _("Both live in %(place)s.", place=case.values[0]),
    "profession": lambda case: _("They share a profession: %(profession)s.", profession=case.values[0]),
    "education": lambda case: _("They share an education: %(education)s.", education=case.values[0]),
    "wish": _wish_for_admins,
    "ranking": _ranking_for_admins,
    "acquaintances": lambda _case: _("They know each other."),
    "people": _people_for_admins,
    "no_language": lambda _case: _("They have no language in common."),
    "no_hours": lambda _case: _("They are never free at the same time."),
    "few_hours": lambda case: _(
        "They are seldom free at the same time: %(hours)s.", hours=_hours_a_week(case.values[0])
    ),
    "no_topic": lambda case: _("What %(mentee)s wants is not among what %(mentor)s offers.", **case.names),
    "know_each_other": lambda _case: _("They know each other already."),
}
FOR_THE_TWO: dict[str, Said] = {
    "topics": _topics,
    "goals": lambda case: _("You are after much the same thing.") if case.reason.weight >= MUCH else "",
    "experience": _experience,
    "answers": lambda case: _("You answered the program's questions much alike.") if case.reason.weight >= MUCH else "",
    "style": lambda _case: _("You like to work in much the same way."),
    "hours": _hours,
    "languages": lambda case: _("You both speak %(languages)s.", languages=listed(language_names(case.values))),
    "place": lambda case: _("You both live in %(place)s.", place=case.values[0]),
    "profession": lambda case: _("You share a profession: %(profession)s.", profession=case.values[0]),
    "education": lambda case: _("You share an education: %(education)s.", education=case.values[0]),
    "wish": lambda case: _("You wished for each other.") if len(case.values) == 2 else "",
    "both_know": lambda case: _("You both know %(people)s.", people=listed(case.values)),
}
