import pytest

from db.models import Block, Enrollment, Membership, Notification, Pair, Precedence, Program, Round
from tests.concurrently import at_once
from tests.domain.rounds.conftest import Draft
from tests.people import Cast
from webapp.domain import pairing, safety
from webapp.domain.errors import WrongState
from webapp.domain.rounds import making, publishing, record, working


def publish(draft: Draft) -> publishing.Outcome:
    return publishing.publish(
        admin=draft.cast.olivia,
        draft=draft.round,
        words=lambda row: f"Meet, {row.mentee.member.name}.",
    )


def states(draft: Draft) -> dict[str, str]:
    return {name: draft.of(name).state for name in ("emil", "fay", "gus")}


def by_hand(draft: Draft, mentor: str, mentee: str) -> Pair:
    return pairing.introduce(
        by=draft.cast.olivia, program=draft.cast.program, mentor_enrollment_id=draft.places[mentor].id,
        mentee_enrollment_id=draft.places[mentee].id, introduction="",
    )  # fmt: skip


def test_olivia_can_introduce_all_who_are_accepted_together(draft: Draft) -> None:
    for name in ("emil", "gus"):
        working.accept(**draft.seen(name))
    outcome = publish(draft)
    assert outcome.is_over
    assert {(pair.mentor.first_name, pair.mentee.first_name) for pair in outcome.introduced} == {
        ("Dana", "Emil"),
        ("Hal", "Gus"),
    }
    assert {pair.introduction for pair in outcome.introduced} == {"Meet, Emil Test.", "Meet, Gus Test."}
    assert states(draft) == {"emil": "published", "fay": "open", "gus": "published"}
    assert Notification.select().where(Notification.kind == "introduced").count() == 4
    made = Round.get_by_id(draft.round.id)
    assert (made.state, made.published_by, made.published_at is not None) == ("published", draft.cast.olivia, True)
    assert (made.figures["introduced"], made.figures["left_out"]) == (2, 1)


def test_who_is_left_out_comes_earlier_next_time_and_who_is_placed_no_longer(draft: Draft) -> None:
    Precedence.create(enrollment=draft.places["emil"], rounds_left_out=2)
    Precedence.create(enrollment=draft.places["fay"], rounds_left_out=1, comes_first=True)
    working.accept(**draft.seen("emil"))
    publish(draft)
    left = {row.enrollment_id: (row.rounds_left_out, row.comes_first) for row in Precedence.select()}
    assert left == {draft.places["fay"].id: (2, True), draft.places["gus"].id: (1, False)}


@pytest.mark.parametrize("what", ["block", "taken", "gone", "left"])
def test_who_can_no_longer_be_introduced_stays_with_the_reason_and_the_others_go_out(draft: Draft, what: str) -> None:
    working.accept_above(draft=draft.round, line=0)
    hal, gus = draft.places["hal"], draft.places["gus"]
    if what == "block":
        safety.block(blocker=gus.member, blocked=hal.member)
    elif what == "taken":
        Enrollment.update(capacity=0).where(Enrollment.id == hal.id).execute()
    elif what == "gone":
        Enrollment.update(state="withdrawn").where(Enrollment.id == gus.id).execute()
    else:
        Membership.update(state="left").where(Membership.member == hal.member).execute()
    outcome = publish(draft)
    assert [row.mentee_id for row in outcome.refused] == [gus.id]
    assert states(draft) == {"emil": "published", "fay": "published", "gus": "open"}
    reasons = {"block": "BlockStandsBetween", "taken": "NoPlaceLeft", "gone": "NotWaiting", "left": "NotWaiting"}
    assert draft.of("gus").refusal == reasons[what]
    assert not outcome.is_over
    assert Round.get_by_id(draft.round.id).is_draft
    assert publish(draft).is_over
    assert not Pair.select().where(Pair.mentee == gus.member).exists()


def test_a_refused_one_can_be_given_somebody_else_and_published(draft: Draft) -> None:
    for name in ("emil", "gus"):
        working.accept(**draft.seen(name))
    safety.block(blocker=draft.places["gus"].member, blocked=draft.places["hal"].member)
    publish(draft)
    working.skip(**draft.seen("gus"))
    assert draft.mentor_of("gus") == "dana"
    working.accept(**draft.seen("gus"))
    assert publish(draft).is_over
    assert Pair.select().where(Pair.mentee == draft.places["gus"].member).get().mentor == draft.places["dana"].member


