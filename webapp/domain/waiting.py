"""What somebody who waits may expect, honestly: how long the last ones waited, and when the next round is planned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from db.models import Enrollment, Pair, PairingPolicy

LAST = 30  # introductions that are looked at
LEAST = 5  # below which a median says nothing, and might say it of somebody in particular


@dataclass(frozen=True)
class Wait:
    """Half of the last `people` who were introduced waited at most `days` (1 or more)."""

    people: int
    days: int


@dataclass(frozen=True)
class Outlook:
    """What is known of how long it takes: nothing, either, or both. The date may lie behind the reader's today."""

    wait: Wait | None = None
    next_round_on: date | None = None
    choosing: str = "admin"


def outlook(enrollment: Enrollment) -> Outlook:
    """The outlook for one who waits."""
    return outlooks([enrollment])[enrollment.id]


def outlooks(enrollments: Iterable[Enrollment]) -> dict[int, Outlook]:
    """The outlooks for some who wait, by enrollment; three queries at most, none for nobody."""
    rows = list(enrollments)
    programs = {row.program_id for row in rows}
    policies = {row.program_id: row for row in PairingPolicy.of_programs(programs)} if rows else {}
    waits = {role: _waits(programs, role) for role in {row.role for row in rows}}
    return {row.id: _outlook(policies.get(row.program_id), waits[row.role].get(row.program_id)) for row in rows}


def median(waits: list[timedelta]) -> Wait | None:
    """Within how many days half of these were introduced, None for fewer than five."""
    if len(waits) < LEAST:
        return None
    half = sorted(waits)[(len(waits) + 1) // 2 - 1]
    return Wait(len(waits), max(1, -(-half // timedelta(days=1))))


def _outlook(policy: PairingPolicy | None, wait: Wait | None) -> Outlook:
    return Outlook(wait, policy.next_round_on, policy.choosing) if policy else Outlook(wait)


def _waits(programs: set[int], role: str) -> dict[int, Wait | None]:
    found = defaultdict(list)
    for program_id, submitted_at, introduced_at in Pair.first_of_enrollments(programs, role, LAST):
        found[program_id].append(introduced_at - submitted_at)
    return {program_id: median(waits) for program_id, waits in found.items()}
