"""Where a program's pairs stand on its path."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from peewee import fn

from db.models import Completion, Program, Step
from webapp.domain.glance.lines import PairLine


@dataclass(frozen=True)
class Camp:
    """A step and how many pairs under way stand at it; `done` is how many have ever done it, closed ones too."""

    title: str
    here: int
    done: int


@dataclass(frozen=True)
class Course:
    """The path with its camps; `at_end` have done every step and are not closed; `set_out` is all pairs there were."""

    camps: list[Camp]
    at_end: int
    set_out: int

    @property
    def under_way(self) -> int:
        """How many pairs nobody has closed."""
        return sum(camp.here for camp in self.camps) + self.at_end


def course(program: Program, lines: Iterable[PairLine]) -> Course:
    """The program's path as it is now (one query)."""
    every = list(lines)
    here = Counter(line.here for line in every if line.is_under_way)
    done = Completion.select(fn.COUNT(Completion.id)).where(Completion.step == Step.id)
    rows = Step.of_program(program).select(Step.title, Step.position, done).tuples()
    camps = [Camp(title, here.pop(position, 0), times) for title, position, times in rows]
    return Course(camps, at_end=here[None], set_out=len(every))
