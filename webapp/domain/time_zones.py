"""The time zones to choose from: one name for each region whose clocks have agreed since 1970."""

from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """About 310 names, `Africa/Abidjan` to `Pacific/Tongatapu`, and `UTC`; from the tz database's `zone1970.tab`."""
    table = (files("tzdata") / "zoneinfo" / "zone1970.tab").read_text(encoding="utf-8")
    zones = (line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#"))
    return (*sorted(zones), "UTC")


def is_known(name: str) -> bool:
    """Whether there is such a zone; older names count, so that what a browser reported is accepted."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such zone, a malformed name, a directory's name
        return False
    return True
