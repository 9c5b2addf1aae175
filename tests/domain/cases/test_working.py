"""Taking a case up, noting, keeping somebody out while it is open; and that every opening is noted."""

from datetime import timedelta

import pytest

from db.models import AuditEntry, CaseNote, CaseView, Membership, Notification, Pair
from tests import casework
from tests.people import Cast
from webapp.domain import reports
from webapp.domain.cases import reading, working
from webapp.domain.errors import NotYours, WrongState


def actions() -> list[str]:
    return [entry.action for entry in AuditEntry.select().order_by(AuditEntry.position)]


def test_sam_sees_what_bob_showed_and_bob_sees_when(cast: Cast) -> None:
    report = casework.filed(cast)
    case = reading.open_case(report=report, viewer=cast.sam)
    assert case.words == "Please look."
    assert [(shown.text, shown.gap_before) for shown in case.excerpts] == [("Words 1", 0), ("Words 3", 1)]
    assert [shown.author for shown in case.excerpts if shown.author] == [cast.alice, cast.alice]
    reading.open_case(report=report, viewer=cast.sam)
    assert len(reports.course_of(report).views) == CaseView.select().count() == 2
    assert actions().count("case.viewed") == 2


def test_earlier_cases_about_the_same_person_are_counted_if_the_viewer_may_see_them(cast: Cast) -> None:
    earlier, hidden, last = (casework.filed(cast) for _ in range(3))
    casework.host()
    working.hand_over(report=hidden, by=cast.sam)
    assert reading.open_case(report=last, viewer=cast.sam).earlier == 1
    assert reading.open_case(report=earlier, viewer=cast.sam).earlier == 0


def test_taking_it_up_tells_bob_once(cast: Cast) -> None:
    report = casework.filed(cast)
    working.take(report=report, by=cast.sam)
    working.take(report=report, by=cast.sam)
    assert casework.again(report).state == "looking"
    told = Notification.select().where(Notification.member == cast.bob)
    assert [note.kind for note in told] == ["report_looking"]
    assert actions().count("case.taken") == 1


def test_a_note_is_sealed_and_the_same_one_twice_is_one(cast: Cast) -> None:
    report = casework.filed(cast)
    for words in ("Ask Olivia?", "Ask Olivia?", "Done."):
        working.note(report=report, by=cast.sam, words=words)
    assert [note.text for note in reading.open_case(report=report, viewer=cast.sam).notes] == ["Ask Olivia?", "Done."]
    assert b"Olivia" not in b"".join(row.body for row in CaseNote.select())
    casework.decided(report, cast.sam, "nothing")
    with pytest.raises(WrongState):
        working.note(report=report, by=cast.sam, words="Too late")


def test_charlie_and_alice_cannot_work_on_it(cast: Cast) -> None:
    report = casework.filed(cast, category="underage")
    for member in (cast.charlie, cast.alice, cast.olivia):
        for verb in (working.take, working.pause, working.unpause):
            with pytest.raises(NotYours):
                verb(report=report, by=member)
    assert actions() == ["report.filed"]


def test_an_underage_case_can_keep_alice_out_until_it_is_closed(cast: Cast) -> None:
    report = casework.filed(cast, category="underage")
    assert working.pause(report=report, by=cast.sam) == [cast.pair.id]
    assert Pair.get_by_id(cast.pair.id).state == "suspended"
    assert working.unpause(report=report, by=cast.sam) == [cast.pair.id]
    working.pause(report=report, by=cast.sam)
    effects = casework.decided(report, cast.sam, "nothing")
    assert effects.pairs == [cast.pair.id]
    place = Membership.of(cast.group, cast.alice)
    assert place
    assert place.is_active
    assert not Notification.select().where(Notification.member == cast.alice).exists()


def test_a_pause_that_is_decided_takes_the_place_of_the_one_of_the_case(cast: Cast) -> None:
    report = casework.filed(cast, category="underage")
    working.pause(report=report, by=cast.sam)
    casework.decided(report, cast.sam, "pause")
    suspension = reading.open_case(report=casework.again(report), viewer=cast.sam).suspension
    assert suspension
    assert suspension.until - suspension.created_at > timedelta(days=6)
    assert len(list(cast.alice.suspensions)) == 1


def test_other_cases_cannot_keep_anybody_out_while_they_are_open(cast: Cast) -> None:
    with pytest.raises(WrongState):
        working.pause(report=casework.filed(cast), by=cast.sam)
