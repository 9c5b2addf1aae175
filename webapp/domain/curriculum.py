"""What a program is made from and what it can be written as: the words, the path, the questions."""

from dataclasses import dataclass, field
from math import ceil
from typing import Any

from db.models import Program, Question, Step
from webapp.domain import file_rhythm
from webapp.domain.slugs import slug_of


@dataclass(frozen=True)
class Curriculum:
    """A program without its people and dates.

    `expectations` is `{"mentor": str, "mentee": str}`, a question `{"role", "label", "help"}`, a step `{"title",
    "purpose", "minutes", "mentor": {"prompts", "tips", "task"}, "mentee": {…}, "resources": [{"title", "body"}]}`.
    `rhythm` is what was set of the weekly rhythm, as `file_rules.RHYTHM` names it; without it the defaults count.
    """

    language: str
    slug: str
    name: str
    category: str
    summary: str
    description: str
    cadence_days: int
    tags: list[str]
    expectations: dict[str, str]
    questions: list[dict[str, str]]
    steps: list[dict[str, Any]]
    rhythm: dict[str, Any] = field(default_factory=dict)

    @property
    def weeks(self) -> int:
        """How many weeks it takes at its own pace."""
        return weeks_of(len(self.steps), self.cadence_days)

    @classmethod
    def from_content(cls, content: dict[str, Any]) -> "Curriculum":
        """Of what a file holds, once it is checked and cleaned."""
        return cls(**{key: value for key, value in content.items() if key != "format"})

    @classmethod
    def from_program(cls, program: Program) -> "Curriculum":
        """Of a program as it stands, its group loaded, without the steps that were removed (three queries)."""
        return cls(
            language=program.language,
            slug=program.curriculum or slug_of(program.name),
            name=program.name,
            category=program.group.category,
            summary=program.summary,
            description=program.description,
            cadence_days=program.cadence_days,
            tags=list(program.tags),
            expectations={"mentor": program.mentor_expectations, "mentee": program.mentee_expectations},
            questions=[{"role": q.role, "label": q.label, "help": q.help} for q in Question.of_program(program)],
            steps=[step_content(step) for step in Step.of_program(program)],
            rhythm=file_rhythm.of_program(program),
        )


def step_content(step: Step) -> dict[str, Any]:
    """A step's words as a curriculum has them."""
    return {
        "title": step.title,
        "purpose": step.purpose,
        "minutes": step.minutes,
        "mentor": step.words_for("mentor"),
        "mentee": step.words_for("mentee"),
        "resources": step.resources,
    }


def step_columns(content: dict[str, Any]) -> dict[str, Any]:
    """The columns of a step with these words."""
    wording = {key: content[key] for key in ("mentor", "mentee", "resources")}
    return {**{key: content[key] for key in ("title", "purpose", "minutes")}, "wording": wording}


def weeks_of(steps: int, cadence_days: int) -> int:
    """How many weeks so many steps take, one every `cadence_days` days."""
    return ceil(steps * cadence_days / 7)
