"""What a program file may hold: each key with its kind, its length and whether it must be there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from db.models.group import CATEGORIES
from db.models.program import ROLES
from db.models.question import MOST_PER_ROLE
from webapp.domain import rhythm_words

Place = tuple[str | int, ...]  # where a value stands: ("steps", 0, "mentor", "tips", 1)

FORMAT = "waymark-program/1"
LONGEST_NAME = 80  # characters, this and the next
LONGEST_SUMMARY = 200
LONGEST_DESCRIPTION = 4_000
LONGEST_EXPECTATIONS = 1_500
LONGEST_TAG = 40
LONGEST_PURPOSE = 1_000
LONGEST_WORDS = 600  # a prompt, a tip, a task
LONGEST_RESOURCE = 4_000
LONGEST_LABEL = 200
LONGEST_HELP = 300
LONGEST_CADENCE = 90  # days
LONGEST_STEP = 600  # minutes
MOST_TAGS = 40
MOST_STEPS = 52
MOST_PROMPTS = 3
MOST_TIPS = 2
MOST_RESOURCES = 3
LONGEST_SILENCE, MOST_SILENT = 180, 6  # days; how many nudges in one
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Problem:
    """What is wrong at a place. `code` has its sentence beside the form; `names` is what the sentence names."""

    place: Place
    code: str
    names: dict[str, Any] = field(default_factory=dict)
    line: int | None = None


@dataclass(frozen=True)
class Rule:
    """What a value may be."""

    is_needed: bool = field(default=True, kw_only=True)

    def problems(self, value: Any, place: Place) -> Iterator[Problem]:
        """What is wrong with the value."""
        raise NotImplementedError

    def clean(self, value: Any) -> Any:
        """The value as it is kept; `None` stands for one that is not there."""
        raise NotImplementedError


@dataclass(frozen=True)
class Prose(Rule):
    """A text of one or more lines."""

    longest: int

    def problems(self, value: Any, place: Place) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(place, "not-text")
        elif "\0" in value:
            yield Problem(place, "control")
        elif self.is_needed and not self.clean(value):
            yield Problem(place, "empty")
        elif len(self.clean(value)) > self.longest:
            yield Problem(place, "long", {"length": len(self.clean(value)), "most": self.longest})

    def clean(self, value: Any) -> str:
        return str(value or "").replace("\r\n", "\n").replace("\r", "\n").strip()


class Line(Prose):
    """A text of one line."""

    def clean(self, value: Any) -> str:
        return " ".join(str(value or "").split())


@dataclass(frozen=True)
class Number(Rule):
    """A whole number."""

    least: int
    most: int

    def problems(self, value: Any, place: Place) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem(place, "not-number")
        elif not self.least <= value <= self.most:
            yield Problem(place, "range", {"least": self.least, "most": self.most})

    def clean(self, value: Any) -> int:
        return int(value)


@dataclass(frozen=True)
class Choice(Rule):
    """One of a few words."""

    words: tuple[str, ...]

    def problems(self, value: Any, place: Place) -> Iterator[Problem]:
        if value not in self.words:
            yield Problem(place, "choice", {"choices": ", ".join(self.words)})

    def clean(self, value: Any) -> str:
        return str(value)


class Language(Rule):
    """A language's code of two letters (ISO 639-1)."""

    def problems(self, value: Any, place: Place) -> Iterator[Problem]:
        if not isinstance(value, str) or not re.fullmatch("[a-z]{2}", value):
            yield Problem(place, "language")

    def clean(self, value: Any) -> str:
        return str(value)


@dataclass(frozen=True)
class Each(Rule):
    """A list of values that follow one rule."""

    rule: Rule
    least: int
    most: int

    def problems(self, value: Any, place: Place) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(place, "not-sections" if isinstance(self.rule, Table) else "not-list")
            return
        if not self.least <= len(value) <= self.most:
            yield Problem(place, "count", {"found": len(value), "least": self.least, "most": self.most})
        for i, entry in enumerate(value):
            yield from self.rule.problems(entry, (*place, i))

    def clean(self, value: Any) -> list[Any]:
        return [self.rule.clean(entry) for entry in value or []]


class Tags(Each):
    """A list of words without doubles."""

    def clean(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().clean(value)))


@dataclass(frozen=True)
class Table(Rule):
    """Keys with a rule each."""

    rules: dict[str, Rule]

    def problems(self, value: Any, place: Place) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(place, "not-table")
            return
        for key in value.keys() - self.rules.keys():
            near = get_close_matches(key, self.rules.keys() - value.keys(), 1)
            yield Problem((*place, key), "unknown", {"nearest": near[0] if near else ""})
        for key, rule in self.rules.items():
            if key in value:
                yield from rule.problems(value[key], (*place, key))
            elif rule.is_needed:
                yield Problem(place, "missing", {"key": key})

    def clean(self, value: Any) -> dict[str, Any]:
        return {key: rule.clean((value or {}).get(key)) for key, rule in self.rules.items()}


