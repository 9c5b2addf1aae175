"""Going on for some weeks: both must want it, and both are asked again before the end."""

from datetime import UTC, datetime, timedelta

import pytest

from db.clock import at, now
from db.models import AuditEntry, Dispatch, Enrollment, Member, Notification, Pair, Program, Renewal
from tests import ending, people
from tests.people import Cast
from webapp.domain import pairs, renewals, safety
from webapp.domain.errors import ChangedMeanwhile, NoPlaceLeft, NotAtTheEnd, NotYours, PairIsClosed, WrongState

DAY = timedelta(days=1)


def agreed(cast: Cast, weeks: int = 4) -> Renewal:
    pair = ending.fresh(cast.pair)
    made = renewals.propose(pair=pair, member=cast.bob, weeks=weeks)
    return renewals.agree(pair=pair, renewal=made, member=cast.alice)


def told(kind: str) -> list[int]:
    return sorted(row.member_id for row in Notification.select().where(Notification.kind == kind))


def test_bob_can_propose_and_alice_agree(cast: Cast) -> None:
    with pytest.raises(NotAtTheEnd):
        renewals.propose(pair=cast.pair, member=cast.bob, weeks=4)
    ending.walk(cast.pair, but_last=True)
    made = renewals.propose(pair=ending.fresh(cast.pair), member=cast.bob, weeks=4)
    assert renewals.of(cast.pair) is None
    assert told("renewal_asked") == [cast.alice.id]
    with pytest.raises(NotYours):
        renewals.agree(pair=cast.pair, renewal=made, member=cast.bob)
    renewals.agree(pair=cast.pair, renewal=made, member=cast.alice)
    standing = renewals.of(cast.pair)
    assert standing
    assert standing.until == now().date() + 28 * DAY
    assert told("renewed") == [cast.bob.id]
    assert AuditEntry.select().where(AuditEntry.action == "pair.renewed").count() == 1
    with at(now() + 29 * DAY):
        assert renewals.of(cast.pair) is None
    with pytest.raises(WrongState):
        renewals.agree(pair=cast.pair, renewal=made, member=cast.alice)


def test_a_completed_pair_becomes_active_again(cast: Cast) -> None:
    ending.finished(cast.pair)
    agreed(cast)
    pair = ending.fresh(cast.pair)
    assert (pair.state, pair.closed_at, pair.closed_by_id) == ("active", None, None)
    assert {row.state for row in Enrollment.select()} == {"paired"}
    pairs.finish(pair=pair, member=cast.alice)
    assert {row.state for row in Enrollment.select()} == {"completed"}


def test_another_run_begins_where_the_last_one_ends(cast: Cast) -> None:
    ending.walk(cast.pair)
    first = agreed(cast, weeks=4)
    second = agreed(cast, weeks=2)
    assert second.until == first.until + 14 * DAY
    assert renewals.of_pairs([cast.pair.id])[cast.pair.id].id == second.id


def test_who_proposes_the_same_agrees_and_something_else_is_said(cast: Cast) -> None:
    pair = ending.walk(cast.pair)
    renewals.propose(pair=pair, member=cast.bob, weeks=4)
    with pytest.raises(ChangedMeanwhile):
        renewals.propose(pair=pair, member=cast.alice, weeks=8)
    renewals.propose(pair=pair, member=cast.bob, weeks=4)  # a second click
    assert Renewal.select().count() == 1
    assert renewals.propose(pair=pair, member=cast.alice, weeks=4).agreed_at
    with pytest.raises(ValueError, match="not so many"):
        renewals.propose(pair=pair, member=cast.alice, weeks=3)


def test_a_no_is_told_to_nobody_and_not_asked_about_again(cast: Cast) -> None:
    pair = ending.walk(cast.pair)
    made = renewals.propose(pair=pair, member=cast.bob, weeks=4)
    before = Notification.select().count()
    renewals.decline(pair=pair, renewal=made, member=cast.alice)
    assert Notification.select().count() == before
    with pytest.raises(WrongState):
        renewals.propose(pair=pair, member=cast.bob, weeks=2)
    mine = renewals.propose(pair=pair, member=cast.alice, weeks=2)
    renewals.decline(pair=pair, renewal=mine, member=cast.alice)  # taken back
    assert Renewal.select().count() == 1
    renewals.propose(pair=pair, member=cast.alice, weeks=8)
    assert told("renewal_asked") == sorted([cast.alice.id, cast.bob.id])


