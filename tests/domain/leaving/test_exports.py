"""Taking everything away: every chapter is there, nothing is anybody else's, and it is fetched once."""

import io
import json
import tracemalloc
import zipfile
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from flask import Flask

from db.clock import at, now
from db.database import writing
from db.models import TABLES, AuditEntry, Export, Member, Message, Notification, Pair
from tests import people
from tests.domain.leaving import everything
from tests.domain.leaving.everything import WORD
from tests.people import Cast
from webapp import archives
from webapp.archive_words import LABELS, TITLES
from webapp.domain import audit, chat, exports, notifications, vault
from webapp.domain.chapters import CHAPTERS, LEFT_OUT
from webapp.domain.errors import NothingToFetch


def archive(app: Flask, member: Member) -> tuple[str, dict[str, Any]]:
    """The page and the data of a member's archive."""
    with app.app_context():
        opened = zipfile.ZipFile(io.BytesIO(archives.written(Member.get_by_id(member.id))))
    assert opened.testzip() is None
    assert sorted(opened.namelist()) == ["data.json", "index.html"]
    return opened.read("index.html").decode(), json.loads(opened.read("data.json"))


def test_every_table_is_in_a_chapter_or_left_out_for_a_reason() -> None:
    told = {table for chapter in CHAPTERS for table in chapter.tables}
    lacking = {table.__name__ for table in TABLES} - {table.__name__ for table in told | LEFT_OUT.keys()}
    assert not lacking, f"add {sorted(lacking)} to a chapter of webapp/domain/chapters, or to LEFT_OUT with the reason"
    assert not told & LEFT_OUT.keys()


def test_every_key_is_documented_and_named_on_the_page(app: Flask, cast: Cast) -> None:
    everything.fill(cast)
    page, data = archive(app, cast.bob)
    assert {chapter.key for chapter in CHAPTERS} == TITLES.keys()
    for chapter in CHAPTERS:
        assert _keys(data[chapter.key]) <= LABELS.keys() | {"partner", "program", "group", "note"}, chapter.key
        assert f'<h2 id="{chapter.key}">' in page


def _keys(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(_keys, value))
    if isinstance(value, dict):
        return set(value) | set().union(
            *(_keys(each) for key, each in value.items() if key not in ("names", "details"))
        )
    return set()


def test_bob_finds_everything_of_his_in_both_forms(app: Flask, cast: Cast) -> None:
    everything.fill(cast)
    audit_by(cast.bob)
    page, data = archive(app, cast.bob)
    assert all(data[chapter.key] for chapter in CHAPTERS if chapter.key != "suspensions")
    for words in ("said", "again", "noted", "aims", "checks in", "answers", "reports", "appeals", "is me"):
        assert f"{WORD} {words}" in page
        assert f"{WORD} {words}" in json.dumps(data)
    for theirs in ("what Alice wrote", "what Alice noted", "Alice checks in", "please", "thank you"):
        assert theirs in page, theirs
        assert theirs in json.dumps(data)
    pair = next(pair for pair in data["pairs"] if pair["role"] == "mentee")
    assert [said.get("score") for said in pair["check_ins"]] == [7, None]
    assert pair["messages"][1]["answers_number"] == 1
    assert pair["messages"][1]["my_reactions"] == ["yes"]
    assert data["account"][0]["email"] == everything.EMAIL
    assert data["account"][0]["created_at"].endswith("Z")


def audit_by(member: Member) -> None:
    with writing():
        audit.record("deletion.asked", by=member, of=member)


def test_it_holds_nothing_that_bob_may_not_read(app: Flask, cast: Cast) -> None:
    everything.fill(cast)
    page, data = archive(app, cast.alice)
    said = page + json.dumps(data)
    for secret in (
        "password_hash",
        "argon2",
        "token",
        everything.EMAIL,
        f"{WORD} reports",
        f"{WORD} notes",
        "not with",
    ):
        assert secret not in said, secret
    bobs, _ = archive(app, cast.bob)
    assert cast.alice.email not in bobs
    assert "look" not in {row["text"] for row in archive(app, cast.bob)[1]["reports"]}  # Alice's own report of him
    assert WORD not in "".join(archive(app, cast.charlie)[0])


def test_the_page_stands_on_its_own_and_hostile_words_are_only_words(app: Flask, cast: Cast) -> None:
    hostile = (
        """<script>alert(1)</script><img src=https://evil.example/x onerror=alert(1)> "'&amp; </p></style> \u202e"""
    )
    chat.post_message(pair=cast.pair, author=cast.alice, body=hostile, client_id="1")
    page, data = archive(app, cast.bob)
    tags = _Tags()
    tags.feed(page)
    assert not tags.names & {"script", "img", "link", "iframe", "form", "object"}
    assert not [name for name in tags.attributes if name.startswith("on") or name in ("src", "style")]
    assert all(value.startswith("#") for name, value in tags.links)
    assert data["pairs"][0]["messages"][0]["text"] == hostile


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [(name, value or "") for name, value in attrs if name in ("href", "action", "src")]


def test_it_is_in_the_members_language_and_zone(app: Flask, cast: Cast) -> None:
    Member.update(language="it", time_zone="Asia/Tokyo").where(Member.id == cast.bob.id).execute()
    chat.post_message(pair=cast.pair, author=cast.alice, body="hello", client_id="1")
    Message.update(sent_at=now().replace(year=2026, month=1, day=5, hour=20, minute=0)).execute()
    page, data = archive(app, cast.bob)
    assert '<html lang="it" dir="ltr">' in page
    assert "6 gen 2026, 05:00" in page
    assert data["pairs"][0]["messages"][0]["at"].startswith("2026-01-05T20:00:")


