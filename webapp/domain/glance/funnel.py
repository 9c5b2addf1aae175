"""How far a program's people have come: six stages, each of which holds everybody who got at least so far.

A person counts once in a role, with the pair of theirs that got furthest.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from peewee import Case, fn

from db.models import Enrollment, Pair, Program
from db.models.program import ROLES
from webapp.domain.glance.lines import PairLine

STAGES = ("applied", "waiting", "introduced", "talking", "walking", "finished")
INTRODUCED = STAGES.index("introduced")


@dataclass(frozen=True)
class Standing:
    """Of one role at one stage: how many got here, and of those who got no further who may and who will not.

    `on` may still go on from here: they wait, or their pair is under way; `off` do not: declined, withdrawn, resting,
    or their pair is closed.
    """

    reached: int
    on: int
    off: int


@dataclass(frozen=True)
class Stage:
    """A stage, with its standing in either role."""

    key: str
    mentee: Standing
    mentor: Standing


def stages(program: Program, lines: Iterable[PairLine]) -> list[Stage]:
    """The six (one query)."""
    placed = [(line, stage_of(line)) for line in lines]
    furthest = {role: _furthest(placed, role) for role in ROLES}
    alone = _never_introduced(program)
    standings = {role: _standings(furthest[role], alone, role) for role in ROLES}
    return [
        Stage(key, mentee=mentee, mentor=mentor)
        for key, mentee, mentor in zip(STAGES, standings["mentee"], standings["mentor"], strict=True)
    ]


def stage_of(line: PairLine) -> int:
    """How far a pair has come, as a place in STAGES. Who has done a step talks, if not here."""
    if line.state == "completed":
        return STAGES.index("finished")
    if line.done:
        return STAGES.index("walking")
    return STAGES.index("talking") if line.both_wrote else INTRODUCED


def _furthest(placed: list[tuple[PairLine, int]], role: str) -> Counter[tuple[int, bool]]:
    """How many people got to which stage with a pair, and whether a pair of theirs is under way."""
    stage: dict[int, int] = {}
    is_on: dict[int, bool] = defaultdict(bool)
    for line, place in placed:
        person = line.mentor_id if role == "mentor" else line.mentee_id
        stage[person] = max(stage.get(person, 0), place)
        is_on[person] |= line.is_under_way
    return Counter((place, is_on[person]) for person, place in stage.items())


def _never_introduced(program: Program) -> dict[tuple[str, str], int]:
    """Who has sent in their answers and was introduced to nobody: how many in each role and state."""
    as_mentor = fn.EXISTS(Pair.select(Pair.id).where(Pair.mentor_enrollment == Enrollment.id))
    as_mentee = fn.EXISTS(Pair.select(Pair.id).where(Pair.mentee_enrollment == Enrollment.id))
    is_alone = Case(Enrollment.role, [("mentor", ~as_mentor)], ~as_mentee)
    rows = (
        Enrollment.select(Enrollment.role, Enrollment.state, fn.COUNT(Enrollment.id))
        .where((Enrollment.program == program) & (Enrollment.state != "draft") & is_alone)
        .group_by(Enrollment.role, Enrollment.state)
    )
    return {(role, state): count for role, state, count in rows.tuples()}


def _standings(furthest: Counter[tuple[int, bool]], alone: dict[tuple[str, str], int], role: str) -> list[Standing]:
    """Of one role, stage by stage; how many reached each is summed up from the last one back."""
    states = Counter({state: count for (of, state), count in alone.items() if of == role})
    applied = (states["requested"], states["declined"])
    waiting = (states["waiting"], sum(states.values()) - sum(applied) - states["waiting"])
    left = [applied, waiting, *((furthest[place, True], furthest[place, False]) for place in range(2, len(STAGES)))]
    reached = [sum(on + off for on, off in left[place:]) for place in range(len(STAGES))]
    return [Standing(number, *parts) for number, parts in zip(reached, left, strict=True)]
