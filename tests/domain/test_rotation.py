"""Another master key: what stood before is read, proved and reported as before, and the older key can go."""

from collections.abc import Iterator

import pytest
from flask import Flask

from db.clock import now
from db.database import writing
from db.models import AuditEntry, DataKey, Export, KeyCanary, Message, Report, TotpSecret
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import chat, progress, reports, rotation, totp, vault
from webapp.domain.errors import ExcerptNotVerified

OLD, NEW = ("k1", "k" * 40), ("k2", "n" * 40)


@pytest.fixture(autouse=True)
def _keys_afterwards(app: Flask) -> Iterator[None]:
    yield
    vault.unlock([OLD])


def written(cast: Cast, number: int = 6) -> None:
    """The two take turns, Alice edits what she wrote first, Bob takes something back."""
    for n in range(number):
        author = (cast.alice, cast.bob)[n % 2]
        chat.post_message(pair=cast.pair, author=author, body=f"Words {n + 1}", client_id=str(n))
    chat.edit_message(pair=cast.pair, author=cast.alice, seq=1, body="Words 1, better")
    chat.delete_message(pair=cast.pair, author=cast.bob, seq=2)
    progress.set_goal(pair=cast.pair, author=cast.bob, body="A goal")


def read(cast: Cast) -> list[str | None]:
    return [line.text for line in chat.page(pair=cast.pair, reader=cast.bob).lines]


def filed(cast: Cast, *seqs: int) -> Report:
    given = {"kind": "message", "category": "spam", "words": "Look", "pair": cast.pair, "seqs": seqs}
    return reports.file(reporter=cast.bob, **given)


def given_both() -> None:
    vault.unlock([NEW, OLD])
    vault.check_canaries()


def test_everything_can_be_read_proved_and_reported_without_the_old_key(cast: Cast) -> None:
    written(cast)
    report = filed(cast, 3)
    before = read(cast)
    given_both()
    done = rotation.rotate()
    assert done.retired == ["k1"]
    assert done.unproved == 0
    assert (done.counts["data keys"], done.counts["report keys"], done.counts["messages"]) == (2, 1, 5)
    vault.unlock([NEW])
    vault.check_canaries()
    assert read(cast) == before
    assert vault.of_report(Report.get_by_id(report.id)).open("words", report.words) == "Look"
    assert filed(cast, 1, 5).master == "k2"
    assert chat.post_message(pair=cast.pair, author=cast.bob, body="And on", client_id="on").is_new
    assert [entry.details for entry in AuditEntry.select().where(AuditEntry.action == "keys.rotated")] == [
        {"number": 8}
    ]


def test_an_old_key_that_is_needed_cannot_be_left_out(cast: Cast) -> None:
    written(cast)
    vault.unlock([NEW])
    with pytest.raises(vault.KeysDoNotFit, match="rotate-keys"):
        vault.check_canaries()
    given_both()
    vault.unlock([NEW])
    with pytest.raises(vault.KeysDoNotFit, match="'k1'"):
        vault.check_canaries()
    given_both()
    DataKey.update(master="k2").execute()  # a rotation that came so far, and no further
    vault.unlock([NEW])
    with pytest.raises(vault.KeysDoNotFit, match="'k1'"):
        vault.check_canaries()


def test_a_key_that_is_given_on_plants_no_canary_anew(cast: Cast) -> None:
    given_both()
    rotation.rotate()
    vault.check_canaries()
    assert [row.master for row in KeyCanary.select()] == ["k2"]


class Killed(Exception):  # noqa: N818 # what a kill is
    pass


@pytest.mark.parametrize("at", ["data keys", "report keys", "second factors", "messages"])
def test_what_was_killed_in_the_middle_is_simply_run_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    written(cast)
    filed(cast, 3)
    before = read(cast)
    given_both()

    def kill(what: str, number: int) -> None:
        if what == at:
            raise Killed

    with pytest.raises(Killed):
        rotation.rotate(kill)
    assert read(cast) == before
    assert filed(cast, 1, 3)
    vault.unlock([NEW])
    with pytest.raises(vault.KeysDoNotFit):
        vault.check_canaries()
    given_both()
    assert rotation.rotate().retired == ["k1"]
    vault.unlock([NEW])
    vault.check_canaries()
    assert read(cast) == before
    filed(cast, 1, 3, 4, 5, 6)


def test_people_write_and_edit_meanwhile(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 3)
    written(cast, 30)
    given_both()

    def write() -> None:
        for n in range(10):
            chat.post_message(pair=cast.pair, author=cast.alice, body=f"More {n}", client_id=f"more {n}")
            chat.edit_message(pair=cast.pair, author=cast.alice, seq=2 * n + 3, body=f"Better {n}")

    results = at_once(rotation.rotate, write)
    assert not [result for result in results if isinstance(result, Exception)]
    vault.unlock([NEW])
    vault.check_canaries()
    rows = list(Message.select().where(Message.body.is_null(False)))
    filed(cast, *[row.seq for row in rows][-20:])
    filed(cast, *[row.seq for row in rows][:20])
    assert len(rows) == 39


def test_an_edit_between_reading_and_writing_is_not_overwritten(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    written(cast)
    given_both()
    frank = vault.frank

    def edited_meanwhile(message: Message, body: str) -> bytes:
        monkeypatch.setattr(vault, "frank", frank)
        chat.edit_message(pair=cast.pair, author=cast.alice, seq=message.seq, body="Changed just now")
        return frank(message, body)

    monkeypatch.setattr(vault, "frank", edited_meanwhile)
    rotation.rotate()
    vault.unlock([NEW])
    assert filed(cast, 1)
    assert read(cast)[0] == "Changed just now"


def test_what_was_changed_in_the_database_gets_no_tag_that_would_prove_it(cast: Cast) -> None:
    written(cast)
    Message.update(tag=b"0" * 32).where(Message.seq == 3).execute()
    Message.update(body=b"\x01" + b"0" * 60).where(Message.seq == 4).execute()
    given_both()
    assert rotation.rotate().unproved == 2
    with pytest.raises(ExcerptNotVerified):
        filed(cast, 3)


def test_second_factors_and_copies_are_sealed_anew(cast: Cast) -> None:
    totp.begin(member=cast.bob)
    setup = totp.setup_of(member=cast.bob, issuer="Waymark")
    export = Export.create(member=cast.bob, state="ready", ready_at=now(), expires_at=now())
    archive = vault.seal_under("export", b"zip", place=f"export|{export.id}|{cast.bob.id}")
    Export.update(archive=archive).where(Export.id == export.id).execute()
    given_both()
    rotation.rotate()
    vault.unlock([NEW])
    vault.check_canaries()
    assert totp.setup_of(member=cast.bob, issuer="Waymark") == setup
    sealed = bytes(Export.get_by_id(export.id).archive)
    assert vault.open_under("export", sealed, place=f"export|{export.id}|{cast.bob.id}") == b"zip"
    TotpSecret.delete().execute()


def test_charlie_cannot_read_with_a_key_that_was_never_given(cast: Cast) -> None:
    written(cast)
    given_both()
    rotation.rotate()
    vault.unlock([OLD])
    with pytest.raises(vault.KeysDoNotFit):
        vault.check_canaries()


def test_the_command_says_when_the_old_key_can_go(app: Flask, cast: Cast) -> None:
    written(cast)
    given_both()
    said = app.test_cli_runner().invoke(args=["rotate-keys"])
    assert said.exit_code == 0, said.output
    assert "Nothing needs k1 any more" in said.output
    again = app.test_cli_runner().invoke(args=["rotate-keys"])
    assert "Everything is under the first key" in again.output
    with writing():
        DataKey.update(master="k1").execute()
    vault.unlock([NEW])
    lacking = app.test_cli_runner().invoke(args=["rotate-keys"])
    assert "'k1'" in str(lacking.exception)