def test_bobs_own_words_are_never_taken_for_the_programs(app: Flask, cast: Cast) -> None:
    Member.update(language="it").where(Member.id == cast.bob.id).execute()
    place = cast.pair.mentee_enrollment
    place.goal, place.topics = "draft", ["good", "mentor"]
    place.save()
    page, _ = archive(app, cast.bob)
    assert '<span class="w" dir="auto">draft</span>' in page
    assert '<span class="w" dir="auto">good</span>' in page


def made(member: Member, content: bytes = b"everything") -> Export:
    asked = exports.ask(member=member)
    found = exports.make(export_id=asked.id, write=lambda _member: content)
    assert found
    return found


def test_bob_can_fetch_it_once_and_it_is_sealed_while_it_waits(cast: Cast) -> None:
    export = made(cast.bob)
    assert b"everything" not in bytes(Export.get_by_id(export.id).archive)
    assert Notification.get(Notification.member == cast.bob).kind == "export_ready"
    assert exports.fetch(export=export, member=cast.bob) == b"everything"
    assert Export.get_by_id(export.id).archive is None
    with pytest.raises(NothingToFetch):
        exports.fetch(export=export, member=cast.bob)
    assert [row.action for row in AuditEntry.select()] == ["export.asked", "export.made", "export.fetched"]


def test_charlie_cannot_fetch_it(cast: Cast) -> None:
    with pytest.raises(NothingToFetch):
        exports.fetch(export=made(cast.bob), member=cast.charlie)


def test_bob_cannot_fetch_it_after_48_hours_and_it_is_wiped(cast: Cast) -> None:
    export = made(cast.bob)
    with at(now() + exports.KEPT + timedelta(minutes=1)):
        with pytest.raises(NothingToFetch):
            exports.fetch(export=export, member=cast.bob)
        assert exports.wipe_old() == 1
        assert exports.wipe_old() == 0
    assert Export.get_by_id(export.id).archive is None


def test_asking_again_wipes_the_one_that_waits_and_asking_twice_is_once(cast: Cast) -> None:
    first = made(cast.bob)
    second = exports.ask(member=cast.bob)
    assert exports.ask(member=cast.bob) == second
    assert Export.get_by_id(first.id).archive is None
    assert exports.make(export_id=second.id, write=lambda _: b"1")
    assert exports.make(export_id=second.id, write=lambda _: b"2") is None  # the job runs twice


def test_one_that_could_not_be_made_can_be_asked_for_again(cast: Cast) -> None:
    lost = exports.ask(member=cast.bob)
    exports.fail(export_id=lost.id)
    assert exports.ask(member=cast.bob) != lost


def test_a_sealed_archive_does_not_open_for_another_row(cast: Cast) -> None:
    export, other = made(cast.bob), made(cast.alice)
    Export.update(archive=Export.get_by_id(export.id).archive).where(Export.id == other.id).execute()
    with pytest.raises(InvalidTag):
        exports.fetch(export=other, member=cast.alice)


def filled(pair: Pair, messages: int) -> None:
    """A conversation of so many sealed messages."""
    keys, authors = vault.of_pair(pair.id), (pair.mentor_id, pair.mentee_id)
    first = chat.post_message(pair=pair, author=pair.mentee, body="one", client_id="0").line.message
    rows = []
    for n in range(2, messages + 1):
        author, uid = authors[n % 2], vault.new_uid()
        body = keys.seal(author, "message", uid, f"Message {n}: " + "a word or two more " * 8, seq=n)
        same = {**first.__data__, "author": author, "uid": uid, "client_id": str(n), "body": body}
        rows.append({**same, "seq": n, "changed_seq": n})
    with writing():
        for start in range(0, len(rows), 200):
            Message.insert_many(rows[start : start + 200]).execute()
        Pair.update(seq=messages).where(Pair.id == pair.id).execute()


def test_ten_thousand_messages_need_little_memory(app: Flask, cast: Cast) -> None:
    filled(cast.pair, 10_000)
    with app.app_context():
        tracemalloc.start()
        written = archives.written(cast.bob)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    held = zipfile.ZipFile(io.BytesIO(written))
    plain = sum(entry.file_size for entry in held.infolist())
    assert len(json.loads(held.read("data.json"))["pairs"][0]["messages"]) == 10_000
    assert peak < plain / 2, "the archive is held as a whole before it is compressed"


def test_bob_can_read_of_a_meeting_in_his_archive_by_his_own_clock(app: Flask, cast: Cast) -> None:
    Member.update(time_zone="Europe/Rome").where(Member.id == cast.bob.id).execute()
    names = {"partner": "Alice", "starts_at": "2026-03-02T17:00:00+00:00"}
    notifications.notify(member=cast.bob, kind="meeting_soon", pair=cast.pair, **names)
    page, _data = archive(app, cast.bob)
    assert "You and Alice meet on Monday" in page
    assert "18:00 (Rome)" in page


def test_people_without_anything_get_an_archive_too(app: Flask) -> None:
    page, data = archive(app, people.member("Charlie Blu"))
    assert data["pairs"] == []
    assert "Nothing." in page
