"""Meetings in one's own calendar: the file on a mail, the download, the private address. Read by two other readers."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from flask import Flask

from db.clock import now
from db.models import Block, CalendarFeed, Dispatch, Meeting, Member, Pair
from tests.people import Cast
from webapp import calendars, limits, news
from webapp.domain import feeds
from webapp.domain.meetings import planning, reading

Visits = Callable[..., Any]

WHERE = "Café «Zwölf», 2nd floor; ask for Zoë \\n 日本語の場所 " + "w" * 120
NASTY = "Älice\r\nBEGIN:VALARM\r\nX:1"


def meets(cast: Cast, days: int = 2, where: str = WHERE) -> Meeting:
    """An agreed meeting of the two."""
    starts_at = (now() + timedelta(days=days)).replace(microsecond=0)
    made = planning.propose(pair=cast.pair, actor=cast.alice, times=[starts_at], minutes=45, where=where)
    planning.accept(meeting=made, actor=cast.bob, starts_at=starts_at)
    return Meeting.get_by_id(made.id)


def read(content: bytes) -> Any:
    """The one event in a file, once both readers agree on it and its lines are as RFC 5545 wants them."""
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    other = vobject.readOne(content.decode()).vevent
    assert other.uid.value == event["UID"]
    assert other.summary.value == event["SUMMARY"]
    assert other.dtstart.value == event["DTSTART"].dt
    assert str(getattr(other, "location", event.get("LOCATION")) or "") == "" or (
        other.location.value == event["LOCATION"]
    )
    return event


def made(visit: Visits, member: Member, **ticked: str) -> str:
    """The path of a new address of somebody's."""
    page = visit(member).post("/account/calendar", ticked, status=200).text
    found = re.search(r'value="http://localhost:8000(/calendar/[\w-]{43}\.ics)"', page)
    assert found
    return found[1]


def test_the_download_says_when_and_where_to_the_two_only(visit: Visits, cast: Cast) -> None:
    meeting = meets(cast)
    answer = visit(cast.bob).get(f"/pairs/{cast.pair.id}/meetings/{meeting.id}/calendar")
    assert answer.content_type == "text/calendar; charset=utf-8"
    event = read(answer.data)
    assert event["SUMMARY"] == "Meeting with Alice"
    assert event["LOCATION"] == WHERE
    assert event["URL"] == f"http://localhost:8000/pairs/{cast.pair.id}"
    assert event["DTSTART"].dt == meeting.starts_at
    assert event["DTEND"].dt == meeting.starts_at + timedelta(minutes=45)
    assert event["UID"] == f"{meeting.uid}@localhost"
    visit(cast.charlie).get(f"/pairs/{cast.pair.id}/meetings/{meeting.id}/calendar", status=404)


def test_the_mails_carry_one_meeting_through_its_changes_and_never_the_place(app: Flask, cast: Cast) -> None:
    meeting = meets(cast)
    planning.change(meeting=meeting, actor=cast.bob, minutes=60, where="Elsewhere")
    planning.cancel(meeting=meeting, actor=cast.bob)
    with app.app_context():
        rows = (
            Dispatch.select().where((Dispatch.member == cast.alice) & (Dispatch.medium == "mail")).order_by(Dispatch.id)
        )
        letters = [news.letter(row) for row in rows]
    files = [letter.attachments[0] for letter in letters if letter and letter.attachments]
    assert [file.mime for file in files] == ["text/calendar; method=REQUEST"] * 2 + ["text/calendar; method=CANCEL"]
    (first, last) = (read(file.content) for file in (files[0], files[-1]))
    assert first["UID"] == last["UID"]
    assert last["STATUS"] == "CANCELLED"
    assert last["SEQUENCE"] == 2
    assert last["ORGANIZER"] == "mailto:waymark@localhost"
    assert last["ATTENDEE"] == "mailto:alice@example.org"
    assert last["ATTENDEE"].params["RSVP"] == "FALSE"
    for letter in letters:
        assert letter
        told = letter.text + letter.subject + "".join(file.content.decode() for file in letter.attachments)
        for word in ("Elsewhere", "Caf", "bob@example.org"):
            assert word not in told


