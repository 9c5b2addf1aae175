"""What a program's pairs said at their end, for its admins: numbers and words that tell of nobody.

They are shown from five answers on and grow by fives, so that nobody can tell what the newest answer added.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from db.models import ClosingAnswer, Member, Program
from webapp.domain import closing

ENOUGH = 5
SCALES = {"goal": range(1, 6), "worth": range(1, 6), "recommend": range(11)}


@dataclass(frozen=True)
class Signed:
    """Words for the admins that somebody put their name to."""

    name: str
    role: str
    text: str


@dataclass(frozen=True)
class Results:
    """How many have answered, of how many the rest tells, and how often each value was given."""

    answered: int
    counted: int
    scales: dict[str, dict[int, int]] = field(default_factory=dict)
    choices: dict[str, int] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    signed: list[Signed] = field(default_factory=list)

    def mean(self, scale: str) -> float:
        """The mean of a scale's answers."""
        return sum(value * count for value, count in self.scales[scale].items()) / (self.counted or 1)


def of_program(program: Program, *, reader: Member) -> Results:
    """What is to be shown of the answers that a program's pairs gave (one query).

    An admin who is one of a pair reads no words of it: their partner wrote to the others.
    """
    rows = [row for row in ClosingAnswer.in_program(program) if row.is_answered]
    counted = rows[: len(rows) - len(rows) % ENOUGH]
    scales = {name: _counts([getattr(row, name) for row in counted], values) for name, values in SCALES.items()}
    given = Counter(row.choice for row in counted)
    return Results(
        answered=len(rows),
        counted=len(counted),
        scales=scales,
        choices={choice: given[choice] for choice in closing.CHOICES},
        words=_unsigned([row for row in counted if not row.pair.has(reader)]),
        signed=[_signed(row) for row in rows if row.is_signed and row.words and not row.pair.has(reader)],
    )


def _counts(given: list[int], values: range) -> dict[int, int]:
    counter = Counter(given)
    return {value: counter[value] for value in values}


def _unsigned(rows: list[ClosingAnswer]) -> list[str]:
    """In an order that has nothing to do with who wrote when, and is the same whenever one looks."""
    mixed = sorted(rows, key=lambda row: hashlib.sha256(f"{row.pair_id}|{row.id}".encode()).digest())
    return [text for row in mixed if not row.is_signed and (text := closing.words_in(row))]


def _signed(row: ClosingAnswer) -> Signed:
    return Signed(str(row.member.name), row.pair.role_of(row.member), closing.words_in(row) or "")
