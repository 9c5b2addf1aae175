import pytest

from db.models import Enrollment, Member, Membership, Program, Round, Suggestion
from tests.concurrently import at_once
from tests.domain.rounds.conftest import Draft
from tests.people import Cast
from webapp.domain.errors import ProgramIsClosed, WrongState
from webapp.domain.rounds import making, working


def test_olivia_can_have_a_mentor_suggested_for_everybody_who_waits(draft: Draft) -> None:
    assert {name: draft.mentor_of(name) for name in ("emil", "fay", "gus")} == {
        "emil": "dana",
        "fay": "dana",
        "gus": "hal",
    }
    rows = list(Suggestion.select())
    assert all(row.proposed_id == row.mentor_id and row.state == "open" and 0 < row.score <= 1 for row in rows)
    figures = draft.round.figures
    assert (figures["mentees"], figures["mentors"], figures["places"], figures["placed"]) == (3, 2, 3, 3)
    assert figures["total"] == pytest.approx(sum(row.score for row in rows), abs=1e-3)
    assert (draft.round.made_by, draft.round.state) == (draft.cast.olivia, "draft")


def test_nobody_is_introduced_by_a_draft(draft: Draft) -> None:
    assert {Enrollment.get_by_id(place.id).state for place in draft.places.values()} == {"waiting"}


def test_charlie_cannot_be_suggested_nor_anybody_who_has_left(cast: Cast, draft: Draft) -> None:
    Membership.update(state="left").where(Membership.member == draft.places["fay"].member).execute()
    Member.update(deactivated_at="2026-01-01").where(Member.id == draft.places["hal"].member_id).execute()
    anew = making.make(admin=cast.olivia, program=cast.program, replaces=draft.round.id)
    rows = Suggestion.select().where(Suggestion.round == anew)
    assert {row.mentee_id for row in rows} == {draft.places["emil"].id, draft.places["gus"].id}
    assert {row.mentor_id for row in rows} == {draft.places["dana"].id}


def test_who_finds_no_place_stands_on_the_board_without_a_mentor(cast: Cast, draft: Draft) -> None:
    Enrollment.update(capacity=1).where(Enrollment.id == draft.places["dana"].id).execute()
    making.make(admin=cast.olivia, program=cast.program, replaces=draft.round.id)
    assert Suggestion.select().where(Suggestion.mentor.is_null()).count() == 1


def test_a_second_draft_cannot_be_made_beside_the_first(cast: Cast, draft: Draft) -> None:
    working.accept(**draft.seen("emil"))
    assert making.make(admin=cast.olivia, program=cast.program) == draft.round
    assert draft.of("emil").state == "accepted"
    assert Round.select().count() == 1


def test_two_admins_at_once_make_one_draft(cast: Cast, draft: Draft) -> None:
    making.discard(actor=draft.cast.olivia, draft=draft.round)
    made = at_once(*[lambda: making.make(admin=cast.olivia, program=cast.program)] * 4)
    assert len({one.id for one in made}) == 1
    assert Round.select().where(Round.state == "draft").count() == 1


def test_making_anew_discards_the_old_draft_with_what_people_answered(cast: Cast, draft: Draft) -> None:
    anew = making.make(admin=cast.olivia, program=cast.program, replaces=draft.round.id)
    old = Round.get_by_id(draft.round.id)
    assert (anew.state, old.state, bytes(old.inputs)) == ("draft", "discarded", b"")
    assert not Suggestion.select().where(Suggestion.round == old).exists()
    with pytest.raises(WrongState):
        making.discard(actor=cast.olivia, draft=old)


def test_olivia_cannot_make_a_round_where_nobody_waits_or_there_is_no_place(cast: Cast, draft: Draft) -> None:
    making.discard(actor=draft.cast.olivia, draft=draft.round)
    Enrollment.update(state="paused").where(Enrollment.role == "mentor").execute()
    with pytest.raises(WrongState):
        making.make(admin=cast.olivia, program=cast.program)
    assert making.prospect(cast.program).places == 0
    Enrollment.update(state="waiting").execute()
    Enrollment.update(state="paused").where(Enrollment.role == "mentee").execute()
    with pytest.raises(WrongState):
        making.make(admin=cast.olivia, program=cast.program)


def test_olivia_cannot_make_a_round_in_a_program_that_is_over(cast: Cast, draft: Draft) -> None:
    Program.update(state="finished").execute()
    with pytest.raises(ProgramIsClosed):
        making.make(admin=cast.olivia, program=Program.get_by_id(cast.program.id), replaces=draft.round.id)
