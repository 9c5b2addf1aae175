"""Whether a mentee could be introduced to a mentor now, for those of a program who choose or are asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from db.models import Enrollment, Membership, Pair, Program
from webapp.domain import absences
from webapp.domain.obstacles import Obstacles


@dataclass(frozen=True)
class Eligibility:
    """Who of some enrollments can be introduced to whom; seven queries, however many there are."""

    active: frozenset[int]  # members who are in the group now, with an account in use
    taken: dict[int, int]  # a mentor's member id → open pairs
    obstacles: Obstacles
    away: frozenset[int]  # members who have said that they are: nobody asks them meanwhile

    @classmethod
    def among(cls, program: Program, enrollments: Iterable[Enrollment]) -> Eligibility:
        """What holds between these enrollments of a program."""
        member_ids = sorted({enrollment.member_id for enrollment in enrollments})
        return cls(
            active=frozenset(Membership.active_among(program.group_id, member_ids)),
            taken=Pair.places_taken_by(program, member_ids),
            obstacles=Obstacles.among(program, member_ids),
            away=frozenset(absences.away(member_ids)),
        )

    def waits(self, mentee: Enrollment) -> bool:
        """Whether this mentee can be introduced to somebody."""
        return mentee.state == "waiting" and mentee.member_id in self.active

    def places_free(self, mentor: Enrollment) -> int:
        """How many more mentees this mentor can take now; none while they are out of play or away."""
        is_there = mentor.is_in_play and mentor.member_id in self.active - self.away
        return max(0, mentor.capacity - self.taken.get(mentor.member_id, 0)) if is_there else 0

    def allows(self, mentee: Enrollment, mentor: Enrollment) -> bool:
        """Whether nothing forbids these two: places, blocks, a "never" by anybody, an earlier introduction."""
        return self.waits(mentee) and self.obstacles.between(mentee, mentor, self.places_free(mentor)) is None

    def stands_in(self, mentee: Enrollment, mentor: Enrollment) -> bool:
        """Whether nothing forbids that this mentor stands in with a mentee who is paired."""
        is_there = mentee.state == "paired" and mentee.member_id in self.active
        return is_there and self.obstacles.between(mentee, mentor, self.places_free(mentor)) is None
