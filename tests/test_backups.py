"""A backup is whole, holds no word that can be read, and brings everything back but what was erased since."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask

from db import backups, running
from db.clock import now
from db.database import database, is_sqlite, writing
from db.models import AuditEntry, Block, Deletion, Group, Member, Message, Note, Pair, Session
from tests import databases, world
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import accounts, audit, chat, deletions, feeds, progress, reports, safety, vault

Says = Callable[..., str]


@pytest.fixture(autouse=True)
def _keys_afterwards(app: Flask) -> Iterator[None]:
    yield
    vault.unlock([("k1", "k" * 40)])


@pytest.fixture
def says(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Says:
    """What a command says, run while nothing else is connected, as from a shell; its own folder is the test's."""
    monkeypatch.setitem(app.config, "VAR_DIR", str(tmp_path / "var"))

    def run(*args: object, status: int = 0) -> str:
        database.close_all()
        result = app.test_cli_runner().invoke(args=[str(arg) for arg in args])
        database.connect(reuse_if_open=True)
        assert result.exit_code == status, f"{result.output} {result.exception}"
        return f"{result.output}{result.exception or ''}"

    return run


@pytest.fixture
def backup(says: Says, tmp_path: Path) -> Callable[[], Path]:
    def make() -> Path:
        folder = tmp_path / "kept"
        for file in folder.glob("*") if folder.exists() else ():
            file.unlink()
        says("backup", folder)
        (file,) = folder.iterdir()
        return file

    return make


def write(cast: Cast, *texts: str) -> None:
    for number, text in enumerate(texts):
        author = (cast.alice, cast.bob)[number % 2]
        chat.post_message(pair=cast.pair, author=author, body=text, client_id=text[:36])


def read(cast: Cast) -> list[str | None]:
    pair = Pair.get_by_id(cast.pair.id)
    return [line.text for line in chat.page(pair=pair, reader=cast.bob).lines]


def test_a_restore_brings_everything_back(says: Says, backup: Callable[[], Path], cast: Cast) -> None:
    write(cast, "How are you", "Well, and you", "Well")
    progress.set_goal(pair=cast.pair, author=cast.bob, body="Sleep again")
    file = backup()
    write(cast, "Lost, as it came after the backup")
    Group.update(name="Changed since").execute()
    said = says("restore", file, "--replace")
    assert "members: 5" in said
    assert "messages: 3" in said
    assert read(cast) == ["How are you", "Well, and you", "Well"]
    assert Group.get().name == "Parents of the valley"
    goal = progress.goal_of(Pair.get_by_id(cast.pair.id), vault.of_pair(cast.pair.id))
    assert goal
    assert goal.text == "Sleep again"
    given = {"kind": "message", "category": "spam", "words": "Look", "pair": cast.pair}
    assert reports.file(reporter=cast.bob, **given, seqs=[1, 2, 3])
    assert chat.post_message(pair=cast.pair, author=cast.bob, body="And on we go", client_id="on").line.seq == 4
    assert audit.verify() is None
    assert AuditEntry.select().where(AuditEntry.action == "database.restored").count() == 1


def test_what_was_there_is_kept_and_can_be_brought_back_too(
    says: Says, backup: Callable[[], Path], cast: Cast, tmp_path: Path
) -> None:
    write(cast, "One")
    file = backup()
    write(cast, "One", "Two")
    says("restore", file, "--replace")
    assert read(cast) == ["One"]
    (kept,) = (tmp_path / "var" / "backups").iterdir()
    says("restore", kept, "--replace")
    assert read(cast) == ["One", "Two"]


def test_everybody_is_signed_out_and_a_used_link_is_not_good_again(
    says: Says, backup: Callable[[], Path], cast: Cast
) -> None:
    token, address = accounts.make_link(cast.bob, "reset"), feeds.renew(member=cast.bob, shows_where=True)
    accounts.open_session(cast.bob, device="lost phone")
    file = backup()
    feeds.end(member=cast.bob)
    accounts.reset_password(token=token, password="another long passphrase")  # a test's
    says("restore", file, "--replace")
    assert not Session.select().exists()
    assert feeds.with_token(address) is None
    with pytest.raises(accounts.LinkIsSpent):
        accounts.link_of("reset", token)