def test_nobody_goes_on_in_an_archived_program(cast: Cast) -> None:
    ending.finished(cast.pair)
    made = renewals.propose(pair=ending.fresh(cast.pair), member=cast.bob, weeks=4)
    Program.update(state="archived").where(Program.id == cast.program.id).execute()
    with pytest.raises(PairIsClosed):
        renewals.agree(pair=ending.fresh(cast.pair), renewal=made, member=cast.alice)


def test_after_a_block_or_an_early_end_nobody_goes_on(cast: Cast) -> None:
    ending.finished(cast.pair)
    made = renewals.propose(pair=ending.fresh(cast.pair), member=cast.bob, weeks=4)
    safety.block(blocker=cast.bob, blocked=cast.alice)
    with pytest.raises(PairIsClosed):
        renewals.agree(pair=ending.fresh(cast.pair), renewal=made, member=cast.alice)
    other = ending.walk(people.introduced(cast.program, cast.sam, cast.charlie))
    Pair.update(introduced_at=now() - 30 * DAY).where(Pair.id == other.id).execute()
    pairs.end(pair=ending.fresh(other), member=cast.sam)
    with pytest.raises(PairIsClosed):
        renewals.propose(pair=ending.fresh(other), member=cast.charlie, weeks=2)


def test_a_place_that_is_taken_meanwhile_is_not_given_twice(cast: Cast, dana: Member) -> None:
    ending.finished(cast.pair)
    place = cast.pair.mentor_enrollment
    theirs = people.enrolled(cast.program, dana, "mentee", state="paired")
    Pair.create(program=cast.program, mentor=cast.alice, mentee=dana, mentor_enrollment=place, mentee_enrollment=theirs)
    Enrollment.update(state="paired").where(Enrollment.id == place.id).execute()
    with pytest.raises(NoPlaceLeft):
        agreed(cast)
    assert ending.fresh(cast.pair).state == "completed"
    Enrollment.update(state="withdrawn").where(Enrollment.member == cast.bob).execute()
    with pytest.raises(WrongState):
        renewals.agree(pair=ending.fresh(cast.pair), renewal=Renewal.get(), member=cast.alice)


def test_a_finished_program_lets_those_go_on_who_walk_in_it(cast: Cast) -> None:
    ending.walk(cast.pair)
    Program.update(state="finished").execute()
    assert agreed(cast).agreed_at


def test_both_are_asked_once_a_few_days_before_the_end_by_day(cast: Cast) -> None:
    Member.update(time_zone="America/New_York").where(Member.id == cast.bob.id).execute()
    start = datetime(2026, 3, 2, 3, 17, tzinfo=UTC)
    with at(start):
        ending.walk(cast.pair)
        agreed(cast, weeks=2)
    with at(start + 9 * DAY):
        assert renewals.ask_again() == 0
    with at(start + 10 * DAY):
        assert renewals.ask_again() == 1
        assert renewals.ask_again() == 0
    with at(start + 12 * DAY):
        assert renewals.ask_again() == 0
    assert told("closing_opens") == sorted([cast.alice.id, cast.bob.id])
    due = {row.member_id: row.due_at for row in Dispatch.select().where(Dispatch.key.startswith("closing_opens"))}
    assert due[cast.alice.id] == datetime(2026, 3, 12, 9, tzinfo=UTC)
    # In New York it is night, four hours behind since Sunday.
    assert due[cast.bob.id] == datetime(2026, 3, 12, 13, tzinfo=UTC)


@pytest.mark.parametrize("how", ["paused", "ended", "renewed"])
def test_nobody_is_asked_whose_pair_rests_is_over_or_goes_on(cast: Cast, how: str) -> None:
    ending.walk(cast.pair)
    agreed(cast, weeks=2)
    if how == "paused":
        pairs.pause(pair=cast.pair, member=cast.bob)
    elif how == "ended":
        pairs.end(pair=ending.fresh(cast.pair), member=cast.bob)
    else:
        agreed(cast, weeks=2)
    with at(now() + 11 * DAY):
        assert renewals.ask_again() == 0
    assert told("closing_opens") == []
