"""What is decided holds at once, is told to those whom it concerns, and can be undone by a second look."""

from datetime import timedelta

import pytest

from db.clock import now
from db.models import AuditEntry, Ban, Decision, Link, Member, Membership, Notification, Pair, Session
from tests import casework, people
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import accounts, reports
from webapp.domain.cases import appeals, decisions, handlers, working
from webapp.domain.cases.decisions import Choice
from webapp.domain.errors import CaseIsClosed, LastAdmin, LinkIsSpent, NotYours, TooLate, WrongState


def kinds_for(member: Member) -> list[str]:
    told = Notification.select().where(Notification.member == member).order_by(Notification.id)
    return [note.kind for note in told]


def place_of_alice(cast: Cast) -> str:
    place = Membership.of(cast.group, cast.alice)
    assert place
    return str(place.state)


def test_nothing_tells_only_bob(cast: Cast) -> None:
    report = casework.filed(cast)
    effects = casework.decided(report, cast.sam, "nothing")
    assert (effects.told.reporter, effects.told.reported, effects.pairs) == (cast.bob, None, [])
    assert (casework.again(report).state, effects.decision.to_reported) == ("closed", None)
    assert [words for _, words in reports.course_of(report).decisions] == [casework.TO_REPORTER]
    assert kinds_for(cast.alice) == []
    assert kinds_for(cast.bob) == ["report_closed"]


def test_a_warning_tells_both_in_sealed_words(cast: Cast) -> None:
    effects = casework.decided(casework.filed(cast), cast.sam, "warning")
    assert appeals.standing(effects.decision, cast.alice).words == casework.TO_REPORTED
    assert b"kind" not in effects.decision.to_reported
    assert kinds_for(cast.alice) == ["decision_made"]
    assert place_of_alice(cast) == "active"


def test_a_pause_a_removal_and_a_ban_hold_at_once(cast: Cast) -> None:
    report = casework.filed(cast)
    assert casework.decided(report, cast.sam, "pause").pairs == [cast.pair.id]
    assert (place_of_alice(cast), Pair.get_by_id(cast.pair.id).state) == ("suspended", "suspended")
    assert casework.decided(casework.filed(cast), cast.sam, "removal").pairs == [cast.pair.id]
    assert (place_of_alice(cast), Pair.get_by_id(cast.pair.id).state) == ("removed", "ended")
    third, host = casework.filed(cast), casework.host()
    accounts.open_session(cast.alice, device="test")
    working.hand_over(report=third, by=cast.sam)
    assert casework.decided(third, host, "ban").signed_out == cast.alice
    assert not Session.select().where(Session.member == cast.alice).exists()
    assert not Member.get_by_id(cast.alice.id).is_active


def test_a_group_moderator_cannot_ban_and_nobody_can_do_what_cannot_be_done(cast: Cast) -> None:
    report = casework.filed(cast)
    for outcome in ("ban", "hanging"):
        with pytest.raises(WrongState):
            casework.decided(report, cast.sam, outcome)
    with pytest.raises(WrongState):
        decisions.decide(report=report, by=cast.sam, choice=Choice("pause", until=now() - timedelta(days=1)))
    with pytest.raises(WrongState):
        decisions.decide(report=report, by=cast.sam, choice=Choice("pause"))
    Membership.update(state="left").where(Membership.member == cast.alice).execute()
    with pytest.raises(WrongState):
        casework.decided(report, cast.sam, "removal")
    assert casework.again(report).state == "received"
    assert not Decision.select().exists()


def test_the_last_admin_cannot_be_paused_or_removed_and_nothing_is_left_half_done(cast: Cast) -> None:
    report = reports.file(
        reporter=cast.bob, kind="person", category="harassment", words="Look", reported=cast.olivia, group=cast.group
    )
    for outcome in ("pause", "removal"):
        with pytest.raises(LastAdmin):
            casework.decided(report, cast.sam, outcome)
    assert not Decision.select().exists()
    assert not Notification.select().exists()


def test_a_program_and_an_account_that_is_gone_have_nothing_done_to_them(cast: Cast) -> None:
    report = reports.file(reporter=cast.bob, kind="program", category="other", words="Odd", program=cast.program)
    assert decisions.possible(report, is_host=True) == ["nothing"]
    other = casework.filed(cast)
    Member.update(password_hash="").where(Member.id == cast.alice.id).execute()
    assert decisions.possible(casework.again(other), is_host=True) == ["nothing"]


@pytest.mark.parametrize("who", ["charlie", "alice", "bob", "olivia"])
def test_nobody_else_can_decide(cast: Cast, who: str) -> None:
    report = casework.filed(cast)
    with pytest.raises(NotYours):
        casework.decided(report, getattr(cast, who), "nothing")


def test_sam_who_became_a_part_of_it_meanwhile_cannot_decide(cast: Cast) -> None:
    report = casework.filed(cast)
    assert handlers.may_handle(report, cast.sam)
    Membership.update(is_moderator=False).where(Membership.member == cast.sam).execute()
    with pytest.raises(NotYours):
        casework.decided(report, cast.sam, "warning")


