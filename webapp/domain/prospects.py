"""How ready a program is for a round, and why somebody still waits: what the pool says, and what only rows know."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from peewee import fn

from db.clock import now
from db.models import Enrollment, Member, Program, Session
from webapp.domain.matching import explanations
from webapp.domain.matching import pool as pools
from webapp.domain.matching.explanations import Cause, Readiness, Risk
from webapp.domain.matching.pool import Pool
from webapp.domain.obstacles import Obstacles

ABSENT = timedelta(days=30)  # not seen for so long
MOST_NAMED = 8  # people of one risk


@dataclass(frozen=True)
class Report:
    """A program's readiness, with the names of those whom its risks name: enrollment id → name."""

    readiness: Readiness
    names: dict[int, str]


def report(program: Program) -> Report:
    """How ready a program is for a round now, in a fixed number of queries."""
    pool = pools.of_program(program)
    found = explanations.readiness(pool)
    found = replace(found, risks=(*found.risks, *(risk for risk in _of_rows(program, pool) if risk.count)))
    return Report(found, _names([number for risk in found.risks for number in risk.people[:MOST_NAMED]]))


def causes_of(enrollment: Enrollment) -> tuple[list[Cause], dict[int, str]]:
    """Why somebody is not paired, for the admin, with the names that the changes name; nothing if they do not wait.

    A mentor with a pair and free places waits, too.
    """
    pool = _seen_by(enrollment)
    if pool is None:
        return [], {}
    causes = explanations.why_waiting(replace(pool, forbidden=_ruled_out(enrollment, pool)), enrollment.id)
    return causes, _names([i for cause in causes if cause.change for i in cause.change.people[:MOST_NAMED]])


def told_to(enrollment: Enrollment) -> list[Cause]:
    """The same for the person themselves, without names and small numbers; nothing if they do not wait.

    Blocks, nevers and rules are not even read.
    """
    pool = _seen_by(enrollment)
    return explanations.what_to_tell(pool, enrollment.id) if pool else []


def _seen_by(enrollment: Enrollment) -> Pool | None:
    """Somebody who waits, and everybody on the other side, mentors without a place too; None if they do not wait."""
    program, is_used = enrollment.program, Member.deactivated_at.is_null()
    mentees = Enrollment.waiting_mentees(program).where(is_used)
    mentors = Enrollment.mentors_in_play(program).where(is_used)
    own = Enrollment.id == enrollment.id
    mentees, mentors = (mentees, mentors.where(own)) if enrollment.is_mentor else (mentees.where(own), mentors)
    pool = Pool(
        mentees=tuple(pools.person(row) for row in mentees),
        mentors=tuple(pools.person(row, places=row.capacity - row.places_taken) for row in mentors),
        weights={},
    )
    people = [mentor for mentor in pool.mentors if mentor.places > 0] if enrollment.is_mentor else pool.mentees
    return pool if people else None


def _ruled_out(enrollment: Enrollment, pool: Pool) -> dict[tuple[int, int], str]:
    """The couples of the pool that a rule forbids. Which one it is, is not told."""
    obstacles = Obstacles.among(enrollment.program, [person.member_id for person in (*pool.mentees, *pool.mentors)])
    couples = obstacles.blocks | obstacles.nevers | obstacles.introduced | obstacles.rules
    return {
        (mentee.enrollment_id, mentor.enrollment_id): "rule"
        for mentee in pool.mentees
        for mentor in pool.mentors
        if frozenset((mentee.member_id, mentor.member_id)) in couples
    }


def _of_rows(program: Program, pool: Pool) -> Iterable[Risk]:
    """What no pool has: who asks, has not sent their answers, may not read their mail, has not been seen."""
    counts = Enrollment.select(Enrollment.state, fn.COUNT(Enrollment.id)).where(Enrollment.program == program)
    states = dict(counts.group_by(Enrollment.state).tuples())
    ids = [person.enrollment_id for person in (*pool.mentees, *pool.mentors)]
    yield Risk("requests", states.get("requested", 0))
    yield Risk("drafts", states.get("draft", 0))
    yield _risk("unconfirmed", ids, Member.email_verified_at.is_null())
    seen = Session.select(Session.member).where(Session.seen_at > now() - ABSENT)
    yield _risk("absent", ids, Enrollment.member.not_in(seen) & (Enrollment.submitted_at < now() - ABSENT))


def _risk(kind: str, ids: Collection[int], condition: object) -> Risk:
    rows = Enrollment.select(Enrollment.id).join(Member, on=(Enrollment.member == Member.id))
    found = {number for (number,) in rows.where(condition).where(Enrollment.id.in_(list(ids))).tuples()}
    people = tuple(number for number in ids if number in found)
    return Risk(kind, len(people), people)


def _names(ids: Collection[int]) -> dict[int, str]:
    rows = Enrollment.select(Enrollment.id, Member.name).join(Member, on=(Enrollment.member == Member.id))
    return dict(rows.where(Enrollment.id.in_(list(ids))).tuples())
