"""What forbids that two people are paired in a program: rules, not weights."""

from __future__ import annotations

from dataclasses import dataclass

from db.models import Block, Enrollment, Pair, PairingRule, Program, Wish
from webapp.domain.errors import (
    AlreadyIntroduced,
    BlockStandsBetween,
    MustNotBePaired,
    NoPlaceLeft,
    Refused,
    SamePerson,
)

Couples = frozenset[frozenset[int]]  # unordered pairs of member ids


@dataclass(frozen=True)
class Obstacles:
    """What stands between any two of some members in a program; four queries, however many they are."""

    blocks: Couples
    nevers: Couples
    introduced: Couples
    rules: Couples  # the admins' own nevers

    @classmethod
    def among(cls, program: Program, member_ids: list[int]) -> Obstacles:
        """The obstacles between any two of these members."""
        return cls(
            blocks=frozenset(Block.among(member_ids)),
            nevers=frozenset(frozenset(couple) for couple in Wish.among(program, member_ids, "never")),
            introduced=frozenset(Pair.among(program, member_ids)),
            rules=frozenset(frozenset(couple) for couple in PairingRule.of(program, "never")),
        )

    def between(self, mentee: Enrollment, mentor: Enrollment, places_free: int) -> Refused | None:
        """The refusal that an introduction of these two would meet, or None. A block is not to be told from a never."""
        couple = frozenset((mentee.member_id, mentor.member_id))
        if len(couple) == 1:
            return SamePerson()
        if couple in self.introduced:
            return AlreadyIntroduced()
        if couple in self.blocks:
            return BlockStandsBetween()
        if couple in self.nevers or couple in self.rules:
            return MustNotBePaired()
        return NoPlaceLeft() if places_free < 1 else None
