import pytest

from db.models import Block, Enrollment, Round, Suggestion
from tests import people, pools
from tests.concurrently import at_once
from tests.domain.rounds.conftest import Draft
from tests.people import Cast
from webapp.domain import pairing, safety
from webapp.domain.errors import ChangedMeanwhile, WrongState
from webapp.domain.rounds import making, solving, working


def test_olivia_can_accept_and_undo_it(draft: Draft) -> None:
    working.accept(**draft.seen("emil"))
    assert draft.of("emil").state == "accepted"
    assert working.take_back(draft=draft.round, suggestion_ids=[draft.of("emil").id, draft.of("fay").id]) == 1
    assert draft.of("emil").state == "open"


def test_olivia_cannot_accept_whom_she_did_not_see(draft: Draft) -> None:
    seen = draft.seen("emil")
    working.skip(**seen)
    with pytest.raises(ChangedMeanwhile):
        working.accept(**seen)
    with pytest.raises(ChangedMeanwhile):
        working.skip(**seen)


def test_olivia_can_accept_all_above_a_line(draft: Draft) -> None:
    line = draft.of("gus").score
    expected = {row.id for row in Suggestion.select() if row.score >= line}
    assert set(working.accept_above(draft=draft.round, line=line)) == expected
    assert {row.id for row in Suggestion.select().where(Suggestion.state == "accepted")} == expected
    assert working.accept_above(draft=draft.round, line=line) == []
    assert len(working.accept_above(draft=draft.round, line=0)) == 3 - len(expected)


def test_two_who_were_skipped_are_not_suggested_again_in_this_round(draft: Draft) -> None:
    first = draft.mentor_of("gus")
    working.skip(**draft.seen("gus"))
    assert draft.of("gus").state == "skipped"
    second = draft.mentor_of("gus")
    assert second not in (first, None)
    working.skip(**draft.seen("gus"))
    assert draft.mentor_of("gus") is None
    for _ in range(2):
        solving.solve_again(draft.round)
        assert draft.mentor_of("gus") is None


def test_a_skip_can_be_undone_and_all_is_as_before(draft: Draft) -> None:
    before = {row.id: row.mentor_id for row in Suggestion.select()}
    working.skip(**draft.seen("gus"))
    assert before != {row.id: row.mentor_id for row in Suggestion.select()}
    working.take_skip_back(draft=draft.round, suggestion_id=draft.of("gus").id)
    assert before == {row.id: row.mentor_id for row in Suggestion.select()}
    assert draft.of("gus").state == "open"
    with pytest.raises(WrongState):
        working.take_skip_back(draft=draft.round, suggestion_id=draft.of("gus").id)


def test_accepted_and_locked_ones_stay_when_the_rest_is_solved_again(draft: Draft) -> None:
    working.accept(**draft.seen("emil"))
    working.lock(**draft.seen("fay"))
    working.skip(**draft.seen("gus"))
    assert (draft.mentor_of("emil"), draft.mentor_of("fay"), draft.mentor_of("gus")) == ("dana", "dana", None)


def test_a_locked_one_cannot_be_skipped_until_it_is_unlocked(draft: Draft) -> None:
    working.lock(**draft.seen("gus"))
    with pytest.raises(WrongState):
        working.skip(**draft.seen("gus"))
    working.unlock(draft=draft.round, suggestion_id=draft.of("gus").id)
    working.skip(**draft.seen("gus"))
    assert draft.mentor_of("gus") == "dana"


def test_olivia_sees_other_mentors_with_what_the_whole_would_lose_and_whom_it_displaces(draft: Draft) -> None:
    [other] = solving.alternatives(draft.round, draft.of("emil"))
    assert other.mentor == draft.places["hal"].id
    assert other.displaces == draft.places["gus"].id
    before = sum(row.score for row in Suggestion.select())
    working.choose(draft=draft.round, suggestion_id=draft.of("emil").id, mentor_id=other.mentor)
    row = draft.of("emil")
    assert (draft.mentor_of("emil"), draft.mentor_of("gus"), row.is_locked, row.state) == ("hal", "dana", True, "open")
    assert row.cost == pytest.approx(before - sum(row.score for row in Suggestion.select()))
    assert row.cost == pytest.approx(other.cost)
    assert row.cost > 0
    assert row.proposed_id == draft.places["dana"].id


