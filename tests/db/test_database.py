"""The rows come back as they went in, on every database that the suite is run against."""

import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier, Thread
from types import SimpleNamespace

import pytest
from peewee import IntegrityError, OperationalError

from db.database import Sqlite, _sqlite, database, is_sqlite, writing
from db.migrate import is_current, migrate
from db.models import DataKey, Member, Pair, Program, Session
from tests import people
from tests.people import Cast


def test_the_suite_runs_on_the_database_that_it_was_given() -> None:
    assert is_sqlite() is not bool(os.environ.get("TEST_DATABASE_URL"))


def test_an_instant_comes_back_with_its_zone_and_its_microseconds() -> None:
    rome = timezone(timedelta(hours=1))
    moment = datetime(2026, 1, 31, 23, 59, 59, 120, tzinfo=rome)
    alice = people.member("Alice Rossi", created_at=moment)
    found = Member.get_by_id(alice.id)
    assert found.created_at == moment
    assert found.created_at.tzinfo is UTC
    assert found.deactivated_at is None


def test_the_log_of_a_small_disk_is_short(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for free, pages in ((32 * 2**20, 1_024), (2**20, 1_000), (2**40, 10_000)):
        monkeypatch.setattr("db.database.shutil.disk_usage", lambda _, free=free: SimpleNamespace(free=free))
        opened = _sqlite(f"sqlite:///{tmp_path}/small.db")
        with opened.connection_context():
            assert opened.execute_sql("PRAGMA wal_autocheckpoint").fetchone() == (pages,)


def test_instants_are_compared_as_instants() -> None:
    alice = people.member("Alice Rossi")
    whole = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
    for microsecond in (0, 1, 999_999):
        at = whole.replace(microsecond=microsecond)
        Session.create(member=alice, token_hash=str(microsecond), device="", created_at=at)
    assert Session.select().where(Session.created_at > whole).count() == 2
    assert Session.select().where(Session.created_at <= whole + timedelta(microseconds=1)).count() == 2
    newest = Session.select().order_by(Session.created_at.desc()).first()
    assert newest.created_at.microsecond == 999_999


def test_an_instant_without_a_zone_cannot_be_stored() -> None:
    with pytest.raises(ValueError, match="zone"):
        people.member("Alice Rossi", created_at=datetime(2026, 1, 1))  # noqa: DTZ001 # that is what is refused


def test_lists_and_words_of_a_document_come_back(cast: Cast) -> None:
    tags = ["sonno", "l'«allattamento»", "日本語", 'a "quoted" one', "100 %"]
    Program.update(tags=tags).where(Program.id == cast.program.id).execute()
    assert Program.get_by_id(cast.program.id).tags == tags
    Program.update(tags=[]).where(Program.id == cast.program.id).execute()
    assert Program.get_by_id(cast.program.id).tags == []


def test_bytes_come_back_as_bytes(cast: Cast) -> None:
    sealed = bytes(range(256))
    DataKey.update(wrapped=sealed).where(DataKey.pair == cast.pair).execute()
    for row in DataKey.of_pair(cast.pair.id):
        assert row.wrapped == sealed
        assert type(row.wrapped) is bytes


def test_an_id_is_never_given_twice() -> None:
    first = people.member("Alice Rossi")
    first.delete_instance()
    assert people.member("Bob Conti").id > first.id


def test_a_failed_transaction_leaves_nothing() -> None:
    people.member("Alice Rossi")
    with pytest.raises(IntegrityError), writing():  # noqa: PT012 # both are in the transaction that fails
        people.member("Bob Conti")
        people.member("Alice Villa")  # alice@example.org again
    assert [member.name for member in Member.select()] == ["Alice Rossi"]


def test_seqs_taken_at_once_have_no_hole_and_no_double(cast: Cast) -> None:
    workers, each = 6, 10
    taken: list[int] = []
    start = Barrier(workers)

    def take() -> None:
        with database.connection_context():
            start.wait()
            for _ in range(each):
                with writing():
                    taken.append(Pair.locked(cast.pair.id).next_seq())

    threads = [Thread(target=take) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, workers * each + 1))


def test_migrations_can_be_run_again_and_by_two_at_once() -> None:
    database.close()
    threads = [Thread(target=migrate) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.connection_context():
        assert is_current()


def test_a_full_disk_is_not_mistaken_for_another_fault(tmp_path: Path) -> None:
    """SQLite rolls back by itself when the disk is full; that there was nothing left to roll back hid the reason."""
    small = Sqlite(str(tmp_path / "small.db"))
    small.execute_sql("CREATE TABLE thing (bytes BLOB)")
    small.execute_sql("PRAGMA max_page_count = 4")
    with pytest.raises(OperationalError, match="full"), small.atomic("IMMEDIATE"):
        small.execute_sql("INSERT INTO thing VALUES (zeroblob(100000))")
    small.close_all()