def test_two_admins_who_publish_at_once_introduce_each_pair_once(draft: Draft) -> None:
    working.accept_above(draft=draft.round, line=0)
    outcomes = at_once(*[lambda: publish(draft)] * 3)
    done = [outcome for outcome in outcomes if isinstance(outcome, publishing.Outcome)]
    assert sorted(pair.mentee.first_name for outcome in done for pair in outcome.introduced) == ["Emil", "Fay", "Gus"]
    assert Pair.select().where(Pair.program == draft.cast.program).count() == 4  # and Alice and Bob
    assert Notification.select().where(Notification.kind == "introduced").count() == 6
    assert Round.get_by_id(draft.round.id).state == "published"
    assert not Precedence.select().exists()


def test_the_last_place_goes_to_one_of_two_whether_by_hand_or_from_the_board(draft: Draft) -> None:
    working.accept(**draft.seen("gus"))
    results = at_once(lambda: publish(draft), lambda: by_hand(draft, "hal", "fay"))
    assert Pair.select().where(Pair.mentor == draft.places["hal"].member).count() == 1
    assert len([result for result in results if isinstance(result, Exception)]) <= 1


def test_there_is_nothing_to_publish_before_somebody_is_accepted(draft: Draft) -> None:
    with pytest.raises(WrongState):
        publish(draft)


def test_a_round_of_which_introductions_went_out_cannot_be_discarded(draft: Draft) -> None:
    for name in ("emil", "gus"):
        working.accept(**draft.seen(name))
    safety.block(blocker=draft.places["gus"].member, blocked=draft.places["hal"].member)
    publish(draft)
    with pytest.raises(WrongState):
        making.discard(actor=draft.cast.olivia, draft=draft.round)
    with pytest.raises(WrongState):
        making.make(admin=draft.cast.olivia, program=draft.cast.program, replaces=draft.round.id)


def test_nobody_is_introduced_in_a_program_that_is_over(draft: Draft) -> None:
    working.accept(**draft.seen("emil"))
    Program.update(state="finished").execute()
    assert not publish(draft).introduced
    assert draft.of("emil").refusal == "ProgramIsClosed"


def test_a_record_says_what_was_changed_at_what_cost_and_how_each_part_fared(draft: Draft) -> None:
    working.choose(draft=draft.round, suggestion_id=draft.of("emil").id, mentor_id=draft.places["hal"].id)
    for name in ("emil", "gus"):
        working.accept(**draft.seen(name))
    publish(draft)
    made = Round.get_by_id(draft.round.id)
    [change] = record.overrides(made)
    assert (change.suggestion.mentee, change.proposed, change.suggestion.mentor.member.first_name) == (
        draft.places["emil"],
        "Dana Test",
        "Hal",
    )
    assert change.suggestion.cost > 0
    fared = {(part.kind, part.name): (part.people, part.placed) for part in record.fared(made)}
    assert fared["role", "mentee"] == (3, 2)
    assert fared["role", "mentor"] == (2, 2)
    assert fared["language", "en"] == (3, 2)
    assert fared["waited", "0"] == (3, 2)
    assert record.makers(made) == {"made": "Olivia Neri", "published": "Olivia Neri"}


def test_what_skipping_cost_is_kept(draft: Draft) -> None:
    before = sum(draft.of(name).score for name in ("emil", "fay", "gus"))
    working.skip(**draft.seen("gus"))
    after = sum(draft.of(name).score for name in ("emil", "fay", "gus"))
    assert draft.of("gus").cost == pytest.approx(before - after)
    working.take_skip_back(draft=draft.round, suggestion_id=draft.of("gus").id)
    assert draft.of("gus").cost == 0


def test_the_same_inputs_give_the_same_result_whatever_has_happened_since(cast: Cast, draft: Draft) -> None:
    working.accept_above(draft=draft.round, line=0)
    publish(draft)
    Enrollment.update(topics=["other"], languages=["it"]).execute()
    Block.create(blocker=draft.places["gus"].member, blocked=draft.places["hal"].member)
    made = Round.get_by_id(draft.round.id)
    assert record.is_same_again(made)
    row = draft.of("emil")
    row.proposed = draft.places["hal"]
    row.save()
    assert not record.is_same_again(made)
    assert cast.charlie.name not in str(record.overrides(made))
