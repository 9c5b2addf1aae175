"""Wall-clock times and instants: which instants a time by the clocks of a zone names, across a change of the clocks."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def instants(local: datetime, zone: str) -> tuple[datetime, ...]:
    """The instants (UTC) at which the clocks of a zone show a naive local time.

    One, as a rule; none in the hour that is left out when clocks go forward; two, the earlier first, in the hour that
    comes twice when they go back.
    """
    here = ZoneInfo(zone)
    found = {local.replace(tzinfo=here, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(moment for moment in found if moment.astimezone(here).replace(tzinfo=None) == local))


def instant(local: datetime, zone: str) -> datetime:
    """The instant (UTC) that fits a naive local time best, where any will do, such as for the edge of a free hour."""
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
