"""When a meeting is, in words: by the reader's clocks, and by the partner's where those show something else."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import format_datetime
from flask_babel import gettext as _

from db.models import Member
from webapp import time_zones

LONG = "EEEE d MMMM, HH:mm"


def init_app(app: Flask) -> None:
    """Register the filters."""
    app.jinja_env.filters.update(meeting_time=at_length, theirs=theirs, city=time_zones.city)


def at_length(moment: datetime, zone: str) -> str:
    """An instant by the clocks of a zone: "Tuesday 24 November, 18:00"."""
    return str(format_datetime(moment.astimezone(ZoneInfo(zone)), LONG, rebase=False))


def theirs(moment: datetime, zone: str, partner: Member) -> str:
    """What the partner's clocks show then, "17:00 for Alice (London)"; "" if they show the same as the reader's."""
    mine, other = (moment.astimezone(ZoneInfo(each)) for each in (zone, partner.time_zone))
    if mine.utcoffset() == other.utcoffset():
        return ""
    pattern = "HH:mm" if mine.date() == other.date() else LONG
    time = format_datetime(other, pattern, rebase=False)
    return _(
        "%(time)s for %(name)s (%(city)s)", time=time, name=partner.first_name, city=time_zones.city(partner.time_zone)
    )
