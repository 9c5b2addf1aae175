"""Where those who wait stand in a program that lets mentees choose: what they can do, and who awaits their answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from db.models import Enrollment, MentorRequest, Openness, PairingPolicy, Program, Ranking
from webapp.domain import requests


@dataclass(frozen=True)
class Choice:
    """How an enrollment stands. `asked`: what a mentor can answer, or whom a mentee asks (one), with people."""

    choosing: str = "admin"
    asked: list[MentorRequest] = field(default_factory=list)
    chosen: int = 0  # how many mentors a mentee has put in order
    lacks_agreement: bool = False  # a mentor who has not said yet whether mentees may see what they share


def of_program(program: Program) -> str:
    """Who chooses in a program: `admin`, or the mentees by `ranking` or `asking`."""
    return str(PairingPolicy.of(program).choosing)


def in_program(program: Program) -> dict[int, str]:
    """For the admin: the mentees' enrollments that have put mentors in order (`ranking`) or ask one now (`asking`)."""
    found = sorted(MentorRequest.choosing_in(program), key=lambda row: row[1], reverse=True)
    return dict(found)  # of somebody who does both, that they ask


def of(enrollment: Enrollment) -> Choice:
    """How one enrollment stands."""
    return of_many([enrollment])[enrollment.id]


def of_many(enrollments: Iterable[Enrollment]) -> dict[int, Choice]:
    """How some enrollments stand, by enrollment; one query where their programs let nobody choose."""
    rows = list(enrollments)
    policies = {row.program_id: row.choosing for row in PairingPolicy.of_programs({row.program_id for row in rows})}
    here = [row for row in rows if policies.get(row.program_id, "admin") != "admin" and row.is_in_play]
    found = dict.fromkeys((row.id for row in rows), Choice())
    if not here:
        return found
    asked, chosen = _asked(here), Ranking.counts(here)
    agreed = Openness.among(here)
    for row in here:
        lacks = row.is_mentor and row.id not in agreed
        found[row.id] = Choice(policies[row.program_id], asked[row.id], chosen.get(row.id, 0), lacks)
    return found


def _asked(enrollments: list[Enrollment]) -> dict[int, list[MentorRequest]]:
    found = defaultdict(list)
    for request in requests.open_to([row for row in enrollments if row.is_mentor]):
        found[request.mentor_id].append(request)
    for request in MentorRequest.asked_by([row for row in enrollments if not row.is_mentor]):
        found[request.mentee_id].append(request)
    return found