def test_what_was_erased_since_does_not_come_back(says: Says, backup: Callable[[], Path], cast: Cast) -> None:
    accounts.open_session(cast.alice, device="by which the two databases are known to be of one kind")
    write(cast, "Taken back", "Bob's words", "Badly put", "More of Bob's")
    note = progress.add_note(
        pair=cast.pair, author=cast.alice, step=progress.path_of(cast.pair).steps[0].step, body="N"
    )
    file = backup()
    chat.delete_message(pair=cast.pair, author=cast.alice, seq=1)
    chat.edit_message(pair=cast.pair, author=cast.alice, seq=3, body="Well put")
    progress.delete_note(pair=cast.pair, author=cast.alice, note_id=note.id)
    gone(cast.bob)
    said = says("restore", file, "--replace")
    assert "erased here too" in said
    assert Member.get_by_id(cast.bob.id).is_gone
    assert not Member.select().where(Member.email == "bob@example.org").exists()
    rows = {row.seq: row for row in Message.select()}
    assert [rows[seq].body is None for seq in (1, 2, 3, 4)] == [True, True, False, True]
    pair = Pair.get_by_id(cast.pair.id)
    texts = [line.text for line in chat.page(pair=pair, reader=cast.alice).lines]
    assert texts == [None, None, "Well put", None]
    assert not Note.select().exists()
    assert not pair.is_open


def gone(member: Member) -> None:
    deletions.ask(member=member)
    Deletion.update(due_at=now()).where(Deletion.member == member).execute()
    deletions.carry_out(member_id=member.id)


def test_who_changed_their_mind_stays_and_who_asked_to_go_still_does(
    says: Says, backup: Callable[[], Path], cast: Cast
) -> None:
    deletions.ask(member=cast.charlie)
    file = backup()
    deletions.withdraw(member=cast.charlie)
    deletions.ask(member=cast.bob)
    says("restore", file, "--replace")
    assert [row.member_id for row in Deletion.select()] == [cast.bob.id]
    assert Member.get_by_id(cast.charlie.id).is_active
    assert not Member.get_by_id(cast.bob.id).is_active


def test_a_block_made_since_stands_again_and_its_pair_is_closed(
    says: Says, backup: Callable[[], Path], cast: Cast
) -> None:
    accounts.open_session(cast.alice, device="test")
    file = backup()
    safety.block(blocker=cast.bob, blocked=cast.alice)
    says("restore", file, "--replace")
    assert Block.stands_between(cast.alice.id, cast.bob.id)
    assert not Pair.get_by_id(cast.pair.id).is_open


def test_another_instances_deletions_do_not_reach_into_a_backup(
    says: Says, backup: Callable[[], Path], cast: Cast
) -> None:
    accounts.open_session(cast.alice, device="test")
    file = backup()
    with writing():
        Member.update(password_hash="").where(Member.id == cast.bob.id).execute()
    with writing(), databases.unguarded():
        AuditEntry.delete().execute()
    assert "is not known" in says("restore", file, "--replace")
    assert not Member.get_by_id(cast.bob.id).is_gone


def test_a_database_with_people_is_not_replaced_unasked(says: Says, backup: Callable[[], Path], cast: Cast) -> None:
    write(cast, "Here")
    file = backup()
    assert "--replace" in says("restore", file, status=1)
    assert read(cast) == ["Here"]


def test_an_empty_database_takes_a_backup(says: Says, backup: Callable[[], Path], cast: Cast) -> None:
    write(cast, "Here")
    file = backup()
    databases.empty()
    assert "is not known" in says("restore", file)
    assert read(cast) == ["Here"]