def test_deciding_twice_is_the_same_as_once_and_another_decision_comes_too_late(cast: Cast) -> None:
    report, nadia = casework.filed(cast), people.member("Nadia Ferri")
    people.join(cast.group, nadia, is_moderator=True)
    first = casework.decided(report, cast.sam, "warning").decision
    repeated = casework.decided(report, cast.sam, "warning")
    assert (repeated.decision, repeated.told.reporter, repeated.told.reported) == (first, None, None)
    for by, outcome in ((cast.sam, "removal"), (nadia, "warning")):
        with pytest.raises(CaseIsClosed):
            casework.decided(report, by, outcome)
    assert Decision.select().count() == 1
    assert kinds_for(cast.alice) == ["decision_made"]


def test_of_two_who_decide_at_once_one_decides(cast: Cast) -> None:
    report, nadia = casework.filed(cast), people.member("Nadia Ferri")
    people.join(cast.group, nadia, is_moderator=True)
    tries = [lambda by=by: casework.decided(report, by, "warning") for by in (cast.sam, nadia) * 3]
    outcomes = at_once(*tries)
    assert Decision.select().count() == 1
    assert any(isinstance(outcome, CaseIsClosed) for outcome in outcomes)


@pytest.mark.parametrize("outcome", ["pause", "removal"])
def test_an_appeal_that_is_heard_undoes_it(cast: Cast, outcome: str) -> None:
    report, host = casework.filed(cast), casework.host()
    casework.decided(report, cast.sam, outcome)
    appeal = appeals.appeal(report=casework.again(report), member=cast.alice, words="It was a joke.")
    with pytest.raises(NotYours):
        decisions.answer(appeal=appeal, by=cast.sam, choice=casework.choice("nothing"))
    effects = decisions.answer(appeal=appeal, by=host, choice=casework.choice("nothing"))
    assert (effects.told.reporter, effects.told.reported) == (cast.bob, cast.alice)
    assert place_of_alice(cast) == "active"
    assert Pair.get_by_id(cast.pair.id).state == ("active" if outcome == "pause" else "ended")
    assert kinds_for(cast.alice) == ["decision_made", "decision_made"]
    again = decisions.answer(appeal=appeal, by=host, choice=casework.choice("nothing"))
    assert again.decision == effects.decision
    assert Decision.select().count() == 2


def test_an_appeal_that_keeps_it_is_told_only_to_who_asked(cast: Cast) -> None:
    report, host = casework.filed(cast), casework.host()
    casework.decided(report, cast.sam, "removal")
    appeal = appeals.appeal(report=casework.again(report), member=cast.alice, words="Why?")
    effects = decisions.answer(appeal=appeal, by=host, choice=casework.choice("removal"))
    assert (effects.told.reporter, effects.told.reported) == (None, cast.alice)
    assert len(reports.course_of(casework.again(report)).decisions) == 1
    assert place_of_alice(cast) == "removed"


def test_bob_can_appeal_and_a_warning_can_come_of_it(cast: Cast) -> None:
    report, host = casework.filed(cast), casework.host()
    casework.decided(report, cast.sam, "nothing")
    with pytest.raises(WrongState):  # nothing was decided about her, and she knows of nothing
        appeals.appeal(report=casework.again(report), member=cast.alice, words="Who?")
    appeal = appeals.appeal(report=casework.again(report), member=cast.bob, words="Look again.")
    assert appeals.appeal(report=casework.again(report), member=cast.bob, words="And again.") == appeal
    effects = decisions.answer(appeal=appeal, by=host, choice=casework.choice("warning"))
    assert (effects.told.reporter, effects.told.reported) == (cast.bob, cast.alice)
    assert appeals.can_appeal(casework.again(report), cast.alice)
    assert not appeals.can_appeal(casework.again(report), cast.bob)
    assert AuditEntry.get(AuditEntry.action == "appeal.made").actor_id is None


def test_nobody_can_appeal_before_or_long_after_and_charlie_never(cast: Cast) -> None:
    report = casework.filed(cast)
    with pytest.raises(WrongState):
        appeals.appeal(report=report, member=cast.bob, words="Now")
    casework.decided(report, cast.sam, "warning")
    with pytest.raises(WrongState):
        appeals.appeal(report=casework.again(report), member=cast.charlie, words="Me too")
    Decision.update(created_at=now() - timedelta(days=31)).execute()
    with pytest.raises(TooLate):
        appeals.appeal(report=casework.again(report), member=cast.alice, words="Late")


def test_a_banned_member_reads_it_by_a_link_and_can_be_heard(cast: Cast) -> None:
    report, host = casework.filed(cast), casework.host()
    working.hand_over(report=report, by=cast.sam)
    casework.decided(report, host, "ban")
    token = accounts.make_link(cast.alice, "decision")
    assert appeals.by_link(token).words == casework.TO_REPORTED
    appeal = appeals.appeal_by_link(token=token, words="Please")
    with pytest.raises(LinkIsSpent):
        appeals.appeal_by_link(token=token, words="Please")
    other = people.member("Hanna Host", is_host=True)
    decisions.answer(appeal=appeal, by=other, choice=casework.choice("warning"))
    assert accounts.authenticate(email=cast.alice.email, password=people.PASSWORD) == cast.alice
    assert not Ban.select().exists()


def test_a_link_of_somebody_who_is_not_banned_shows_nothing(cast: Cast) -> None:
    token = accounts.make_link(cast.charlie, "decision")
    with pytest.raises(LinkIsSpent):
        appeals.by_link(token)
    assert Link.select().count() == 1
