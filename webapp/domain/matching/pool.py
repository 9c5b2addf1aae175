"""Everybody who could be paired in a program now, and all that pairing them depends on: the solver's only input."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from db.models import (
    Acquaintance,
    Enrollment,
    Member,
    PairingPolicy,
    PairingRule,
    Precedence,
    Program,
    Question,
    Ranking,
    Wish,
)
from webapp.domain.matching import weights
from webapp.domain.matching.once import once
from webapp.domain.matching.rarity import Rarity
from webapp.domain.obstacles import Obstacles


@dataclass(frozen=True)
class Person:
    """A waiting mentee, or a mentor with `places` left, as they answered when they enrolled; no name."""

    enrollment_id: int
    member_id: int
    places: int = 1
    topics: tuple[str, ...] = ()
    goal: str = ""
    experience: str = ""
    languages: tuple[str, ...] = ()
    location: str = ""
    profession: str = ""
    education: str = ""
    availability: tuple[str, ...] = ()  # slots in their own zone, as in domain/availability
    time_zone: str = "UTC"
    working_style: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)  # the program's own questions: label → words
    waits_since: str = ""  # ISO 8601
    rounds_left_out: int = 0
    comes_first: bool = False  # back from a pair that did not fit


@dataclass(frozen=True)
class Pool:
    """The people of a program who can be paired, and what holds between them. Ids of two are always mentee, mentor."""

    mentees: tuple[Person, ...]
    mentors: tuple[Person, ...]
    weights: Mapping[str, float]  # a part's name → 0-10
    acquaintances: str = "new"  # whom to prefer: new | known | either
    wishes: frozenset[tuple[int, int]] = frozenset()  # (who wishes, whom), member ids
    known: frozenset[tuple[int, int]] = frozenset()  # (who says it, whom they know), member ids, also of third persons
    rankings: Mapping[tuple[int, int], int] = field(default_factory=dict)  # enrollment ids → the mentee's 1, 2, 3
    forbidden: Mapping[tuple[int, int], str] = field(
        default_factory=dict
    )  # enrollment ids → block | never | introduced | rule
    musts: frozenset[tuple[int, int]] = frozenset()  # enrollment ids

    @once
    def rarity(self) -> Rarity:
        """How rare each topic, language and word is among the mentees of this pool."""
        return Rarity.among(self.mentees)

    @once
    def acquainted(self) -> Mapping[int, set[int]]:
        """Who knows whom, by member id; that either side said so is enough."""
        found: dict[int, set[int]] = {}
        for one, other in self.known:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
        return found

    def changed(self, **changes: Any) -> Pool:
        """The pool with something changed, and as rare in it what was rare at first: so a fit stays what it was."""
        other = replace(self, **changes)
        other.__dict__["rarity"] = self.rarity
        return other


def of_program(program: Program) -> Pool:
    """Who waits and who has places in a program now, by enrollment id, in a fixed number of queries."""
    asked = {str(question.id): question.label for question in Question.of_program(program)}
    precedences = Precedence.of_program(program)
    is_used = Member.deactivated_at.is_null()
    mentees = [
        person(row, asked, precedences.get(row.id)) for row in Enrollment.waiting_mentees(program).where(is_used)
    ]
    in_play = Enrollment.mentors_in_play(program).where(is_used)
    mentors = [person(row, asked, None, row.capacity - row.places_taken) for row in in_play]
    pool = what_is_said(program, mentees, [mentor for mentor in mentors if mentor.places > 0])
    musts = _as_enrollments(PairingRule.of(program, "must"), pool)
    return replace(pool, forbidden=_forbidden(program, pool), musts=musts)


def of_enrollments(program: Program, mentees: Iterable[Enrollment], mentors: Iterable[Enrollment]) -> Pool:
    """A pool of these enrollments of a program, without what forbids that they are paired; each has one place."""
    asked = {str(question.id): question.label for question in Question.of_program(program)}
    return what_is_said(
        program, [person(row, asked, None) for row in mentees], [person(row, asked, None) for row in mentors]
    )


def what_is_said(program: Program, mentees: Iterable[Person], mentors: Iterable[Person]) -> Pool:
    """A pool of these people of a program, without what forbids that they are paired; by enrollment id."""
    policy = PairingPolicy.of(program)
    ours, theirs = _in_order(mentees), _in_order(mentors)
    member_ids = sorted({person.member_id for person in (*ours, *theirs)})
    return Pool(
        mentees=ours,
        mentors=theirs,
        weights=weights.of(policy),
        acquaintances=policy.acquaintances,
        wishes=frozenset(Wish.among(program, member_ids, "wish")),
        known=frozenset(Acquaintance.said_in(program.group, member_ids)),
        rankings=Ranking.of_program(program),
    )


def pack(pool: Pool) -> bytes:
    """A pool as compressed JSON; `unpack` gives an equal one."""
    plain = {name.name: getattr(pool, name.name) for name in fields(pool)}
    plain |= {"mentees": [asdict(person) for person in pool.mentees], "mentors": [asdict(p) for p in pool.mentors]}
    plain |= {"weights": dict(pool.weights)}
    plain |= {name: sorted(map(list, plain[name])) for name in ("wishes", "known", "musts")}
    plain |= {name: sorted([*two, value] for two, value in plain[name].items()) for name in ("rankings", "forbidden")}
    return zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode())


def unpack(packed: bytes) -> Pool:
    """The pool that `pack` made this of."""
    plain = json.loads(zlib.decompress(packed))
    plain |= {name: tuple(_unpacked(person) for person in plain[name]) for name in ("mentees", "mentors")}
    plain |= {name: frozenset(map(tuple, plain[name])) for name in ("wishes", "known", "musts")}
    plain |= {name: {(one, other): value for one, other, value in plain[name]} for name in ("rankings", "forbidden")}
    return Pool(**plain)


def without(pool: Pool, member_id: int) -> Pool:
    """A pool in which nothing is left of somebody whose account is deleted."""
    gone = {person.enrollment_id for person in (*pool.mentees, *pool.mentors) if person.member_id == member_id}
    return replace(
        pool,
        mentees=tuple(person for person in pool.mentees if person.member_id != member_id),
        mentors=tuple(person for person in pool.mentors if person.member_id != member_id),
        wishes=frozenset(two for two in pool.wishes if member_id not in two),
        known=frozenset(two for two in pool.known if member_id not in two),
        rankings={two: place for two, place in pool.rankings.items() if not gone & set(two)},
        forbidden={two: why for two, why in pool.forbidden.items() if not gone & set(two)},
        musts=frozenset(two for two in pool.musts if not gone & set(two)),
    )


def _unpacked(person: dict[str, Any]) -> Person:
    return Person(**{**person, **{name: tuple(person[name]) for name in ("topics", "languages", "availability")}})


def person(
    row: Enrollment, asked: Mapping[str, str] | None = None, precedence: Precedence | None = None, places: int = 1
) -> Person:
    """What somebody has answered. `asked`: the program's questions, id → label; what was answered to others is left."""
    return Person(
        enrollment_id=row.id,
        member_id=row.member_id,
        places=places,
        topics=tuple(row.topics),
        goal=row.goal,
        experience=row.experience,
        languages=tuple(row.languages),
        location=row.location,
        profession=row.profession,
        education=row.education,
        availability=tuple(row.availability),
        time_zone=row.time_zone,
        working_style=dict(row.working_style),
        answers={asked[key]: words for key, words in row.answers.items() if key in asked} if asked else {},
        waits_since=row.submitted_at.isoformat() if row.submitted_at else "",
        rounds_left_out=precedence.rounds_left_out if precedence else 0,
        comes_first=precedence.comes_first if precedence else False,
    )