class Sparse(Table):
    """Keys of which any may be left out; what is not there is not kept."""

    def clean(self, value: Any) -> dict[str, Any]:
        return {key: rule.clean(value[key]) for key, rule in self.rules.items() if key in (value or {})}


class Switch(Rule):
    """Yes or no."""

    def problems(self, value: Any, place: Place) -> Iterator[Problem]:
        if not isinstance(value, bool):
            yield Problem(place, "not-switch")

    def clean(self, value: Any) -> bool:
        return bool(value)


class Days(Each):
    """A list of numbers of days, in their order, without doubles."""

    def clean(self, value: Any) -> list[int]:
        return sorted(set(super().clean(value)))


class Addressed(Prose):
    """A text in which names in braces stand for others."""

    def problems(self, value: Any, place: Place) -> Iterator[Problem]:
        yield from super().problems(value, place)
        if isinstance(value, str):
            for name in list(rhythm_words.unknown_in(value))[:1]:
                yield Problem(place, "no-name", {"wrong": f"{{{name[:30]}}}"})
            if rhythm_words.unbalanced(value):
                yield Problem(place, "brace")


ROLE_WORDS = Table(
    {
        "prompts": Each(Line(LONGEST_WORDS), 1, MOST_PROMPTS),
        "tips": Each(Line(LONGEST_WORDS), 0, MOST_TIPS, is_needed=False),
        "task": Line(LONGEST_WORDS, is_needed=False),
    }
)
RESOURCE = Table({"title": Line(LONGEST_NAME), "body": Prose(LONGEST_RESOURCE)})
STEP = Table(
    {
        "title": Line(LONGEST_NAME),
        "purpose": Prose(LONGEST_PURPOSE),
        "minutes": Number(1, LONGEST_STEP),
        "mentor": ROLE_WORDS,
        "mentee": ROLE_WORDS,
        "resources": Each(RESOURCE, 0, MOST_RESOURCES, is_needed=False),
    }
)
QUESTION = Table(
    {"role": Choice(ROLES), "label": Line(LONGEST_LABEL), "help": Line(LONGEST_HELP, is_needed=False)},
)
EXPECTATIONS = Table({role: Prose(LONGEST_EXPECTATIONS, is_needed=False) for role in ROLES}, is_needed=False)
RHYTHM = Sparse(
    {
        "is_on": Switch(is_needed=False),
        "weekday": Choice(WEEKDAYS, is_needed=False),
        "hour": Number(0, 23, is_needed=False),
        "quiet_from": Number(0, 23, is_needed=False),
        "quiet_to": Number(0, 23, is_needed=False),
        "heard_days": Number(0, 30, is_needed=False),
        "first_hours": Number(0, 336, is_needed=False),
        "never_started_days": Number(1, 60, is_needed=False),
        "silent_days": Days(Number(1, LONGEST_SILENCE), 0, MOST_SILENT, is_needed=False),
        "closing_days": Number(0, 365, is_needed=False),
        "pulse_days": Number(0, 365, is_needed=False),
        "words": Sparse(
            {slot: Addressed(rhythm_words.LONGEST, is_needed=False) for slot in rhythm_words.SLOTS}, is_needed=False
        ),
    },
    is_needed=False,
)
PROGRAM = Table(
    {
        "format": Choice((FORMAT,)),
        "language": Language(),
        "slug": Line(60, is_needed=False),
        "name": Line(LONGEST_NAME),
        "category": Choice(CATEGORIES),
        "summary": Line(LONGEST_SUMMARY, is_needed=False),
        "description": Prose(LONGEST_DESCRIPTION, is_needed=False),
        "cadence_days": Number(1, LONGEST_CADENCE),
        "tags": Tags(Line(LONGEST_TAG), 0, MOST_TAGS, is_needed=False),
        "expectations": EXPECTATIONS,
        "rhythm": RHYTHM,
        "questions": Each(QUESTION, 0, 2 * MOST_PER_ROLE, is_needed=False),
        "steps": Each(STEP, 1, MOST_STEPS),
    }
)


def problems_of(content: dict[str, Any]) -> Iterator[Problem]:
    """Everything that is wrong with what a program file holds. Of a file of another kind only that."""
    if content.get("format") != FORMAT:
        yield Problem(("format",), "format", {"format": FORMAT})
        return
    yield from PROGRAM.problems(content, ())
    yield from _too_many_questions(content)


def _too_many_questions(content: dict[str, Any]) -> Iterator[Problem]:
    questions = content.get("questions")
    asked = [q.get("role") for q in questions if isinstance(q, dict)] if isinstance(questions, list) else []
    for role in ROLES:
        if MOST_PER_ROLE < asked.count(role) <= len(asked) <= 2 * MOST_PER_ROLE:
            yield Problem(
                ("questions",), "questions", {"role": role, "found": asked.count(role), "most": MOST_PER_ROLE}
            )
