"""When people are free: a weekly grid of days and parts of the day in each one's own zone, and what two have in common.

A slot is `"<weekday>-<part>"`, weekday 0 (Monday) to 6, part a key of `PARTS`: `"3-evening"` is Thursday from 17 to 21.
Grids are compared as quarters of an hour of one week in UTC, each person's week an integer of 672 bits, so that
comparing one mentee with every mentor is one `&` each.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

PARTS: dict[str, tuple[int, int]] = {  # from hour, to hour
    "early": (6, 9),
    "morning": (9, 12),
    "afternoon": (12, 17),
    "evening": (17, 21),
    "night": (21, 24),
}
WEEKDAYS = range(7)
SLOTS = tuple(f"{weekday}-{part}" for weekday in WEEKDAYS for part in PARTS)

QUARTERS = 4  # an hour
DAY = 24 * QUARTERS
WEEK = 7 * DAY
WHOLE_WEEK = (1 << WEEK) - 1
# The middle of a week in which no zone on earth changes its clocks, so that a grid has one offset from end to end.
REFERENCE = datetime(2026, 1, 14, 12)  # noqa: DTZ001 # it is read in each zone in turn


class SharedTime(NamedTuple):
    """A stretch of a day, hours from midnight: whole, or with quarters (9.25) where zones differ by quarters."""

    weekday: int
    start_hour: float
    end_hour: float


def overlap(slots_a: Iterable[str], zone_a: str, slots_b: Iterable[str], zone_b: str) -> list[SharedTime]:
    """When both are free, `(weekday, start_hour, end_hour)` in the first one's zone, in the week's order.

    Adjoining stretches of one day are one; a stretch ends at midnight (hour 24) at the latest. Slots that do not exist
    are ignored, and an unknown zone counts as UTC.
    """
    common = week(tuple(slots_a), zone_a) & week(tuple(slots_b), zone_b)
    return _stretches(_rotated(common, offset(zone_a)))


def shared_slots(slots_a: Iterable[str], zone_a: str, slots_b: Iterable[str], zone_b: str) -> list[str]:
    """Those of the first one's slots in which the other is free for an hour at least, in the week's order."""
    theirs, shift, held = week(tuple(slots_b), zone_b), -offset(zone_a), set(slots_a)
    ours = [slot for slot in SLOTS if slot in held]
    return [slot for slot in ours if (_rotated(_bits(slot), shift) & theirs).bit_count() >= QUARTERS]


def shared_hours(week_a: int, week_b: int) -> float:
    """For how many hours of the week both are free; takes two `week`s."""
    return (week_a & week_b).bit_count() / QUARTERS


@lru_cache(maxsize=4096)
def week(slots: tuple[str, ...], zone: str) -> int:
    """A grid as the free quarters of an hour of a week in UTC: bit 0 is Monday 00:00–00:15, 672 bits in all."""
    local = 0
    for slot in slots:
        local |= _bits(slot)
    return _rotated(local, -offset(zone))


@lru_cache(maxsize=1024)
def offset(zone: str) -> int:
    """How many quarters of an hour a zone's clocks are ahead of UTC in the reference week; an unknown zone is at 0."""
    try:
        ahead = REFERENCE.replace(tzinfo=ZoneInfo(zone)).utcoffset()
    except (KeyError, ValueError, OSError):  # no such zone, a malformed name, a directory's name
        return 0
    return round(ahead.total_seconds() / 900) if ahead else 0


def known(slots: Iterable[str]) -> list[str]:
    """Only the slots that exist, each once, in the week's order."""
    held = set(slots)
    return [slot for slot in SLOTS if slot in held]


def _bits(slot: str) -> int:
    if slot not in SLOTS:
        return 0
    weekday, part = slot.split("-")
    start, end = PARTS[part]
    return ((1 << (end - start) * QUARTERS) - 1) << (int(weekday) * DAY + start * QUARTERS)


def _rotated(bits: int, quarters: int) -> int:
    """The week moved later by some quarters; what leaves at the end comes in at the start."""
    by = quarters % WEEK
    return ((bits << by) | (bits >> (WEEK - by))) & WHOLE_WEEK


def _stretches(bits: int) -> list[SharedTime]:
    found = []
    for weekday in WEEKDAYS:
        day, at = bits >> (weekday * DAY) & ((1 << DAY) - 1), 0
        while day >> at:
            start = at + _zeros(day >> at)
            end = start + _zeros(~(day >> start))
            found.append(SharedTime(weekday, start / QUARTERS, end / QUARTERS))
            at = end
    return found


def _zeros(bits: int) -> int:
    """How many zeros a number ends in."""
    return (bits & -bits).bit_length() - 1