def test_olivia_can_choose_for_somebody_who_was_accepted_already(draft: Draft) -> None:
    working.accept(**draft.seen("emil"))
    working.choose(draft=draft.round, suggestion_id=draft.of("emil").id, mentor_id=draft.places["hal"].id)
    assert (draft.mentor_of("emil"), draft.of("emil").state) == ("hal", "open")


def test_olivia_cannot_choose_somebody_who_cannot_be_had(cast: Cast, draft: Draft) -> None:
    for name in ("emil", "fay"):
        working.accept(**draft.seen(name))
    Block.create(blocker=draft.places["gus"].member, blocked=draft.places["dana"].member)
    for mentor in (draft.places["dana"].id, draft.places["emil"].id, 10**6):
        with pytest.raises(WrongState):
            working.choose(draft=draft.round, suggestion_id=draft.of("gus").id, mentor_id=mentor)


def test_who_has_been_introduced_by_hand_takes_the_place_and_is_not_suggested_again(cast: Cast, draft: Draft) -> None:
    pairing.introduce(
        by=cast.olivia, program=cast.program, mentor_enrollment_id=draft.places["hal"].id,
        mentee_enrollment_id=draft.places["fay"].id, introduction="",
    )  # fmt: skip
    solving.solve_again(draft.round)
    assert draft.mentor_of("fay") is None
    assert (draft.mentor_of("emil"), draft.mentor_of("gus")) == ("dana", "dana")


def test_a_block_while_the_draft_lies_is_seen_by_the_next_solve(draft: Draft) -> None:
    safety.block(blocker=draft.places["gus"].member, blocked=draft.places["hal"].member)
    working.lock(**draft.seen("emil"))
    working.unlock(draft=draft.round, suggestion_id=draft.of("emil").id)
    assert draft.mentor_of("gus") != "hal"


def test_nobody_can_change_what_is_no_draft(draft: Draft) -> None:
    seen = draft.seen("emil")
    Round.update(state="published").execute()
    for verb in (working.accept, working.skip, working.lock):
        with pytest.raises(WrongState):
            verb(**seen)
    with pytest.raises(WrongState):
        working.accept_above(draft=draft.round, line=0)
    assert {row.state for row in Suggestion.select()} == {"open"}


def test_charlies_own_round_cannot_be_reached_through_olivias(cast: Cast, draft: Draft) -> None:
    elsewhere = people.program(people.group(people.member("Otto Gelb"), "Elsewhere"))
    people.enrolled(elsewhere, cast.charlie, "mentee")
    people.enrolled(elsewhere, cast.sam, "mentor")
    other = making.make(admin=cast.sam, program=elsewhere)
    row = Suggestion.get(Suggestion.round == other)
    with pytest.raises(Suggestion.DoesNotExist):
        working.accept(draft=draft.round, suggestion_id=row.id, mentor_id=row.mentor_id)


def test_a_mentor_never_has_more_mentees_than_places_whatever_two_admins_do_at_once(cast: Cast) -> None:
    pools.waiting(cast.program, mentees=12, mentors=4, places=3)
    Enrollment.update(state="paused").where(Enrollment.member == cast.alice).execute()
    draft = making.make(admin=cast.olivia, program=cast.program)
    rows = list(Suggestion.select().where(Suggestion.round == draft))
    actions = [
        lambda row=row, verb=verb: verb(draft=draft, suggestion_id=row.id, mentor_id=row.mentor_id)
        for row, verb in zip(rows, [working.accept, working.skip] * 6, strict=True)
    ]
    at_once(*actions)
    rows = list(Suggestion.select().where(Suggestion.round == draft))
    taken = [row.mentor_id for row in rows if row.mentor_id]
    assert all(taken.count(mentor) <= 3 for mentor in taken)
    assert all(row.mentor_id not in row.skipped for row in rows)


def test_the_same_draft_is_solved_with_the_same_result(cast: Cast) -> None:
    pools.waiting(cast.program, mentees=12, mentors=4, places=3)
    draft = making.make(admin=cast.olivia, program=cast.program)
    before = list(Suggestion.select(Suggestion.id, Suggestion.mentor, Suggestion.score).tuples())
    assert solving.solve_again(draft) == 0
    assert before == list(Suggestion.select(Suggestion.id, Suggestion.mentor, Suggestion.score).tuples())
    assert Enrollment.select().where(Enrollment.state == "paired").count() == 2  # Alice and Bob
