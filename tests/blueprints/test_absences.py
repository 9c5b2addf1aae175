"""Being away, as the member and the partner see it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db import clock
from db.models import Absence, Block, Notification, Pair
from tests.people import Cast
from webapp.domain import absences

Visits = Callable[..., Any]

DAY = datetime(2026, 12, 1, 12, tzinfo=UTC)
AWAY = {"begins_on": "2026-12-03", "until": "2026-12-05"}


def told(member: Any) -> list[str]:
    return [row.kind for row in Notification.select().where(Notification.member == member).order_by(Notification.id)]


def test_alice_can_plan_to_be_away_and_bob_is_told_when_it_begins_and_when_she_is_back(
    visit: Visits, cast: Cast
) -> None:
    with clock.at(DAY):
        alice = visit(cast.alice)
        assert "3 December" in alice.follow(alice.post("/account/absences", AWAY)).text
        assert absences.tell() == 0
    for day, kinds in (
        (2, ["partner_away"]),
        (3, ["partner_away"]),
        (4, ["partner_away"]),
        (5, ["partner_away", "partner_back"]),
    ):
        with clock.at(DAY + timedelta(days=day)):
            absences.tell()
            absences.tell()
            assert told(cast.bob) == kinds
            assert told(cast.alice) == []
            page = visit(cast.bob).get(f"/pairs/{cast.pair.id}").text
            assert ("Alice is away until Saturday 5 December 2026" in page) == (day < 5)
            assert (cast.alice.id in absences.away([cast.alice.id])) == (day < 5)
    assert Absence.get().ended_at


def test_alice_can_change_it_and_come_back_sooner(visit: Visits, cast: Cast) -> None:
    with clock.at(DAY):
        alice = visit(cast.alice)
        alice.post("/account/absences", {"begins_on": "2026-12-01", "until": "2026-12-20"})
        absences.tell()
        path = f"/account/absences/{Absence.get().id}"
        assert "2026-12-20" in alice.get(f"{path}/edit").text
        alice.post(f"{path}/edit", {"begins_on": "2026-12-09", "until": "2026-12-10"})
        assert (str(Absence.get().begins_on), str(Absence.get().until)) == ("2026-12-01", "2026-12-10")
        alice.post(f"{path}/delete")
        alice.post(f"{path}/delete")
        assert absences.away([cast.alice.id]) == set()
        assert told(cast.bob) == ["partner_away", "partner_back"]
        alice.post(f"{path}/edit", AWAY, status=409)


def test_what_is_taken_back_before_it_begins_is_told_to_nobody(visit: Visits, cast: Cast) -> None:
    with clock.at(DAY):
        alice = visit(cast.alice)
        alice.post("/account/absences", AWAY)
        alice.post(f"/account/absences/{Absence.get().id}/delete")
    with clock.at(DAY + timedelta(days=3)):
        assert absences.tell() == 0
    assert told(cast.bob) == []


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"begins_on": "2026-12-09", "until": "2026-12-05"}, "comes before the first one"),
        ({"begins_on": "2026-11-09", "until": "2026-11-15"}, "has passed"),
        ({"begins_on": "2026-12-09", "until": "2028-12-15"}, "A year at most"),
        ({"begins_on": "soon", "until": ""}, "Write the last day"),
        ({"begins_on": "2026-12-05", "until": "2026-12-09"}, "away on some of these days already"),
    ],
)
def test_days_that_cannot_be_are_said_at_the_field(visit: Visits, cast: Cast, days: dict[str, str], words: str) -> None:
    with clock.at(DAY):
        alice = visit(cast.alice)
        alice.post("/account/absences", AWAY)
        assert words in alice.post("/account/absences", days, status=422).text
    assert Absence.select().count() == 1


@pytest.mark.parametrize("how", ["block", "ended"])
def test_nobody_is_told_across_a_block_or_in_a_pair_that_is_over(cast: Cast, how: str) -> None:
    with clock.at(DAY):
        absences.plan(member=cast.alice, begins_on=DAY.date(), until=DAY.date())
        if how == "block":
            Block.create(blocker=cast.bob, blocked=cast.alice)
        else:
            Pair.update(state="ended").execute()
        assert absences.tell() == 1
    assert told(cast.bob) == []


def test_charlie_cannot_see_or_change_alices_absence(visit: Visits, cast: Cast) -> None:
    made = absences.plan(member=cast.alice, begins_on=DAY.date(), until=DAY.date() + timedelta(days=300))
    charlie = visit(cast.charlie)
    charlie.get(f"/account/absences/{made.id}/edit", status=404)
    charlie.post(f"/account/absences/{made.id}/delete", status=404)
    assert "December" not in charlie.get("/account/absences").text
