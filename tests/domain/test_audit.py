"""The audit log: in the transaction that it tells of, in order, and each entry bound to the one before."""

import pytest

from db.database import writing
from db.models import AuditEntry
from tests.people import Cast
from webapp.domain import audit, instance


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
