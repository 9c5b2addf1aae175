"""Standing in for a mentor who is away: who may ask whom, who decides, and how it ends."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from db import clock
from db.clock import now
from db.models import Absence, AuditEntry, Block, Enrollment, Member, Notification, Pair, StandIn
from tests import people
from tests.people import Cast
from webapp import standing_in
from webapp.domain import absences, chat, stand_ins

Visits = Callable[..., Any]


@pytest.fixture
def dana(cast: Cast) -> Member:
    """Another mentor of the program, with a free place; Alice is away for a week."""
    made = people.member("Dana Verdi")
    people.enrolled(cast.program, made, "mentor")
    absences.plan(member=cast.alice, begins_on=now().date(), until=now().date() + timedelta(days=7))
    absences.tell()
    return made


def page(cast: Cast) -> str:
    return f"/programs/{cast.program.id}/stand-ins/{cast.pair.id}"


def place(member: Member) -> dict[str, Any]:
    return {"mentor": Enrollment.get(Enrollment.member == member).id}


def told(member: Member) -> list[str]:
    of_theirs = Notification.select().where((Notification.member == member) & Notification.kind.startswith("stand_in"))
    return [row.kind for row in of_theirs.order_by(Notification.id)]


def agreed(visit: Visits, cast: Cast, dana: Member) -> StandIn:
    """Alice asks Dana, who says yes, and so does Bob."""
    visit(cast.alice).post(page(cast), place(dana))
    row = StandIn.get()
    for someone in (dana, cast.bob):
        visit(someone).post(f"/stand-ins/{row.id}/answer", {"answer": "yes"})
    return StandIn.get()


def test_dana_can_stand_in_once_she_and_bob_say_yes_and_it_ends_when_alice_is_back(
    visit: Visits, cast: Cast, dana: Member
) -> None:
    chat.post_message(pair=cast.pair, author=cast.bob, body="only for Alice", client_id="client-1")
    alice = visit(cast.alice)
    assert page(cast) in alice.get("/account/absences").text
    assert "Dana Verdi" in alice.get(page(cast)).text
    row = agreed(visit, cast, dana)
    assert row.state == "accepted"
    own = row.stand_in_pair
    assert (own.mentor_id, own.mentee_id, own.state) == (dana.id, cast.bob.id, "active")
    assert "only for Alice" not in visit(dana).get(f"/pairs/{own.id}").text
    visit(dana).get(f"/pairs/{cast.pair.id}", status=404)
    assert "Dana" not in visit(cast.alice).get(f"/pairs/{cast.pair.id}").text
    assert {e.state for e in Enrollment.select().where(Enrollment.member.in_([dana, cast.bob]))} == {"paired"}
    with clock.at(now() + timedelta(days=9)):
        standing_in.go_round()
        standing_in.go_round()
    assert Pair.get_by_id(own.id).state == "ended"
    assert Pair.get_by_id(cast.pair.id).state == "active"
    assert Enrollment.get(Enrollment.member == dana).state == "waiting"
    assert Enrollment.get(Enrollment.member == cast.bob).state == "paired"
    assert told(cast.bob) == ["stand_in_asked", "stand_in_over"]
    assert told(dana) == ["stand_in_offered", "stand_in_agreed", "stand_in_over"]
    assert told(cast.alice) == ["stand_in_agreed", "stand_in_over"]
    assert "thank you, all three" in visit(dana).get("/").text


def test_it_ends_when_alice_comes_back_sooner(visit: Visits, cast: Cast, dana: Member) -> None:
    row = agreed(visit, cast, dana)
    visit(cast.alice).post(f"/account/absences/{Absence.get().id}/delete")
    assert Pair.get_by_id(row.stand_in_pair_id).state == "ended"


@pytest.mark.parametrize("who", ["dana", "bob"])
def test_a_no_makes_no_pair_and_whoever_asked_is_told_no_name(
    visit: Visits, cast: Cast, dana: Member, who: str
) -> None:
    visit(cast.olivia).post(page(cast), place(dana))
    row = StandIn.get()
    if who == "bob":
        visit(dana).post(f"/stand-ins/{row.id}/answer", {"answer": "yes"})
    visit(dana if who == "dana" else cast.bob).post(f"/stand-ins/{row.id}/answer", {"answer": "no"})
    assert StandIn.get().state == "declined"
    assert Pair.select().count() == 1
    assert told(cast.olivia) == ["stand_in_declined"]
    assert AuditEntry.select().where(AuditEntry.action == "stand_in.offered").count() == 1
    visit(cast.olivia).post(page(cast), place(dana), status=409)


def test_olivia_can_find_who_is_away_and_ask_nobody_twice_at_once(visit: Visits, cast: Cast, dana: Member) -> None:
    olivia = visit(cast.olivia)
    assert page(cast) in olivia.get(f"/programs/{cast.program.id}/stand-ins").text
    olivia.post(page(cast), place(dana))
    olivia.post(page(cast), place(dana), status=409)
    olivia.post(f"{page(cast)}/{StandIn.get().id}/delete")
    assert StandIn.get().state == "over"
    visit(dana).post(f"/stand-ins/{StandIn.get().id}/answer", {"answer": "yes"}, status=409)


@pytest.mark.parametrize("how", ["block", "full", "away", "left", "introduced"])
def test_nobody_stands_in_whom_something_forbids(visit: Visits, cast: Cast, dana: Member, how: str) -> None:
    visit(cast.alice).post(page(cast), place(dana))
    row = StandIn.get()
    visit(dana).post(f"/stand-ins/{row.id}/answer", {"answer": "yes"})
    if how == "block":
        Block.create(blocker=dana, blocked=cast.bob)
    elif how == "full":
        Enrollment.update(capacity=0).where(Enrollment.member == dana).execute()
    elif how == "away":
        absences.end(absence=Absence.get(), member=cast.alice)
    elif how == "left":
        Enrollment.update(state="withdrawn").where(Enrollment.member == dana).execute()
    else:
        Pair.create(program=cast.program, mentor=dana, mentee=cast.bob, state="ended")
    before = Pair.select().count()
    visit(cast.bob).post(f"/stand-ins/{row.id}/answer", {"answer": "yes"}, status=409)
    assert Pair.select().count() == before
    if how in ("block", "full", "left", "introduced"):
        assert stand_ins.candidates(cast.pair) == []


def test_bob_is_told_nothing_more_of_alice_once_she_has_blocked_him(visit: Visits, cast: Cast, dana: Member) -> None:
    agreed(visit, cast, dana)
    visit(cast.alice).post(f"/pairs/{cast.pair.id}/block")
    with clock.at(now() + timedelta(days=9)):
        standing_in.go_round()
    assert "stand_in_over" not in told(cast.bob) + told(cast.alice)
    assert told(dana)[-1] == "stand_in_over"


def test_a_block_ends_a_stand_in_like_any_pair(visit: Visits, cast: Cast, dana: Member) -> None:
    row = agreed(visit, cast, dana)
    visit(cast.bob).post(f"/pairs/{row.stand_in_pair_id}/block")
    assert Pair.get_by_id(row.stand_in_pair_id).state == "ended"
    assert Pair.get_by_id(cast.pair.id).state == "active"
    with clock.at(now() + timedelta(days=9)):
        standing_in.go_round()
    assert StandIn.get().state == "over"
    assert "stand_in_over" not in told(dana)


def test_neither_charlie_nor_bob_nor_sam_can_ask_somebody(visit: Visits, cast: Cast, dana: Member) -> None:
    for someone, status in ((cast.charlie, 404), (cast.bob, 403), (cast.sam, 403), (dana, 403)):
        visit(someone).get(page(cast), status=status)
        visit(someone).post(page(cast), place(dana), status=status)
    visit(cast.alice).post(page(cast), place(dana))
    for someone in (cast.charlie, cast.bob, cast.alice, cast.olivia):
        visit(someone).post(f"/stand-ins/{StandIn.get().id}/answer", {"answer": "yes"}, status=404)


def test_nobody_stands_in_for_somebody_who_is_there(visit: Visits, cast: Cast) -> None:
    dana = people.member("Dana Verdi")
    people.enrolled(cast.program, dana, "mentor")
    visit(cast.alice).post(page(cast), place(dana), status=409)
    assert "is not away" in visit(cast.olivia).get(page(cast)).text
