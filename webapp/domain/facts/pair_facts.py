"""A pair, and each of its two, as far as numbers and moments go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from db.models import Member
from webapp.domain.monitoring import FITS


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two. `last_check_in` is its week's Monday; `pulses` are the newest two, (day, score), newest first.

    What they have answered (`pulses`, `fit`) is theirs: on a page it is shown to them alone.
    """

    member_id: int
    name: str
    zone: str
    language: str
    first_message_at: datetime | None
    last_message_at: datetime | None
    last_check_in: date | None = None
    pulses: tuple[tuple[date, int], ...] = ()
    is_away: bool = False
    fit: str = ""  # one of FITS, as they have said themselves
    fit_at: datetime | None = None
    enrollment_id: int | None = None  # their place in the program

    @property
    def first_name(self) -> str:
        """What a partner calls them."""
        return Member(name=self.name).first_name

    def without_answers(self) -> Side:
        """The same, as their partner may know them."""
        return replace(self, pulses=(), fit="", fit_at=None)


@dataclass(frozen=True, slots=True)
class PairFacts:
    """A pair, as far as numbers and moments go.

    `steps` counts the path as the pair has it: the program's steps, and removed ones that it has done. One opens every
    `step_days` from the introduction on, or from the day on which the program starts if that is later.
    """

    pair_id: int
    program_id: int
    state: str
    introduced_at: datetime
    mentor: Side
    mentee: Side
    steps: int
    step_days: int
    starts_on: date | None
    steps_done: int
    last_completed_at: datetime | None
    last_active_at: datetime | None
    snoozed_until: datetime | None
    snoozed_level: str  # of its health when it was snoozed; "" where it is not
    began_anew_at: datetime | None = None  # after a break, an absence, or since they said that they go on

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both."""
        return (self.mentor, self.mentee)

    @property
    def last_sign_at(self) -> datetime | None:
        """The newest sign of life between the two, if there was one."""
        return max(filter(None, (self.last_active_at, self.began_anew_at)), default=None)

    @property
    def fit(self) -> str:
        """How the pair fits: the last of FITS that either has said. Whose word it is nobody is told."""
        return max((side.fit for side in self.sides), key=FITS.index)

    def seen_by(self, member_id: int) -> PairFacts:
        """What this member may reckon with: in a pair of their own not what the partner answered, nor a snooze.

        Somebody who is none of the two may reckon with all of it, and is still shown only what follows.
        """
        if not self.has(member_id):
            return self
        mine = replace(self, snoozed_until=None, snoozed_level="")
        if member_id == self.mentor.member_id:
            return replace(mine, mentee=self.mentee.without_answers())
        return replace(mine, mentor=self.mentor.without_answers())

    def has(self, member_id: int) -> bool:
        """Whether a member is one of the two."""
        return member_id in (self.mentor.member_id, self.mentee.member_id)
