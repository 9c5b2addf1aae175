"""A notification in words: one sentence for page, mail and push."""

from email import message_from_bytes
from typing import Any

import pytest
from flask import Flask

from db.clock import at
from db.models import Dispatch, Notification
from tests.domain.rhythm.walking import DAY, MONDAY, another, go_on, introduce, write
from tests.people import Cast
from webapp import news
from webapp.domain import digests, notification_choices
from webapp.domain.notifications import notify
from webapp.letter import Attachment, Letter
from webapp.news import Extra
from webapp.sentences import PARTS, SENTENCES


@pytest.fixture(autouse=True)
def _at_work(app: Flask) -> Any:
    """No request: whatever leaves is written by a job."""
    with app.app_context():
        yield


def left_for(cast: Cast, kind: str = "step_opened", **more: Any) -> Dispatch:
    """The mail of a notification for Bob."""
    told = notify(member=cast.bob, kind=kind, pair=cast.pair, program=cast.program, partner="Alice", **more)
    return Dispatch.create(uid="f" * 32, medium="mail", member=cast.bob, notification=told, topic="pairs")


def test_bob_can_read_what_happened_in_his_language(cast: Cast) -> None:
    told = notify(member=cast.bob, kind="introduced", pair=cast.pair, program=cast.program, partner="Alice")
    assert news.sentence(told) == "You have been introduced to Alice."
    assert news.link(told) == f"/pairs/{cast.pair.id}"


def test_a_name_that_looks_like_a_placeholder_stays_one(cast: Cast) -> None:
    told = notify(member=cast.bob, kind="introduced", pair=cast.pair, partner="100 %(kind)s <b>")
    assert news.sentence(told) == "You have been introduced to 100 %(kind)s <b>."


def test_bob_can_read_the_mail_of_a_notification_in_his_language(cast: Cast) -> None:
    cast.bob.language = "it"
    cast.bob.save()
    letter = news.letter(left_for(cast, "introduced"))
    assert letter is not None
    assert letter.to == "bob@example.org"
    assert letter.subject == "Alice Rossi ti farà da mentor in New parents"
    assert "Ciao Bob" in letter.text
    assert f"http://localhost:8000/pairs/{cast.pair.id}" in letter.text


def test_a_kind_can_have_a_mail_buttons_and_a_file_of_its_own(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    file = Attachment("meeting.ics", "text/calendar; method=REQUEST", b"BEGIN:VCALENDAR")
    extra = Extra(attachments=(file,), buttons=(("Yes", "/taps/1"), ("No", "/taps/2"), ("Later", "/taps/3")))
    monkeypatch.setitem(news.EXTRAS, "introduced", lambda _about: extra)
    dispatch = left_for(cast, "introduced")
    letter = news.letter(dispatch)
    assert letter is not None
    assert "Yes:\nhttp://localhost:8000/taps/1" in letter.text
    assert letter.attachments == (file,)
    actions = news.push_of(dispatch)["actions"]
    assert actions == [{"title": "Yes", "url": "/taps/1"}, {"title": "No", "url": "/taps/2"}]


def test_charlie_cannot_put_a_header_into_a_mail_by_his_name() -> None:
    letter = Letter(to="bob@example.org", subject="Hello\r\nBcc: charlie@example.org", text="é\n" + "x" * 3000)
    sent = letter.as_bytes()
    assert message_from_bytes(sent)["Bcc"] is None
    assert all(len(line) < 998 for line in sent.splitlines())


def test_each_kind_has_one_sentence() -> None:
    kinds = [kind for part in PARTS for kind in part.SENTENCES]
    assert len(kinds) == len(SENTENCES)


@pytest.mark.parametrize("kind", sorted(SENTENCES))
def test_an_old_row_that_lacks_what_its_words_want_is_something_new(cast: Cast, kind: str) -> None:
    bare = Notification.create(member=cast.bob, kind=kind, names={})
    assert news.sentence(bare)
    assert isinstance(news.link(bare), str)


def test_what_cannot_be_said_is_logged_once_for_each_kind_and_without_names(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    news._note_lack.cache_clear()  # it is once in a process
    for kind in ("thanked", "thanked", "silent"):
        lacking = Notification.create(member=cast.bob, kind=kind, names={"prtner": "Alice"})
        assert news.sentence(lacking) == "Something new."
    assert [record.getMessage() for record in caplog.records] == [
        "a notification of the kind thanked cannot be put into words: KeyError",
        "a notification of the kind silent cannot be put into words: KeyError",
    ]


def test_bob_gets_his_digest_with_one_line_that_cannot_be_said(cast: Cast) -> None:
    digest = Dispatch.create(uid="d" * 32, medium="mail", member=cast.bob, topic="digest")
    lacking = Notification.create(member=cast.bob, kind="thanked", pair=cast.pair, names={})
    told = Notification.create(member=cast.bob, kind="introduced", pair=cast.pair, names={"partner": "Alice"})
    for each in (lacking, told):
        Dispatch.create(
            uid=f"{each.id:032}", medium="mail", topic="pairs", member=cast.bob, notification=each, digest=digest
        )
    letter = news.letter(digest)
    assert letter is not None
    assert "Something new." in letter.text
    assert "You have been introduced to Alice." in letter.text


def test_a_digest_names_only_those_with_whom_it_is_still_quiet(cast: Cast) -> None:
    introduce(cast.pair)
    another(cast, "Dana Verdi")
    notification_choices.choose(member=cast.alice, chosen={("rhythm", "mail"): "daily"})
    go_on(range(8))
    write(cast.pair, cast.alice, 7.5)
    with at(MONDAY + 9 * DAY):
        digests.make_due()
        letter = news.letter(Dispatch.get((Dispatch.member == cast.alice) & (Dispatch.topic == "digest")))
    assert letter is not None
    assert "quiet between you and Dana." in letter.text
    assert "Have you heard from Bob and Dana?" in letter.text, "since neither has written"
