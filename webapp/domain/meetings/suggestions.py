"""When two could meet in the next two weeks, from the free hours that each named when they enrolled."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from db.clock import now
from db.models import Absence, Enrollment, Pair
from webapp.domain import absences
from webapp.domain.availability import PARTS
from webapp.domain.local_times import instant

DAYS = 14
MOST = 6
NOTICE = timedelta(hours=12)  # nobody is asked to meet sooner than that
HALF = timedelta(minutes=30)

Stretch = tuple[datetime, datetime]


def of_pair(pair: Pair, zone: str, minutes: int = 60) -> list[datetime]:
    """Up to six instants at which both are free for so long, on different days as far as there are some.

    Free hours are wall-clock hours of each one's own zone on each single day, so a change of the clocks in between
    moves one side's. They begin on the full or half hour by the clocks of `zone`, the reader's. None if either has
    named no hours.
    """
    sides = [pair.mentor_enrollment, pair.mentee_enrollment]
    if not all(sides):
        return []
    gone = absences.planned_by([pair.mentor_id, pair.mentee_id])
    free = [free_hours(side, [each for each in gone if each.member_id == side.member_id]) for side in sides]
    fitting = []
    for stretch in _both(*free):
        start = _start(stretch, zone)
        room = int((stretch[1] - start).total_seconds()) // 60 - minutes
        fitting += [start + timedelta(hours=hours) for hours in range(room // 60 + 1)] if room >= 0 else []
    return _spread(fitting, zone)


def free_hours(side: Enrollment, gone: Iterable[Absence] = ()) -> list[Stretch]:
    """The stretches of the next two weeks in which somebody is free by their answers, in order, days away left out."""
    zone, here = side.time_zone, now().astimezone(ZoneInfo(side.time_zone)).date()
    away = list(gone)
    found = []
    for day in (here + timedelta(days=n) for n in range(DAYS + 1)):
        if any(each.begins_on <= day <= each.until for each in away):
            continue
        for part in (slot.partition("-")[2] for slot in side.availability if slot.startswith(f"{day.weekday()}-")):
            if part in PARTS:
                edges = (datetime.combine(day, time()) + timedelta(hours=hour) for hour in PARTS[part])
                start, end = (instant(edge, zone) for edge in edges)
                found.append((start, end))
    return _joined(sorted(found))


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    """Adjoining parts of a day are one."""
    found: list[Stretch] = []
    for start, end in stretches:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _both(one: list[Stretch], other: list[Stretch]) -> list[Stretch]:
    """When both are free, not too soon and not after two weeks."""
    soonest, latest = now() + NOTICE, now() + timedelta(days=DAYS)
    common = [(max(a, c, soonest), min(b, d, latest)) for (a, b), (c, d) in product(one, other)]
    return sorted((start, end) for start, end in common if start < end)


def _start(stretch: Stretch, zone: str) -> datetime:
    """The first full or half hour of a stretch by the clocks of a zone."""
    here = stretch[0].astimezone(ZoneInfo(zone))
    past = timedelta(minutes=here.minute % 30, seconds=here.second, microseconds=here.microsecond)
    return stretch[0] + (HALF - past if past else past)


def _spread(starts: list[datetime], zone: str) -> list[datetime]:
    """The first of each day by the clocks of a zone; where days are few, more of a day."""
    turns: dict[datetime, tuple[int, datetime]] = {}
    on_day: dict[object, int] = {}
    for start in sorted(set(starts)):
        day = start.astimezone(ZoneInfo(zone)).date()
        turns[start] = (on_day.get(day, 0), start)
        on_day[day] = on_day.get(day, 0) + 1
    return sorted(sorted(turns, key=turns.__getitem__)[:MOST])
