"""Writes that share a commit are as alone as if each had its own."""

from collections.abc import Callable, Iterator

import gevent
import pytest
from peewee import OperationalError

from db.database import database, is_sqlite
from db.models import Member
from db.together import Writer, together
from tests import people


@pytest.fixture(autouse=True)
def _only_where_writes_are_taken_together() -> None:
    if not is_sqlite():
        pytest.skip("on PostgreSQL each write has its own transaction")


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """One entry for each commit."""
    made: list[str] = []
    commit = database.obj.commit
    monkeypatch.setattr(database.obj, "commit", lambda: made.append("commit") or commit())
    return made


def at_once(*works: Callable[[], object]) -> list[object]:
    """What became of writes that come at once: what each gave, or raised."""
    writer = Writer()

    def outcome(work: Callable[[], object]) -> object:
        try:
            return writer.do(work)
        except Exception as fault:
            return fault

    greenlets = [gevent.spawn(outcome, work) for work in works]
    gevent.joinall(greenlets, timeout=10)
    return [greenlet.value for greenlet in greenlets]


def joins(name: str) -> Callable[[], str]:
    return lambda: str(people.member(name).name)


def breaks(name: str) -> Callable[[], str]:
    def work() -> str:
        people.member(name)
        raise LookupError(name)

    return work


def names() -> list[str]:
    return [member.name for member in Member.select().order_by(Member.id)]


def test_alice_bob_and_charlie_share_a_commit_and_each_has_their_own_result(commits: list[str]) -> None:
    everyone = ["Alice Rossi", "Bob Conti", "Charlie Neri"]
    assert at_once(*map(joins, everyone)) == everyone
    assert names() == everyone
    assert len(commits) == 1


def test_what_charlie_cannot_write_is_undone_and_nobody_elses() -> None:
    found = at_once(joins("Alice Rossi"), breaks("Charlie Neri"), joins("Bob Conti"))
    assert [found[0], str(found[1]), found[2]] == ["Alice Rossi", "Charlie Neri", "Bob Conti"]
    assert isinstance(found[1], LookupError)
    assert names() == ["Alice Rossi", "Bob Conti"]


def test_alice_cannot_be_told_that_it_is_written_when_the_shared_commit_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(database.obj, "commit", full)
        found = at_once(joins("Alice Rossi"), joins("Bob Conti"), breaks("Charlie Neri"))
    assert [type(fault) for fault in found] == [OperationalError, OperationalError, LookupError]
    assert names() == []


def test_a_disk_that_is_full_in_the_middle_fails_for_all_and_heals() -> None:
    def fills() -> None:
        most = database.execute_sql("PRAGMA page_count").fetchone()[0]
        database.execute_sql(f"PRAGMA max_page_count = {most}")
        people.member("Charlie Neri", password_hash="x" * 10_000_000)

    try:
        found = at_once(joins("Alice Rossi"), fills, joins("Bob Conti"))
    finally:
        database.execute_sql("PRAGMA max_page_count = 1073741823")
    assert all(isinstance(fault, OperationalError) and "full" in str(fault) for fault in found), found
    assert names() == []
    assert at_once(joins("Alice Rossi"), joins("Bob Conti")) == ["Alice Rossi", "Bob Conti"]


def test_bob_can_write_after_a_write_of_charlies_that_was_alone_has_failed() -> None:
    with pytest.raises(LookupError):
        together(breaks("Charlie Neri"))
    assert isinstance(at_once(breaks("Charlie Neri"))[0], LookupError)
    assert at_once(joins("Bob Conti")) == ["Bob Conti"]
    assert names() == ["Bob Conti"]
