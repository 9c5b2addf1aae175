"""The enrollment's questionnaire: its topics in order, what each one fills in, and what pairing cannot do without."""

from collections.abc import Callable, Mapping
from typing import Any

from db.models import Enrollment, Program, Question
from webapp.domain import availability, languages, working_style

TOPICS = (
    "topics", "goal", "experience", "languages", "about", "availability", "style", "capacity", "wishes", "questions",
)  # fmt: skip
COLUMNS: dict[str, tuple[str, ...]] = {  # what a topic may change
    "topics": ("topics",),
    "goal": ("goal",),
    "experience": ("experience",),
    "languages": ("languages",),
    "about": ("location", "profession", "education"),
    "availability": ("availability", "time_zone"),
    "style": ("working_style",),
    "capacity": ("capacity",),
    "wishes": (),
    "questions": ("answers",),
}
LASTING = ("experience", "languages", "about", "availability", "style")  # true in any program and either role
CAPACITY = range(1, 6)
MOST_TOPICS = 12
LONGEST_TOPIC = 60


def topics_of(enrollment: Enrollment, questions: list[Question]) -> list[str]:
    """The topics that this enrollment is asked: capacity of mentors only, questions where the program has some."""
    absent = {"capacity"} if not enrollment.is_mentor else set()
    absent |= {"questions"} if not questions else set()
    return [topic for topic in TOPICS if topic not in absent]


def first_unanswered(enrollment: Enrollment, topics: list[str], after: str | None = None) -> str | None:
    """Where to go on: the first topic (after a given one) that its member is not done with; None if all are done."""
    rest = topics[topics.index(after) + 1 :] if after else topics
    return next((topic for topic in rest if topic not in enrollment.answered), None)


def missing(enrollment: Enrollment) -> list[str]:
    """The topics without which nobody can be paired: `topics` (or a goal instead) and `languages`."""
    lacks_aim = not enrollment.topics and not enrollment.goal
    return (["topics"] if lacks_aim else []) + ([] if enrollment.languages else ["languages"])


def cleaned(topic: str, columns: Mapping[str, Any]) -> dict[str, Any]:
    """A topic's columns with only values that mean something. Raises ValueError for a capacity out of bounds."""
    return {name: CLEAN.get(name, lambda value: value)(columns[name]) for name in COLUMNS[topic] if name in columns}


def distinct(words: list[str]) -> list[str]:
    """Topics as they were written, each once whatever its case, the first twelve."""
    found = {word.strip().casefold(): word.strip()[:LONGEST_TOPIC] for word in reversed(words) if word.strip()}
    return list(reversed(found.values()))[:MOST_TOPICS]


def carry_over(source: Enrollment, target: Enrollment, program: Program) -> None:
    """Prefill a new enrollment from another of the same member: what lasts, and in the same role the aim too.

    What has lasting content counts as answered; the aim is there to be looked at again.
    """
    for topic in (*LASTING, *(("goal", "capacity") if source.role == target.role else ())):
        for column in COLUMNS[topic]:
            setattr(target, column, getattr(source, column))
    if source.role == target.role:
        target.topics = [topic for topic in source.topics if topic in program.tags]
    content = {
        "experience": target.experience,
        "languages": target.languages,
        "about": target.location or target.profession or target.education,
        "availability": target.availability,
        "style": target.working_style,
        "capacity": target.is_mentor and source.is_mentor,
    }
    target.answered = [topic for topic in TOPICS if content.get(topic)]


def _within_bounds(capacity: int) -> int:
    if capacity not in CAPACITY:
        raise ValueError("a mentor takes one to five mentees")
    return capacity


def _known_languages(codes: list[str]) -> list[str]:
    return [code for code in languages.ALL if code in codes]


CLEAN: dict[str, Callable[[Any], Any]] = {
    "topics": distinct,
    "languages": _known_languages,
    "availability": availability.known,
    "working_style": working_style.known,
    "capacity": _within_bounds,
}
