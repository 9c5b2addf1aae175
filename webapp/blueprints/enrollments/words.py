"""The words for what the domain knows by keys: topics, poles of the working style, days, parts of the day, states."""

from datetime import date
from typing import Any

from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp import time_zones
from webapp.blueprints.enrollments.blueprint import blueprint
from webapp.filters import today

ROLES = {"mentor": _l("Mentor"), "mentee": _l("Mentee")}

STATES = {
    "draft": _l("not sent yet"),
    "requested": _l("asks to take part"),
    "declined": _l("declined"),
    "waiting": _l("waiting"),
    "paired": _l("paired"),
    "paused": _l("paused"),
    "withdrawn": _l("withdrawn"),
    "completed": _l("completed"),
}

TITLES: dict[str, dict[str, Any]] = {
    "mentor": {
        "topics": _l("What can you help with?"),
        "goal": _l("What would you like your mentee to leave with?"),
        "experience": _l("What have you been through?"),
    },
    "mentee": {
        "topics": _l("What would you like help with?"),
        "goal": _l("What would you like to have reached at the end?"),
        "experience": _l("Where are you now?"),
    },
    "both": {
        "languages": _l("Which languages can you talk in?"),
        "about": _l("A little about you"),
        "availability": _l("When are you usually free?"),
        "style": _l("How do you like to work together?"),
        "capacity": _l("How many mentees can you take?"),
        "wishes": _l("Is there somebody you wish for?"),
        "questions": _l("This program also asks"),
    },
}

NAMES: dict[str, dict[str, Any]] = {  # a topic's short name, where answers stand in a list
    "mentor": {"topics": _l("I can help with"), "goal": _l("What my mentee should leave with")},
    "mentee": {"topics": _l("I would like help with"), "goal": _l("My goal")},
    "both": {
        "experience": _l("My story"),
        "languages": _l("Languages"),
        "about": _l("About me"),
        "availability": _l("Usually free"),
        "style": _l("Working together"),
        "capacity": _l("Mentees at a time"),
        "wishes": _l("Wishes"),
        "questions": _l("The program's questions"),
    },
}

READERS = {  # who will read a topic; said on its page
    "partner": _l("The admins who pair read this, and later the person you are paired with."),
    "admins": _l("Only the admins who pair read this."),
    "ranking_mentor": _l(
        "The admins who pair read this, mentees of this program who say whom they would like, beside your first name,"
        " and later the person you are paired with."
    ),
    "asking_mentor": _l(
        "The admins who pair read this, mentees of this program who choose whom to ask, beside your first name,"
        " and later the person you are paired with."
    ),
    "asking_mentee": _l(
        "The admins who pair read this, any mentor whom you ask, and later the person you are paired with."
    ),
}
READ_BY = {"topics": "partner", "experience": "partner", "languages": "partner", "about": "partner"} | {
    "availability": "partner"
}

POLES = {  # the first pole (1) and the second (5)
    "planning": (_l("Plan ahead"), _l("Take it as it comes")),
    "feedback": (_l("Say it straight"), _l("Say it gently")),
    "writing": (_l("Write often and short"), _l("Write seldom and long")),
    "listening": (_l("Listen first"), _l("Advise first")),
    "purpose": (_l("Work on goals"), _l("Let the talk wander")),
    "manner": (_l("Formal"), _l("Easy-going")),
}

PARTS = {
    "early": _l("early"),
    "morning": _l("morning"),
    "afternoon": _l("afternoon"),
    "evening": _l("evening"),
    "night": _l("night"),
}


def title_of(topic: str, role: str) -> Any:
    """The question that stands on a topic's page."""
    return TITLES[role].get(topic) or TITLES["both"][topic]


def name_of(topic: str, role: str) -> Any:
    """The name of a topic where answers stand in a list."""
    return NAMES[role].get(topic) or NAMES["both"][topic]


def reader_of(topic: str, role: str, choosing: str) -> Any:
    """The sentence that says who will read a topic; `choosing` is how the program lets mentees choose."""
    reader = READ_BY.get(topic, "admins")
    return READERS.get(f"{choosing}_{role}", READERS[reader]) if reader == "partner" else READERS[reader]


@blueprint.app_template_filter()
def weekday(number: int, width: str = "wide") -> str:
    """The name of a day, 0 is Monday; `width` is "wide" or "abbreviated"."""
    return str(get_locale().days["stand-alone"][width][int(number)])


@blueprint.app_template_filter()
def part_of_day(key: str) -> str:
    """The name of a part of the day."""
    return str(PARTS[key])


@blueprint.app_template_filter()
def enrollment_state(state: str) -> str:
    """The state of an enrollment in words."""
    return str(STATES[state])


@blueprint.app_template_filter()
def role_name(role: str) -> str:
    """The role in words."""
    return str(ROLES[role])


@blueprint.app_template_filter()
def days_and_parts(slots: list[str]) -> list[tuple[str, str]]:
    """A weekly grid as lines: `[("Monday", "morning and evening"), …]`, only days with something."""
    held = set(slots)
    lines = []
    for number in range(7):
        parts = [PARTS[part] for part in PARTS if f"{number}-{part}" in held]
        if parts:
            lines.append((weekday(number), format_list([str(part) for part in parts], locale=get_locale())))
    return lines


@blueprint.app_template_filter()
def leanings(style: dict[str, int]) -> list[str]:
    """A working style in words: what somebody leans to, and where they are easy with both."""
    lines = []
    for key, (first, second) in POLES.items():
        score = style.get(key)
        if score == 3:
            lines.append(_("%(first)s or %(second)s, either is fine", first=first, second=str(second).lower()))
        elif score:
            lines.append(str(first if score < 3 else second))
    return lines


@blueprint.app_template_filter()
def zone_name(zone: str) -> str:
    """A time zone as the reader's language calls its city."""
    return time_zones.city(time_zones.known_or_utc(zone))


@blueprint.app_template_filter()
def is_ahead(on: date) -> bool:
    """Whether a day lies after the reader's today."""
    return on > today()


@blueprint.app_template_filter()
def is_today(on: date) -> bool:
    """Whether a day is the reader's today."""
    return on == today()