def _in_order(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple(sorted(people, key=lambda person: person.enrollment_id))


def _forbidden(program: Program, pool: Pool) -> dict[tuple[int, int], str]:
    obstacles = Obstacles.among(program, sorted({person.member_id for person in (*pool.mentees, *pool.mentors)}))
    found: dict[tuple[int, int], str] = {}
    for why, couples in (
        ("rule", obstacles.rules),
        ("never", obstacles.nevers),
        ("block", obstacles.blocks),
        ("introduced", obstacles.introduced),
    ):
        either_way = {two for couple in couples if len(couple) > 1 for two in (tuple(couple), tuple(couple)[::-1])}
        found |= dict.fromkeys(_as_enrollments(either_way, pool), why)
    return found


def _as_enrollments(couples: set[Any], pool: Pool) -> frozenset[tuple[int, int]]:
    """(mentor's, mentee's member id) → (mentee's, mentor's enrollment id), of those who are in the pool."""
    mentee_of = {person.member_id: person.enrollment_id for person in pool.mentees}
    mentor_of = {person.member_id: person.enrollment_id for person in pool.mentors}
    return frozenset(
        (mentee_of[mentee], mentor_of[mentor])
        for mentor, mentee in couples
        if mentor in mentor_of and mentee in mentee_of
    )
