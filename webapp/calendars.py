"""Meetings as calendars read them (RFC 5545, 5546): on a mail, as a file to download, as an address to subscribe to.

On a mail it is a REQUEST, and a CANCEL afterwards: Google's calendar takes nothing out again that came as PUBLISH. The
organizer is this site's sender and the only guest is whoever gets the mail, who has agreed already and is asked for no
reply: so nobody's address reaches the other. A download and the address are PUBLISH. Times are in UTC, which every
calendar shows by its owner's clocks; a meeting does not repeat, so no zone's rules are needed.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from db.clock import now
from db.models import Meeting, Member, Pair
from webapp import mail
from webapp.domain.meetings.reading import Planned
from webapp.inputs import one_line

MIME = "text/calendar"
PRODUCT = "-//Waymark//Meetings//EN"
OFTEN = timedelta(hours=1)  # how often a calendar should come back


def of_meeting(planned: Planned, *, pair: Pair, reader: Member) -> bytes:
    """One meeting as a file for one of the two, with the place."""
    made = _calendar("PUBLISH")
    made.add_component(_event(planned.row, pair, reader, at=now(), where=planned.where))
    return _bytes(made)


def of_mail(meeting: Meeting, *, pair: Pair, reader: Member, is_off: bool = False) -> bytes:
    """One meeting for the mail to one of the two: agreed on, changed, or called off. Without the place."""
    made = _calendar("CANCEL" if is_off else "REQUEST")
    event = _event(meeting, pair, reader, at=now(), where=None)
    event["STATUS"] = vText("CANCELLED" if is_off else "CONFIRMED")
    name, address = parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])
    event.add("organizer", _person(address, name or current_app.config["INSTANCE_NAME"]))
    guest = _person(reader.email, str(reader.name))
    guest.params.update({"ROLE": vText("REQ-PARTICIPANT"), "PARTSTAT": vText("ACCEPTED"), "RSVP": vText("FALSE")})
    event.add("attendee", guest)
    made.add_component(event)
    return _bytes(made)


def of_feed(meetings: Iterable[tuple[Pair, Planned]], *, reader: Member) -> tuple[bytes, str]:
    """All of a member's meetings, and a mark that stays the same as long as they do."""
    made = _calendar("PUBLISH")
    made.add("x-wr-calname", current_app.config["INSTANCE_NAME"])
    made.add("refresh-interval", OFTEN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    with force_locale(reader.language):
        for pair, planned in meetings:
            at = planned.row.agreed_at or planned.row.created_at
            made.add_component(_event(planned.row, pair, reader, at=at, where=planned.where))
    content = _bytes(made)
    return content, hashlib.sha256(content).hexdigest()[:32]


def _calendar(method: str) -> Calendar:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    return made


def _event(meeting: Meeting, pair: Pair, reader: Member, *, at: datetime, where: str | None) -> Event:
    """A meeting; names and places are one line, whatever somebody has put into them."""
    event = Event()
    event.add("uid", f"{meeting.uid}@{urlsplit(current_app.config['BASE_URL']).hostname}")
    event.add("dtstamp", at.replace(microsecond=0))
    event.add("sequence", meeting.sequence)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", one_line(_("Meeting with %(name)s", name=str(pair.partner_of(reader).first_name))))
    event.add("status", "CONFIRMED")
    event.add("url", mail.address(_page(pair)))
    if where:
        event.add("location", one_line(where))
    return event


def _page(pair: Pair) -> str:
    return str(current_app.url_map.bind("localhost").build("pairs.show", {"pair_id": pair.id}))


def _person(address: str, name: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    person.params["CN"] = vText(one_line(name.replace('"', "'")))
    return person


def _bytes(made: Any) -> bytes:
    content: bytes = made.to_ical()
    return content