def test_no_name_can_add_a_line_to_a_calendar(app: Flask, cast: Cast) -> None:
    meeting = meets(cast)
    Member.update(name=NASTY.replace(" ", "")).where(Member.id == cast.alice.id).execute()
    pair = Pair.with_id(cast.pair.id)
    assert pair
    with app.test_request_context():
        for reader in (pair.mentor, pair.mentee):
            content = calendars.of_mail(meeting, pair=pair, reader=reader)
            read(content)
            assert b"\r\nBEGIN:VALARM" not in content
        planned = reading.Planned(meeting, [], 'a\nb\r\nEND:VEVENT\x85"c",;:')
        assert read(calendars.of_meeting(planned, pair=pair, reader=pair.mentee)).get("LOCATION")


def test_a_calendar_can_fetch_every_meeting_of_bobs_and_is_told_where_only_if_he_says_so(
    visit: Visits, cast: Cast
) -> None:
    meets(cast)
    path = made(visit, cast.bob)
    stranger = visit()
    answer = stranger.client.get(path)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in answer.headers
    assert "LOCATION" not in read(answer.data)
    assert icalendar.Calendar.from_ical(answer.data)["X-WR-CALNAME"] == "Waymark"
    assert stranger.client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    visit(cast.bob).post("/account/calendar/edit", {"shows_where": "y"})
    again = stranger.client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert read(again.data)["LOCATION"] == WHERE
    assert CalendarFeed.get().fetched_at
    assert path.encode() not in bytes(str(CalendarFeed.get().__data__), "utf-8")


def test_a_new_address_ends_the_old_one_at_once_and_it_can_be_ended(visit: Visits, cast: Cast) -> None:
    old, new = made(visit, cast.bob), made(visit, cast.bob)
    stranger = visit().client
    assert (stranger.get(old).status_code, stranger.get(new).status_code) == (404, 200)
    visit(cast.bob).post("/account/calendar/delete")
    assert stranger.get(new).status_code == 404


@pytest.mark.parametrize("how", ["deactivated", "gone"])
def test_the_address_of_somebody_who_has_left_leads_nowhere(visit: Visits, cast: Cast, how: str) -> None:
    path = made(visit, cast.bob)
    gone = {"deactivated_at": now()} if how == "deactivated" else {"password_hash": ""}
    Member.update(gone).where(Member.id == cast.bob.id).execute()
    assert visit().client.get(path).status_code == 404


@pytest.mark.parametrize("how", ["blocked", "blocking", "ended", "suspended", "cancelled"])
def test_a_calendar_is_told_nothing_of_what_is_over(visit: Visits, cast: Cast, how: str) -> None:
    meeting = meets(cast)
    path = made(visit, cast.bob)
    two = (cast.alice, cast.bob) if how == "blocked" else (cast.bob, cast.alice)
    if how.startswith("block"):
        Block.create(blocker=two[0], blocked=two[1])
    elif how == "cancelled":
        planning.cancel(meeting=meeting, actor=cast.alice)
    else:
        Pair.update(state=how).execute()
    assert b"VEVENT" not in visit().client.get(path).data


def test_charlie_cannot_guess_an_address_and_is_slowed_down(visit: Visits, cast: Cast) -> None:
    path, charlie = made(visit, cast.bob), visit(cast.charlie)
    for guess in ("x", "x" * 43, path[10:-5], "..%2f"):
        assert charlie.client.get(f"/calendar/{guess}.ics").status_code == 404
    answers = {charlie.client.get("/calendar/x.ics").status_code for _ in range(310)}
    assert answers == {404, 429}
    assert limits.feed_guesses_per_origin


def test_what_lies_long_ago_is_not_in_the_calendar(cast: Cast) -> None:
    meeting = meets(cast)
    feeds.renew(member=cast.bob, shows_where=False)
    Meeting.update(starts_at=datetime(2020, 1, 1, tzinfo=UTC)).where(Meeting.id == meeting.id).execute()
    assert feeds.meetings_of(CalendarFeed.get()) == []