def test_nothing_is_restored_under_a_running_app(
    app: Flask, says: Says, backup: Callable[[], Path], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(cast, "Here")
    file = backup()
    held: list[Any] = []
    monkeypatch.setattr(running, "_held", held)
    if is_sqlite():
        running.say_so()
    else:
        held.append(psycopg.connect(app.config["DATABASE_URL"].replace("postgres://", "postgresql://", 1)))
    assert "is running" in says("restore", file, "--replace", status=1)
    held.pop().close()
    says("restore", file, "--replace")
    assert read(cast) == ["Here"]


@pytest.mark.parametrize("fault", ["cut", "flipped", "other", "empty"])
def test_a_broken_file_changes_nothing(says: Says, backup: Callable[[], Path], cast: Cast, fault: str) -> None:
    write(cast, *(f"Words {number}" for number in range(40)))
    file = backup()
    whole = file.read_bytes()
    half = len(whole) // 2
    broken = {"cut": whole[:half], "flipped": whole[:half] + b"\xff" * 4096 + whole[half + 4096 :]}
    broken |= {"other": b"just a text", "empty": b""}
    file.write_bytes(broken[fault])
    before = read(cast)
    says("restore", file, "--replace", status=1)
    assert read(cast) == before


def test_a_backup_of_other_keys_or_of_a_newer_version_changes_nothing(
    says: Says, backup: Callable[[], Path], cast: Cast
) -> None:
    write(cast, "Here")
    file = backup()
    vault.unlock([("k1", "x" * 40)])
    assert "not the one" in says("restore", file, "--replace", status=1)
    vault.unlock([("k9", "y" * 40)])
    assert "lacks 'k1'" in says("restore", file, "--replace", status=1)
    vault.unlock([("k1", "k" * 40)])
    database.execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2099-01-01 00:00:00')")
    later = backup()
    database.execute_sql("DELETE FROM schema_migration WHERE name = '9999_later'")
    assert "newer version" in says("restore", later, "--replace", status=1)
    assert read(cast) == ["Here"]


def test_a_backup_from_before_a_change_of_keys_wants_the_old_key(
    says: Says, backup: Callable[[], Path], cast: Cast
) -> None:
    write(cast, "Here")
    file = backup()
    vault.unlock([("k2", "n" * 40), ("k1", "k" * 40)])
    says("rotate-keys")
    vault.unlock([("k2", "n" * 40)])
    assert "lacks 'k1'" in says("restore", file, "--replace", status=1)
    vault.unlock([("k2", "n" * 40), ("k1", "k" * 40)])
    says("restore", file, "--replace")
    assert read(cast) == ["Here"]


def test_a_copy_made_while_people_write_is_whole(says: Says, tmp_path: Path, app: Flask, cast: Cast) -> None:
    def back_up() -> Path:
        return backups.make(tmp_path, app.config["DATABASE_URL"])

    def talk() -> None:
        write(cast, *(f"Words {number}" for number in range(30)))

    file, _ = at_once(back_up, talk)
    assert isinstance(file, Path), file
    backups.check(file)


def test_only_our_own_old_files_are_deleted(tmp_path: Path, cast: Cast) -> None:
    old, young = (f"{now() - timedelta(days=days):%Y%m%dT%H%M%S}Z" for days in (36, 34))
    names = [f"waymark-{old}.db", f"waymark-{young}.dump", f"other-{old}.db", f"waymark-{old}.db.txt", "notes.md"]
    for name in names:
        (tmp_path / name).touch()
    assert [file.name for file in backups.prune(tmp_path)] == [f"waymark-{old}.db"]
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(names[1:])


def test_charlie_finds_no_word_in_a_stolen_backup(backup: Callable[[], Path]) -> None:
    world.make()
    stolen = backup().read_bytes()
    assert world.CANARY.encode() not in stolen
    if is_sqlite():
        assert b"Alice Rossi" in stolen
    else:
        text = backups._run([backups._tool("pg_restore"), "--file=-", str(backup())])
        assert "Alice Rossi" in text
        assert world.CANARY not in text


def test_a_backup_is_readable_by_its_owner_only(backup: Callable[[], Path], cast: Cast) -> None:
    assert backup().stat().st_mode & 0o077 == 0
