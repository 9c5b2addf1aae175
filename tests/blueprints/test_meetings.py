"""Planning a meeting as the two do it, from both sides of the clock."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db import clock
from db.clock import now
from db.models import Meeting, Notification, Pair
from tests.people import Cast
from webapp.domain.meetings import planning

Visits = Callable[..., Any]

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday


def at(days: int, hour: int = 18) -> datetime:
    """A full hour some days from now."""
    return (now() + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def proposed(cast: Cast, *times: datetime, where: str = "") -> Meeting:
    """What Alice proposes to Bob."""
    return planning.propose(pair=cast.pair, actor=cast.alice, times=times or [at(2)], minutes=60, where=where)


def address(cast: Cast, meeting: Meeting | None = None, end: str = "") -> str:
    return f"/pairs/{cast.pair.id}/meetings" + (f"/{meeting.id}{end}" if meeting else "")


def zones(cast: Cast, alice: str, bob: str) -> None:
    """Where the two live, and since when they enrolled."""
    for member, place, zone in (
        (cast.alice, cast.pair.mentor_enrollment, alice),
        (cast.bob, cast.pair.mentee_enrollment, bob),
    ):
        member.time_zone = place.time_zone = zone
        member.save(), place.save()


def test_alice_can_propose_a_time_of_her_own_and_bob_accepts_it_with_one_tap(visit: Visits, cast: Cast) -> None:
    zones(cast, "Europe/Rome", "Europe/London")
    alice, bob = visit(cast.alice), visit(cast.bob)
    assert f'href="{address(cast)}"' in alice.get(f"/pairs/{cast.pair.id}").text
    day = at(3).date().isoformat()
    sent = {"day_1": day, "clock_1": "18:30", "minutes": "45", "where": "https://meet.example/a?b=1&c=2"}
    page = alice.follow(alice.post(address(cast), sent)).text
    assert "Waiting for Bob" in page
    page = bob.get(address(cast)).text
    assert "Alice proposes to meet" in page
    assert "17:30" in page
    assert "18:30 for Alice (Rome)" in page
    assert 'href="https://meet.example/a?b=1&amp;c=2" rel="noopener noreferrer nofollow ugc"' in page
    meeting = Meeting.get()
    (value,) = re.findall(r'name="starts_at" value="([^"]+)"', page)
    bob.post(address(cast, meeting, "/agreement"), {"starts_at": value})
    fresh = Meeting.get()
    assert (fresh.state, fresh.starts_at.isoformat()) == ("agreed", value)
    assert "Your next meeting" in alice.get(f"/pairs/{cast.pair.id}").text
    assert [n.kind for n in Notification.select().where(Notification.member == cast.alice)] == ["meeting_agreed"]


def test_bob_cannot_accept_twice_nor_what_is_not_on_offer_nor_what_was_called_off(visit: Visits, cast: Cast) -> None:
    meeting, bob = proposed(cast, at(2), at(3)), visit(cast.bob)
    agreement = address(cast, meeting, "/agreement")
    bob.post(agreement, {"starts_at": at(2).isoformat()})
    bob.post(agreement, {"starts_at": at(2).isoformat()})
    assert Notification.select().where(Notification.kind == "meeting_agreed").count() == 1
    assert "no longer on offer" in bob.post(agreement, {"starts_at": at(3).isoformat()}, status=409).text
    bob.post(agreement, {"starts_at": "nonsense"}, status=409)
    planning.cancel(meeting=meeting, actor=cast.alice)
    assert "called off" in bob.post(agreement, {"starts_at": at(2).isoformat()}, status=409).text
    bob.post(address(cast, meeting, "/cancellation"))
    assert Meeting.get().state == "cancelled"


def test_alice_cannot_accept_her_own_time_and_charlie_nothing(visit: Visits, cast: Cast) -> None:
    meeting = proposed(cast)
    when = {"starts_at": at(2).isoformat()}
    assert "for the other to say yes" in visit(cast.alice).post(address(cast, meeting, "/agreement"), when, 409).text
    charlie = visit(cast.charlie)
    for path in ("", "/agreement", "/cancellation", "/edit", "/details", "/answer", "/move/delete"):
        charlie.post(address(cast, meeting if path else None, path), when, status=404)
    charlie.get(address(cast), status=404)
    charlie.get(address(cast, meeting, "/calendar"), status=404)


def test_an_agreed_meeting_stands_until_the_other_accepts_another_time(visit: Visits, cast: Cast) -> None:
    meeting, alice, bob = proposed(cast), visit(cast.alice), visit(cast.bob)
    bob.post(address(cast, meeting, "/agreement"), {"starts_at": at(2).isoformat()})
    move = {"times": [at(4).isoformat()]}
    assert "asked to move it" in alice.follow(alice.post(address(cast, meeting, "/edit"), move)).text
    assert Meeting.get().starts_at == at(2)
    assert "asks to move it" in bob.get(address(cast)).text
    bob.post(address(cast, meeting, "/agreement"), {"starts_at": at(4).isoformat()})
    fresh = Meeting.get()
    assert (fresh.starts_at, fresh.sequence, fresh.state) == (at(4), 1, "agreed")
    bob.post(address(cast, meeting, "/edit"), move)
    alice.post(address(cast, meeting, "/move/delete"))
    assert "asks to move it" not in alice.get(address(cast)).text


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        ({"day_1": "2027-03-28", "clock_1": "02:30"}, "this time does not exist on that day"),
        ({"day_1": "2027-10-31", "clock_1": "02:30"}, "this time comes twice"),
        ({"day_1": "2026-11-22", "clock_1": "09:00"}, "has passed"),
        ({"day_1": "2029-11-22", "clock_1": "09:00"}, "more than a year away"),
        ({"day_1": "2026-11-25"}, "Say both"),
        ({"clock_1": "10:00"}, "Say both"),
        ({"day_1": "soon", "clock_1": "10:00"}, "Write the date as"),
        ({"times": ["soon", "2026-11-25T10:00"]}, "Choose a time"),
        ({"times": [f"2026-12-0{n}T10:00+00:00" for n in range(1, 7)]}, "Five times at most"),
        ({}, "Choose a time"),
    ],
)
def test_a_time_that_cannot_be_is_said_at_its_field(
    visit: Visits, cast: Cast, clock: dict[str, Any], words: str
) -> None:
    zones(cast, "Europe/Rome", "Europe/Rome")
    with clock_at(NOON):
        page = visit(cast.alice).post(address(cast), {**clock, "minutes": "60", "where": "here"}, status=422).text
    assert words in page
    assert 'value="here"' in page
    assert not Meeting.select().exists()


def test_of_an_hour_that_comes_twice_alice_can_say_which(visit: Visits, cast: Cast) -> None:
    zones(cast, "Europe/Rome", "Europe/Rome")
    sent = {"day_1": "2027-10-31", "clock_1": "02:30", "which_1": "1", "minutes": "60"}
    with clock_at(NOON):
        visit(cast.alice).post(address(cast), sent)
    assert Meeting.get().times.get().starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_a_meeting_that_is_over_is_answered_with_one_tap_and_a_past_one_can_be_noted(visit: Visits, cast: Cast) -> None:
    meeting, alice, bob = proposed(cast), visit(cast.alice), visit(cast.bob)
    bob.post(address(cast, meeting, "/answer"), {"answer": "yes"}, status=409)
    bob.post(address(cast, meeting, "/agreement"), {"starts_at": at(2).isoformat()})
    Meeting.update(starts_at=now() - timedelta(hours=3)).execute()
    assert "Did you meet?" in alice.get(address(cast)).text
    alice.post(address(cast, meeting, "/answer"), {"answer": "perhaps"}, status=422)
    alice.post(address(cast, meeting, "/answer"), {"answer": "yes"})
    assert "You met." in bob.get(address(cast)).text
    assert bob.post(address(cast, meeting, "/answer"), {"answer": "moved"}).headers["Location"].endswith("/past")
    yesterday = (now() - timedelta(days=1)).date().isoformat()
    past = f"{address(cast)}/past"
    bob.post(past, {"day": yesterday, "clock": "10:00", "minutes": "30"})
    bob.post(past, {"day": yesterday, "clock": "10:00", "minutes": "30"})
    bob.post(past, {"day": at(2).date().isoformat(), "clock": "10:00", "minutes": "30"}, status=422)
    assert sorted(row.state for row in Meeting.select()) == ["held", "missed"]


def test_nobody_can_plan_in_a_pair_that_has_ended_and_what_was_planned_is_read_only(visit: Visits, cast: Cast) -> None:
    meeting, bob = proposed(cast), visit(cast.bob)
    Pair.update(state="ended").execute()
    bob.post(address(cast), {"times": [at(3).isoformat()], "minutes": "60"}, status=409)
    bob.post(address(cast, meeting, "/agreement"), {"starts_at": at(2).isoformat()}, status=409)
    assert "This one suits me" not in bob.get(address(cast)).text


def clock_at(moment: datetime) -> Any:
    return clock.at(moment)


def test_bob_can_accept_from_the_mail_with_one_tap_without_a_session(
    visit: Visits, cast: Cast, mailbox: Callable[[], list[Any]]
) -> None:
    alice = visit(cast.alice)
    alice.post(address(cast), {"times": [at(2).isoformat(), at(3).isoformat()], "minutes": "60", "where": "Bar Luce"})
    (mail,) = [each for each in mailbox() if each["to"] == "bob@example.org"]
    text = mail.get_body(("plain",)).get_content()
    assert "Bar Luce" not in mail.as_string()
    first, second = re.findall(r"http://localhost:8000(/taps/\S+)", text)
    nobody = visit()
    page = nobody.get(second).text
    assert "Do you want to meet Alice on" in page
    assert not Meeting.get().is_agreed
    nobody.post(second, {"answer": "yes"})
    assert Meeting.get().starts_at == at(3)
    page = nobody.client.get(first).text
    assert "This one suits me" not in page
    (file,) = [part for each in mailbox() if each["to"] == "alice@example.org" for part in each.iter_attachments()]
    assert file.get_filename() == "invite.ics"
    assert file.get_content_type() == "text/calendar"
    assert file.get_param("method") == "REQUEST"
