"""An admin's words to a part of a program: to whoever fits, once, whatever is killed."""

from datetime import timedelta
from typing import Any

import pytest

from db.clock import now
from db.database import writing
from db.models import (
    Announcement,
    AnnouncementReader,
    AuditEntry,
    Block,
    Dispatch,
    Enrollment,
    Membership,
    Notification,
    Pair,
    Step,
)
from tests import ending, people
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import announcements, closing, erasure, outbox, pairs, progress
from webapp.domain.errors import ClientIdReused, NobodyToTell, NotYours


def announce(cast: Cast, audience: str = "all", client_id: str = "client-1", **words: Any) -> Announcement:
    given = {"title": "A picnic", "body": "On **Sunday**.", **words}
    return announcements.announce(
        program=cast.program, actor=cast.olivia, audience=audience, client_id=client_id, **given
    )


def told() -> list[str]:
    rows = Notification.select().where(Notification.kind == "announcement")
    return sorted(row.member.first_name for row in rows)


def names(cast: Cast, audience: str) -> list[str]:
    from db.models import Member

    ids = announcements.people_in(cast.program, audience)
    return sorted(member.first_name for member in Member.select().where(Member.id.in_(list(ids))))


def test_everybody_enrolled_is_told_once_and_charlie_is_not(cast: Cast) -> None:
    people.enrolled(cast.program, people.member("Dana Verdi"), "mentee")
    people.enrolled(cast.program, people.member("Erik Lind"), "mentee", state="requested")
    people.enrolled(cast.program, people.member("Gina Serra"), "mentor", state="withdrawn")
    sent = announce(cast)
    assert announcements.tell_all() == 3
    assert announcements.tell_all() == 0
    assert told() == ["Alice", "Bob", "Dana"]
    assert sent.people == 3
    assert Announcement.get().told_at is not None
    assert Dispatch.select().where(Dispatch.topic == "announcements").count() == 3


def test_each_audience_has_whom_it_says(cast: Cast) -> None:
    dana, erik, gina = (people.member(name) for name in ("Dana Verdi", "Erik Lind", "Gina Serra"))
    other = people.introduced(cast.program, erik, dana)
    people.enrolled(cast.program, gina, "mentee")
    Pair.update(last_active_at=now() - timedelta(days=15)).where(Pair.id == other.id).execute()
    steps = list(Step.of_program(cast.program))
    progress.complete_step(pair=cast.pair, member=cast.alice, step=steps[0])
    Enrollment.update(state="completed").where(Enrollment.member == erik).execute()
    assert names(cast, "all") == ["Alice", "Bob", "Dana", "Gina"]
    assert names(cast, "mentors") == ["Alice"]
    assert names(cast, "mentees") == ["Bob", "Dana", "Gina"]
    assert names(cast, "waiting") == ["Gina"]
    assert names(cast, "pairs") == ["Alice", "Bob", "Dana", "Erik"]
    assert names(cast, "quiet") == ["Dana", "Erik"]
    assert names(cast, "finished") == ["Erik"]
    assert names(cast, f"step:{steps[0].id}") == ["Dana", "Erik"]
    assert names(cast, f"step:{steps[1].id}") == ["Alice", "Bob"]


def test_what_olivia_announced_still_leaves_when_her_account_is_gone(cast: Cast) -> None:
    announce(cast)
    announcements.tell_all()
    with writing():
        erasure.forget(cast.olivia)
    waiting = list(Dispatch.select().where(Dispatch.topic == "announcements"))
    assert [outbox.reason_to_stay(row, row.member.email) for row in waiting] == ["", ""]


@pytest.mark.parametrize("audience", ["nobody", "", "step:0", "step:x", "step:"])
def test_olivia_cannot_choose_a_part_that_there_is_not(cast: Cast, audience: str) -> None:
    with pytest.raises(NotYours):
        announce(cast, audience)


def test_olivia_cannot_choose_another_programs_step(cast: Cast) -> None:
    other = people.program(cast.group)
    with pytest.raises(NotYours):
        announce(cast, f"step:{Step.of_program(other).first().id}")


@pytest.mark.parametrize("who", ["alice", "sam", "charlie"])
def test_nobody_but_an_admin_can_announce(cast: Cast, who: str) -> None:
    with pytest.raises(NotYours):
        announcements.announce(
            program=cast.program, actor=getattr(cast, who), audience="all", title="x", body="x", client_id="c"
        )


def test_nothing_is_sent_to_an_empty_part(cast: Cast) -> None:
    with pytest.raises(NobodyToTell):
        announce(cast, "finished")
    assert not Announcement.select().exists()


def test_the_same_form_twice_announces_once(cast: Cast) -> None:
    first, second = announce(cast), announce(cast)
    assert first.id == second.id
    announcements.tell_all()
    assert told() == ["Alice", "Bob"]


def test_the_same_form_at_once_announces_once(cast: Cast) -> None:
    results = at_once(*[lambda: announce(cast)] * 5)
    assert len({row.id for row in results}) == 1
    assert AnnouncementReader.select().count() == 2


def test_somebody_elses_id_is_refused(cast: Cast) -> None:
    announce(cast)
    other = people.program(cast.group)
    people.enrolled(other, cast.sam, "mentor")
    with pytest.raises(ClientIdReused):
        announcements.announce(
            program=other, actor=cast.olivia, audience="all", title="x", body="x", client_id="client-1"
        )


def test_many_processes_tell_each_of_many_people_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcements, "AT_ONCE", 3)
    for n in range(10):
        people.enrolled(cast.program, people.member(f"P{n} X"), "mentee")
    announce(cast)
    at_once(*[announcements.tell_all] * 4)
    assert len(told()) == len(set(told())) == 12


def test_whoever_is_killed_in_the_middle_leaves_the_others_to_the_next(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcements, "AT_ONCE", 1)
    sent = announce(cast)
    announcements._tell_some(sent.id, 0)
    assert told() == ["Alice"]
    assert Announcement.get().told_at is None
    assert announcements.tell_all() == 1
    assert told() == ["Alice", "Bob"]


def test_whom_olivia_has_a_block_with_is_sent_nothing_and_finds_it_on_the_page(cast: Cast) -> None:
    Block.create(blocker=cast.bob, blocked=cast.olivia)
    sent = announce(cast)
    announcements.tell_all()
    assert told() == ["Alice"]
    assert sent.people == 2  # the number does not tell her
    assert announcements.sent_to(cast.program, cast.bob, 5) == [sent]


def test_olivia_cannot_be_heard_by_bob_once_he_has_blocked_her_before_the_mail_left(cast: Cast) -> None:
    announce(cast)
    announcements.tell_all()
    Block.create(blocker=cast.bob, blocked=cast.olivia)
    rows = Dispatch.select().where((Dispatch.topic == "announcements") & (Dispatch.medium == "mail"))
    assert {row.member_id: outbox.reason_to_stay(row, "") for row in rows} == {cast.alice.id: "", cast.bob.id: "block"}


def test_olivia_cannot_reach_bob_who_has_said_goodbye(cast: Cast) -> None:
    pair = ending.walk(cast.pair)
    closing.choose(pair=pair, member=cast.bob, choice="done")
    pairs.finish(pair=pair, member=cast.alice)
    assert names(cast, "finished") == ["Alice"]


def test_whoever_leaves_meanwhile_is_not_told_nor_mailed(cast: Cast) -> None:
    sent = announce(cast)
    Membership.update(state="left").where(Membership.member == cast.bob).execute()
    announcements.tell_all()
    assert told() == ["Alice"]
    Membership.update(state="left").where(Membership.member == cast.alice).execute()
    assert outbox.reason_to_stay(Dispatch.get(), "alice@example.org") == "over"
    assert announcements.read_by(cast.alice, sent.id) is None


def test_those_it_went_to_and_admins_can_read_it_and_charlie_cannot(cast: Cast) -> None:
    sent = announce(cast, "mentors")
    readers = [who for who in ("alice", "bob", "olivia", "sam", "charlie") if _reads(cast, who, sent)]
    assert readers == ["alice", "olivia"]


def _reads(cast: Cast, who: str, sent: Announcement) -> bool:
    return announcements.read_by(getattr(cast, who), sent.id) is not None


def test_it_is_noted_without_its_words(cast: Cast) -> None:
    sent = announce(cast, f"step:{Step.of_program(cast.program).first().id}")
    entry = AuditEntry.get(AuditEntry.action == "announcement.sent")
    assert (entry.object_id, entry.details) == (
        sent.id,
        {"program": cast.program.id, "audience": "step", "people": 2},
    )
