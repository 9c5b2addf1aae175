"""Who handles a case: moderators, else the host; never one who is part of it, has stood back, or has decided."""

from functools import partial
from typing import Any

import pytest

from db.models import Member, Membership, Report
from tests import casework, people
from tests.people import Cast
from webapp.domain import reports
from webapp.domain.cases import appeals, handlers, queues, working
from webapp.domain.errors import NobodyToHandTo, NotYours, WrongState


def handling(report: Report) -> tuple[str, list[str]]:
    """In whose queue it is, and who may work on it."""
    those = handlers.of(casework.again(report))
    return those.queue, [member.first_name for member in those.members]


def test_sam_handles_it_and_nobody_who_is_part_of_it_sees_it(cast: Cast) -> None:
    casework.host()
    report = casework.filed(cast)
    assert handling(report) == ("group", ["Sam"])
    for member in (cast.alice, cast.bob, cast.olivia, cast.charlie, casework.host()):
        assert not handlers.may_see(report, member)


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_a_moderator_or_host_who_is_part_of_it_does_not_even_count_it(cast: Cast, who: str) -> None:
    member: Member = getattr(cast, who)
    Membership.update(is_moderator=True).where(Membership.member == member).execute()
    Member.update(is_host=True).where(Member.id == member.id).execute()
    member = Member.get_by_id(member.id)
    report = casework.filed(cast)
    assert not handlers.may_see(report, member)
    assert queues.of_group(group=cast.group, member=member) == []
    assert queues.of_host(member=member) == []
    assert queues.count_waiting(member=member, groups=[cast.group]) == {}
    assert [case.report for case in queues.of_group(group=cast.group, member=cast.sam)] == [report]
    for verb in (working.take, working.hand_over, working.stand_back, partial(working.note, words="mine")):
        with pytest.raises(NotYours):
            verb(report=report, by=member)


def test_admins_who_moderate_do_not_handle_a_report_of_their_program(cast: Cast) -> None:
    Membership.update(is_moderator=True).where(Membership.member == cast.olivia).execute()
    report = reports.file(
        reporter=cast.bob, kind="program", category="other", words="Odd questions", program=cast.program
    )
    assert not handlers.may_see(report, cast.olivia)
    assert handling(report) == ("group", ["Sam"])


def test_without_a_group_it_is_the_hosts(cast: Cast) -> None:
    host = casework.host()
    report = reports.file(reporter=cast.bob, kind="person", category="spam", words="Ads", reported=cast.charlie)
    assert handling(report) == ("host", ["Harriet"])
    assert [case.report.id for case in queues.of_host(member=host)] == [report.id]


@pytest.mark.parametrize("change", [{"state": "left"}, {"state": "suspended"}, {"is_moderator": False}])
def test_when_the_last_moderator_goes_it_is_the_hosts_and_stays_so(cast: Cast, change: dict[str, Any]) -> None:
    host = casework.host()
    report = casework.filed(cast)
    assert queues.hand_on() == []
    Membership.update(change).where(Membership.member == cast.sam).execute()
    assert handling(report) == ("host", ["Harriet"])
    assert handlers.may_see(report, host)
    assert queues.hand_on() == [report.id]
    assert queues.hand_on() == []
    Membership.update(state="active", is_moderator=True).where(Membership.member == cast.sam).execute()
    assert handling(report) == ("host", ["Harriet"])


def test_sam_can_hand_it_to_the_host(cast: Cast) -> None:
    report = casework.filed(cast)
    with pytest.raises(NobodyToHandTo):
        working.hand_over(report=report, by=cast.sam)
    host = casework.host()
    working.hand_over(report=report, by=cast.sam)
    assert handling(report) == ("host", ["Harriet"])
    assert not handlers.may_see(casework.again(report), cast.sam)
    with pytest.raises(WrongState):
        working.hand_over(report=report, by=host)


def test_sam_can_stand_back_and_sees_it_no_more(cast: Cast) -> None:
    report = casework.filed(cast)
    with pytest.raises(NobodyToHandTo):
        working.stand_back(report=report, by=cast.sam)
    nadia = people.member("Nadia Ferri")
    people.join(cast.group, nadia, is_moderator=True)
    working.stand_back(report=report, by=cast.sam)
    assert handling(report) == ("group", ["Nadia"])
    assert queues.of_group(group=cast.group, member=cast.sam) == []
    casework.host()
    working.stand_back(report=report, by=nadia)
    assert handling(report) == ("host", ["Harriet"])


def test_whoever_decided_it_does_not_answer_the_appeal_if_anybody_else_can(cast: Cast) -> None:
    report = casework.filed(cast)
    casework.decided(report, cast.sam, "warning")
    report = casework.again(report)
    assert queues.of_group(group=cast.group, member=cast.sam) == []
    appeals.appeal(report=report, member=cast.alice, words="It was a joke.")
    assert handling(report) == ("host", [])
    host = casework.host()
    assert handling(report) == ("host", ["Harriet"])
    assert handlers.may_see(report, cast.sam)
    assert not handlers.may_handle(report, cast.sam)
    assert [case.is_appealed for case in queues.of_host(member=host)] == [True]
    people.join(cast.group, people.member("Nadia Ferri"), is_moderator=True)
    assert handling(report) == ("group", ["Nadia"])


def test_a_host_who_is_alone_answers_the_appeal_to_their_own_decision(cast: Cast) -> None:
    report, host = casework.filed(cast), casework.host()
    working.hand_over(report=report, by=cast.sam)
    casework.decided(report, host, "nothing")
    appeals.appeal(report=casework.again(report), member=cast.bob, words="Look again.")
    assert handling(report) == ("host", ["Harriet"])


def test_urgent_ones_come_first_then_the_oldest(cast: Cast) -> None:
    first, second = casework.filed(cast), casework.filed(cast)
    urgent = casework.filed(cast, category="threat")
    waiting = queues.of_group(group=cast.group, member=cast.sam)
    assert [case.report for case in waiting] == [urgent, first, second]
    casework.decided(first, cast.sam, "nothing")
    assert len(queues.of_group(group=cast.group, member=cast.sam)) == 2
    assert queues.closed(member=cast.sam, group=cast.group) == [first]
