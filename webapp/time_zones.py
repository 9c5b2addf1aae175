"""Time zones as people choose them: by continent and city, in their language."""

from functools import lru_cache
from importlib.resources import files
from zoneinfo import available_timezones

from babel.dates import get_timezone_location
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

REGIONS = {
    "Africa": _l("Africa"),
    "America": _l("America"),
    "Antarctica": _l("Antarctica"),
    "Arctic": _l("Arctic"),
    "Asia": _l("Asia"),
    "Atlantic": _l("Atlantic"),
    "Australia": _l("Australia"),
    "Europe": _l("Europe"),
    "Indian": _l("Indian Ocean"),
    "Pacific": _l("Pacific"),
}


def known_or_utc(name: str | None) -> str:
    """A zone that a browser or a form names, if there is one of that name; else UTC. Old names are known too."""
    return name if name in _known() else "UTC"


def choices(present: str) -> list[SelectChoice]:
    """The choices of a select, by continent, and the present zone even if its name is an old one."""
    listed = [SelectChoice("UTC", "UTC", optgroup="UTC")]
    for region, zones in _cities(str(get_locale() or "en")).items():
        listed += [SelectChoice(zone, name, optgroup=str(REGIONS[region])) for zone, name in zones]
    is_listed = any(choice.value == present for choice in listed)
    return listed if is_listed else [SelectChoice(present, city(present), optgroup="UTC"), *listed]


def near(*zones: str) -> list[SelectChoice]:
    """The choices of a light select: only these zones and UTC, once each. All of them are 4 KB of a page."""
    return [SelectChoice(zone, city(zone)) for zone in dict.fromkeys([*map(known_or_utc, zones), "UTC"])]


def city(zone: str) -> str:
    """A zone's city in the reader's language: "Rome"."""
    return (
        "UTC" if zone == "UTC" else str(get_timezone_location(zone, locale=str(get_locale() or "en"), return_city=True))
    )


@lru_cache(maxsize=8)
def _cities(locale: str) -> dict[str, tuple[tuple[str, str], ...]]:
    regions: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for zone in _canonical():
        region = zone.partition("/")[0]
        regions[region].append((zone, str(get_timezone_location(zone, locale=locale, return_city=True))))
    return {region: tuple(sorted(zones, key=lambda zone: zone[1])) for region, zones in regions.items()}


@lru_cache(maxsize=1)
def _canonical() -> list[str]:
    """The zones of the tz database's own table for choosing one, `tzdata/zone.tab`: country, place, name, remark."""
    lines = files("tzdata.zoneinfo").joinpath("zone.tab").read_text().splitlines()
    return [line.split("\t")[2] for line in lines if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(available_timezones())
