"""Announcements: looked at before they go, with a count; sent once; read by those whom they went to."""

from collections.abc import Callable
from typing import Any

import pytest

from db.models import Announcement, Member
from tests import people
from tests.people import Cast
from webapp.domain import announcements
from webapp.plain_text import plain

Visits = Callable[..., Any]

WORDS = {"audience": "all", "title": "A picnic", "body": "Bring **cake**.", "client_id": "client-0001"}


def address(cast: Cast, more: str = "") -> str:
    return f"/programs/{cast.program.id}/announcements{more}"


def test_olivia_can_look_at_it_and_its_count_and_then_send_it(visit: Visits, cast: Cast, dana: Member) -> None:
    people.enrolled(cast.program, dana, "mentee")
    browser = visit(cast.olivia)
    assert "Nothing has been announced yet." in browser.get(address(cast)).text
    page = browser.post(address(cast, "/new"), WORDS, status=200).text
    assert "It goes to 3 people" in page
    assert "1 mentor, 2 mentees" in page
    assert "<strong>cake</strong>" in page
    assert not Announcement.select().exists()
    page = browser.follow(browser.post(address(cast), WORDS)).text
    assert "It is on its way to 3 people." in page
    assert "A picnic" in page
    assert Announcement.get().told_at is not None


def test_olivia_can_change_it_after_she_has_looked(visit: Visits, cast: Cast) -> None:
    page = visit(cast.olivia).post(address(cast, "/new"), {**WORDS, "change": "1"}, status=200).text
    assert 'value="A picnic"' in page
    assert 'value="client-0001"' in page
    assert "There is a problem" not in page


def test_olivia_sends_it_once_however_often_the_form_comes(visit: Visits, cast: Cast) -> None:
    browser = visit(cast.olivia)
    for _ in range(3):
        browser.post(address(cast), WORDS)
    assert Announcement.select().count() == 1
    assert announcements.tell_all() == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "Write a title."),
        ({"body": " "}, "Write something."),
        ({"audience": "x"}, "Choose one of these."),
    ],
)
def test_olivia_is_told_what_lacks(visit: Visits, cast: Cast, wrong: dict[str, str], words: str) -> None:
    for path in ("/new", ""):
        assert words in visit(cast.olivia).post(address(cast, path), {**WORDS, **wrong}, status=422).text


def test_an_empty_part_is_said_before_and_when_it_has_become_empty(visit: Visits, cast: Cast) -> None:
    browser, given = visit(cast.olivia), {**WORDS, "audience": "finished"}
    page = browser.post(address(cast, "/new"), given, status=200).text
    assert "Nobody is in this part of the program" in page
    assert "Send it to" not in page
    assert "Nobody is in this part" in browser.post(address(cast), given, status=422).text


def test_bob_can_read_it_on_its_page_and_from_the_programs_and_charlie_cannot(visit: Visits, cast: Cast) -> None:
    visit(cast.olivia).post(address(cast), WORDS)
    sent = Announcement.get()
    assert "A picnic" in visit(cast.bob).get(f"/programs/{cast.program.id}").text
    page = visit(cast.bob).get(f"/announcements/{sent.id}").text
    assert "<strong>cake</strong>" in page
    assert "Olivia" not in page  # it is the program's
    visit(cast.charlie).get(f"/announcements/{sent.id}", status=404)
    visit(cast.sam).get(f"/announcements/{sent.id}", status=404)
    assert "A picnic" not in visit(cast.sam).get(f"/programs/{cast.program.id}").text


def test_bob_cannot_see_the_list_nor_announce(visit: Visits, cast: Cast) -> None:
    visit(cast.bob).get(address(cast), status=403)
    visit(cast.bob).post(address(cast), WORDS, status=403)
    visit(cast.charlie).post(address(cast), WORDS, status=404)


def test_bob_gets_a_mail_with_its_words_as_plain_text(
    visit: Visits, cast: Cast, mailbox: Callable[[], list[Any]]
) -> None:
    visit(cast.olivia).post(address(cast), {**WORDS, "body": "Bring **cake**.\n\n- [the place](https://example.org)"})
    mail = next(mail for mail in mailbox() if "bob@" in mail["To"])
    text = mail.get_body(("plain",)).get_content() if mail.is_multipart() else mail.get_content()
    assert "A picnic" in mail["Subject"]
    assert "Bring cake." in text
    assert "- the place (https://example.org)" in text
    assert f"/announcements/{Announcement.get().id}" in text


def test_olivia_cannot_announce_without_end(visit: Visits, cast: Cast) -> None:
    browser = visit(cast.olivia)
    for n in range(10):
        browser.post(address(cast), {**WORDS, "client_id": f"client-{n:04}"})
    browser.post(address(cast), {**WORDS, "client_id": "client-last"}, status=429)


def test_charlie_cannot_put_markup_into_one(visit: Visits, cast: Cast) -> None:
    body = "<script>alert(1)</script> <img src=x onerror=y> [x](javascript:alert(1))"
    page = visit(cast.olivia).post(address(cast, "/new"), {**WORDS, "body": body}, status=200).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("One\ntwo\n\nthree", "One\ntwo\n\nthree"),
        ("**Bold** and *thin*", "Bold and thin"),
        ("1. a\n2. b\n\nend", "1. a\n2. b\n\nend"),
        ("- a\n- b", "- a\n- b"),
        ("[words](https://example.org)", "words (https://example.org)"),
        (r"\*not bold\*", "*not bold*"),
    ],
)
def test_the_small_markdown_reads_well_as_plain_text(written: str, text: str) -> None:
    assert plain(written) == text
