"""Who of a program's pairs needs help: what the rules say of each, sorted by how bad and how long it is.

Sorted in Python: the rules look at seven tables, and a program has some thousand pairs at most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from db.clock import now
from db.models import Member, Program, Rhythm
from webapp.domain import facts, health
from webapp.domain.facts import PairFacts
from webapp.domain.health import Health, Pace
from webapp.domain.pages import Page, slice_of

LEVELS = ("", *health.LEVELS[:0:-1], "good", "all")  # "" is whatever is not good


@dataclass(frozen=True, slots=True)
class Need:
    """A pair in an admin's list. `is_own`: they are one of the two, and know no more of it than that one may."""

    facts: PairFacts
    health: Health
    is_own: bool = False

    @property
    def is_snoozed(self) -> bool:
        """Whether the admins leave it be now: it does not fare worse than when they said so."""
        until = self.facts.snoozed_until
        return until is not None and not health.is_worse(self.health.level, self.facts.snoozed_level)

    @property
    def calls(self) -> bool:
        """Whether it waits for an admin's word."""
        return self.health.level == "help" and not (self.is_snoozed or self.is_own)


@dataclass(frozen=True)
class Wanted:
    """What an admin wants to see: a level (`""` is any that is not good, `all` is any), a signal, the snoozed ones."""

    level: str = ""
    signal: str = ""
    is_snoozed: bool = False

    def fits(self, need: Need) -> bool:
        """Whether a pair is to be shown."""
        level = need.health.level
        is_level = self.level in (level, "all") or (not self.level and level != "good")
        is_any = self.is_snoozed or self.signal
        return (
            (is_level or (not self.level and bool(is_any)))
            and (not self.signal or need.health.has(self.signal))
            and need.is_snoozed == self.is_snoozed
        )


@dataclass(frozen=True)
class Listing:
    """A page of the list; `every` counts the open pairs, `counts` those that are not snoozed, by level."""

    page: Page
    every: int
    snoozed: int
    counts: Counter[str] = field(default_factory=Counter)


def listing(program: Program, *, reader: Member, wanted: Wanted, number: int = 1) -> Listing:
    """A page of a program's pairs (a fixed number of queries), the neediest first."""
    every = of_program(program, reader=reader)
    found = sorted((need for need in every if wanted.fits(need)), key=_urgency)
    counts = Counter(need.health.level for need in every if not need.is_snoozed)
    return Listing(slice_of(found, number), len(every), sum(need.is_snoozed for need in every), counts)


def of_program(program: Program, *, reader: Member, at: datetime | None = None) -> list[Need]:
    """How each open pair of a program fares, as an admin may know it."""
    moment = at or now()
    return _needs(facts.of_program(program, at=moment), Rhythm.of(program), reader, moment)


def of_pair(found: PairFacts, *, reader: Member, at: datetime | None = None) -> Need:
    """How one pair fares, as a reader may know it: an admin, or one of the two."""
    return _needs([found], Rhythm.of(found.program_id), reader, at or now())[0]


def counts(program: Program, *, readers: Iterable[Member], at: datetime | None = None) -> dict[int, int]:
    """How many pairs wait for a word of each of these admins', by the admin's id."""
    moment = at or now()
    found, rhythm = facts.of_program(program, at=moment), Rhythm.of(program)
    return {reader.id: sum(need.calls for need in _needs(found, rhythm, reader, moment)) for reader in readers}


def _needs(found: Iterable[PairFacts], rhythm: Rhythm, reader: Member, at: datetime) -> list[Need]:
    needs, pace = [], Pace.of(rhythm)
    for each in found:
        seen = each.seen_by(reader.id)
        is_open = seen.state in ("active", "paused")
        needs.append(Need(seen, health.at_pace(seen, pace, at) if is_open else health.WELL, each.has(reader.id)))
    return needs


def _urgency(need: Need) -> tuple[int, float, int]:
    since = need.health.since
    return (
        -health.LEVELS.index(need.health.level),
        since.timestamp() if since else float("inf"),
        need.facts.pair_id,
    )
