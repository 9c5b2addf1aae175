"""Days and hours by somebody's own clock."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """A zone by its name; UTC for one that this machine does not know."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def day_of(moment: datetime, zone_name: str) -> date:
    """On which day of theirs a moment falls."""
    return moment.astimezone(zone(zone_name)).date()


def hour_of(moment: datetime, zone_name: str) -> int:
    """The full hour that their clock shows."""
    return moment.astimezone(zone(zone_name)).hour


def is_quiet(hour: int, begins: int, ends: int) -> bool:
    """Whether a full hour lies in quiet hours, which may go over midnight; the same hour twice means none."""
    return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends
