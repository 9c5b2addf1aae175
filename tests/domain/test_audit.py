"""The audit log: in the transaction that it tells of, in order, and each entry bound to the one before."""

from datetime import date
from typing import Any

import pytest
from peewee import DatabaseError

from db.database import writing
from db.models import AuditEntry, Membership
from tests import databases
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import audit, instance, memberships, programs


def test_an_entry_follows_the_one_before(cast: Cast) -> None:
    for number in range(3):
        with writing():
            audit.record("pair.paused", by=cast.olivia, of=cast.pair, group=cast.group, number=number)
    entries = list(AuditEntry.select().order_by(AuditEntry.position))
    assert [entry.position for entry in entries] == [1, 2, 3]
    assert entries[0].previous == audit.BEGINNING
    assert [entry.previous for entry in entries[1:]] == [entry.digest for entry in entries[:2]]
    assert [audit.digest_of(entry) for entry in entries] == [entry.digest for entry in entries]


def test_what_is_undone_leaves_no_entry(cast: Cast) -> None:
    class Undone(Exception):  # noqa: N818 # only this test raises it
        pass

    def do_and_undo() -> None:
        with writing():
            audit.record("pair.paused", by=cast.charlie, of=cast.pair)
            raise Undone

    with pytest.raises(Undone):
        do_and_undo()
    with writing():
        audit.record("pair.resumed", by=cast.olivia, of=cast.pair)
    assert [entry.action for entry in AuditEntry.select()] == ["pair.resumed"]


def test_nothing_is_recorded_outside_a_transaction(cast: Cast) -> None:
    with pytest.raises(RuntimeError):
        audit.record("pair.paused", by=cast.charlie, of=cast.pair)


def test_the_host_sets_what_counts_for_everybody(cast: Cast) -> None:
    assert instance.settings() == instance.Instance()
    instance.change(host=cast.olivia, keep_ended_days=90, emergency={"en": "Call 112."})
    instance.change(host=cast.olivia, keep_ended_days=30)
    assert instance.settings() == instance.Instance(keep_ended_days=30, emergency={"en": "Call 112."})
    assert [entry.details for entry in AuditEntry.select()] == [
        {"what": ["emergency", "keep_ended_days"]},
        {"what": ["keep_ended_days"]},
    ]


def note(cast: Cast, times: int = 5) -> audit.Head:
    for number in range(times):
        with writing():
            audit.record("pair.paused", by=None, of=cast.pair, group=cast.group, number=number)
    return audit.head()


def tampered(position: int, **columns: Any) -> None:
    """As somebody who holds the database could."""
    with writing(), databases.unguarded():
        entry = AuditEntry.position == position
        (AuditEntry.update(**columns) if columns else AuditEntry.delete()).where(entry).execute()


def test_a_whole_log_can_be_proved(cast: Cast) -> None:
    assert audit.verify() is None
    early = note(cast)
    note(cast, 3)
    assert audit.verify() is None
    assert audit.verify(audit.Head.read(str(early))) is None


@pytest.mark.parametrize(
    ("position", "columns"),
    [(3, {"actor_id": 1}), (2, {"details": {"number": 7}}), (5, {"action": "pair.ended"}), (1, {}), (4, {})],
)
def test_what_was_changed_or_taken_out_is_found(cast: Cast, position: int, columns: dict[str, Any]) -> None:
    note(cast)
    tampered(position, **columns)
    if position < 5 or columns:
        assert audit.verify() == position


def test_a_log_that_was_cut_off_or_written_anew_is_found_beside_a_head_from_before(cast: Cast) -> None:
    head = note(cast)
    tampered(5)
    assert audit.verify() is None
    assert audit.verify(head) == 5
    with writing():
        audit.record("pair.ended", by=None, of=cast.pair)
    assert audit.verify() is None
    assert audit.verify(head) == 5


def test_nobody_can_change_or_take_out_an_entry_through_the_program(cast: Cast) -> None:
    note(cast)
    for query in (AuditEntry.update(action="x"), AuditEntry.delete()):
        with pytest.raises(DatabaseError, match="append-only"), writing():
            query.execute()
    assert audit.verify() is None


def test_entries_written_at_once_stand_in_one_chain(cast: Cast) -> None:
    at_once(*[lambda: note(cast, 3)] * 8)
    assert audit.head().position == 24
    assert audit.verify() is None


@pytest.mark.parametrize("words", ["a" * 41, "two words", "bob@example.org", {"a": 1}, object()])
def test_words_cannot_get_into_an_entry(cast: Cast, words: Any) -> None:
    with pytest.raises(ValueError, match="said"), writing():
        audit.record("pair.paused", by=cast.charlie, of=cast.pair, said=words)
    assert not AuditEntry.select().exists()


def test_what_olivia_does_is_noted_with_what_she_does_it_to(cast: Cast) -> None:
    place = cast.group.memberships.where(Membership.member == cast.bob).get()
    memberships.appoint(membership=place, actor=cast.olivia, office="moderator")
    memberships.appoint(membership=place, actor=cast.olivia, office="moderator")
    memberships.dismiss(membership=place, actor=cast.olivia, office="moderator")
    programs.change_state(program=cast.program, actor=cast.olivia, to="finished", today=date(2026, 1, 5))
    noted = [(row.action, row.actor_id, row.object_kind, row.object_id, row.group_id) for row in AuditEntry.select()]
    olivia, bob, group, program = cast.olivia.id, cast.bob.id, cast.group.id, cast.program.id
    assert noted == [
        ("moderator.named", olivia, "member", bob, group),
        ("moderator.unnamed", olivia, "member", bob, group),
        ("program.led_on", olivia, "program", program, group),
    ]
