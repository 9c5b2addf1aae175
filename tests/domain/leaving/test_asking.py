"""Asking for one's account to be deleted: it rests for a day, in which one can change one's mind."""

from datetime import timedelta

import pytest

from db.clock import at, now
from db.models import AuditEntry, Member, Membership, Pair, Session
from tests import people
from tests.domain.leaving import everything
from tests.people import Cast
from webapp.domain import accounts, chat, deletions, pairing
from webapp.domain.errors import LastAdmin, LastHost, NotWaiting, TooLate
from webapp.domain.matching import pool as pools


def test_bob_can_keep_his_account_within_a_day_and_everything_is_as_it_was(cast: Cast) -> None:
    accounts.open_session(cast.bob, device="phone")
    deletions.ask(member=cast.bob)
    assert not Session.select().where(Session.member == cast.bob).exists()
    assert not Member.get_by_id(cast.bob.id).is_active
    assert accounts.authenticate(email="bob@example.org", password=people.PASSWORD) == cast.bob
    assert deletions.carry_out(member_id=cast.bob.id) is None
    deletions.withdraw(member=cast.bob)
    assert Member.get_by_id(cast.bob.id).is_active
    assert Pair.get_by_id(cast.pair.id).state == "active"
    assert chat.post_message(pair=cast.pair, author=cast.bob, body="back", client_id="1").is_new
    actions = [entry.action for entry in AuditEntry.select().order_by(AuditEntry.position)]
    assert actions == ["session.opened", "deletion.asked", "deletion.withdrawn"]


def test_bob_cannot_change_his_mind_after_a_day(cast: Cast) -> None:
    everything.due(cast.bob)
    with pytest.raises(TooLate):
        deletions.withdraw(member=cast.bob)
    assert accounts.authenticate(email="bob@example.org", password=people.PASSWORD) is None


def test_somebody_whose_account_rests_cannot_be_introduced(cast: Cast) -> None:
    mentor = people.enrolled(cast.program, cast.sam, "mentor")
    mentee = people.enrolled(cast.program, cast.charlie, "mentee")
    deletions.ask(member=cast.charlie)
    assert not pools.of_program(cast.program).mentees
    with pytest.raises(NotWaiting):
        pairing.introduce(
            program=cast.program,
            mentor_enrollment_id=mentor.id,
            mentee_enrollment_id=mentee.id,
            introduction="",
            by=cast.olivia,
        )


def test_olivia_cannot_leave_a_group_without_an_admin(cast: Cast) -> None:
    assert deletions.outlook(member=cast.olivia).to_hand_on == [cast.group]
    with pytest.raises(LastAdmin):
        deletions.ask(member=cast.olivia)
    Membership.update(is_admin=True).where(Membership.member == cast.sam).execute()
    assert deletions.ask(member=cast.olivia)
    with pytest.raises(LastAdmin):  # Olivia, whose account rests, does not count
        deletions.ask(member=cast.sam)


def test_the_last_host_cannot_leave(cast: Cast) -> None:
    host = people.member("Harriet Host", is_host=True)
    with pytest.raises(LastHost):
        deletions.ask(member=host)
    people.member("Henry Host", is_host=True)
    assert deletions.ask(member=host)


def test_asking_twice_is_asking_once(cast: Cast) -> None:
    first = deletions.ask(member=cast.bob)
    with at(now() + timedelta(hours=3)):
        again = deletions.ask(member=cast.bob)
    assert abs(again.due_at - first.due_at) < timedelta(milliseconds=1)
    assert AuditEntry.select().count() == 1
