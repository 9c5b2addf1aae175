"""What a pair writes is nowhere but on the pages of the two: a canary in every private field, and everybody looks."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from db.database import database, is_sqlite
from db.models import TABLES, Ranking, Reaction, Wish
from tests import helping, world
from tests.routes import ROUTES, WHO
from webapp.extensions import limiter

Visits = Callable[..., Any]

PAGES = [route.path for route in ROUTES if route.method == "GET"]
FELT = f'value="{world.FELT}" formaction='  # a reaction that stands; what one could choose is on every pair's page
THE_PAIR = {"alice", "bob"}
WARNED, BY_LINK = "/cases/{warned}", "/decisions/by-link/{decision_link}"
READS_ANSWERS = THE_PAIR | {"olivia"}
CLOSING, RESULTS = "/pairs/{walked}/closing", "/programs/{walked_program}/closing"
OTHERS = [who for who in WHO if who not in ("bob", "alice", "olivia")]
HANDLES = {"sam": ("report", "nadias_report"), "nadia": ("report",)}  # the cases whose words and excerpts they read


def pages_of(visit: Visits, here: world.World, who: str) -> dict[str, str]:
    """Every page that somebody gets, errors too."""
    limiter.reset()
    browser = visit(here.people[who])
    return {path: browser.client.get(path.format(**here.ids), follow_redirects=True).text for path in PAGES}


def is_of_their_case(who: str, path: str) -> bool:
    """Whether a page is one of a case that they handle."""
    return any(path.startswith(f"/cases/{{{report}}}") for report in HANDLES.get(who, ()))


@pytest.mark.parametrize("who", sorted(THE_PAIR))
def test_the_two_can_read_it(visit: Visits, who: str) -> None:
    page = pages_of(visit, world.again(), who)["/pairs/{pair}"]
    assert world.CANARY in page
    assert FELT in page


@pytest.mark.parametrize("who", [who for who in WHO if who not in THE_PAIR])
def test_nobody_else_can_read_what_a_pair_writes(visit: Visits, who: str) -> None:
    pages = pages_of(visit, world.again(), who)
    reads = [path for path, page in pages.items() if world.CANARY in page or FELT in page]
    assert not [path for path in reads if not is_of_their_case(who, path)]


def test_bob_can_read_what_he_reported(visit: Visits) -> None:
    page = pages_of(visit, world.again(), "bob")["/reports/{report}"]
    assert world.TOLD in page
    assert world.CANARY in page


@pytest.mark.parametrize("who", sorted(HANDLES))
def test_those_who_handle_it_can_read_what_was_told_and_noted(visit: Visits, who: str) -> None:
    pages = pages_of(visit, world.again(), who)
    assert world.TOLD in pages["/cases/{report}"]
    assert (world.TOLD in pages["/cases/{nadias_report}"]) == (who == "sam")
    assert {path for path, page in pages.items() if world.NOTED in page} == {WARNED}
    assert {path for path, page in pages.items() if world.SAID in page} == {WARNED, BY_LINK}


@pytest.mark.parametrize("who", [who for who in WHO if who not in HANDLES])
def test_nobody_else_can_read_a_note_and_each_side_only_what_was_said_to_them(visit: Visits, who: str) -> None:
    pages = pages_of(visit, world.again(), who)
    assert not [path for path, page in pages.items() if world.NOTED in page]
    said = {path for path, page in pages.items() if world.SAID in page} - {BY_LINK}  # whoever has the link is let in
    assert said == {"alice": {"/decisions/{decision}"}, "bob": set()}.get(who, set())


@pytest.mark.parametrize("who", [who for who in WHO if who != "bob"])
def test_nobody_who_does_not_handle_it_can_read_what_bob_reported(visit: Visits, who: str) -> None:
    pages = pages_of(visit, world.again(), who)
    assert not [path for path, page in pages.items() if world.TOLD in page and not is_of_their_case(who, path)]


@pytest.mark.parametrize("who", [who for who in WHO if who not in READS_ANSWERS])
def test_nobody_else_can_read_what_bob_answered(visit: Visits, who: str) -> None:
    pages = pages_of(visit, world.again(), who)
    assert not [path for path, page in pages.items() if world.ANSWER in page]


def test_the_two_are_not_told_what_each_wrote_for_the_admin_even_where_it_is_alike(visit: Visits) -> None:
    here = world.again()
    pair = here.cast.pair
    question = here.ids["question"]
    for place in (pair.mentor_enrollment, pair.mentee_enrollment):
        place.goal, place.answers, place.experience = world.ANSWER, {str(question): world.ANSWER}, "twins"
        place.save()
    Wish.create(enrollment=pair.mentee_enrollment, member=here.cast.alice, kind="wish")
    Ranking.create(mentee=pair.mentee_enrollment, mentor=pair.mentor_enrollment, place=1)
    for who in sorted(THE_PAIR):
        page = pages_of(visit, here, who)["/pairs/{pair}"]
        assert "You are after much the same thing." in page
        assert "Your stories have something in common: “twins”." in page
        assert world.ANSWER not in page
        assert "wished" not in page
        assert "choice" not in page


@pytest.mark.parametrize(
    ("who", "reads"), [("bob", "unsigned"), ("alice", "signed"), ("olivia", "signed"), *((w, "") for w in OTHERS)]
)
def test_words_for_admins_are_read_by_them_if_signed_and_by_their_author(visit: Visits, who: str, reads: str) -> None:
    pages = pages_of(visit, world.again(), who)
    seen = {path for path, page in pages.items() if world.ADVICE in page}
    assert seen == ({RESULTS if who == "olivia" else CLOSING} if reads else set())
    assert not [path for path in seen if f"{reads} {world.ADVICE}" not in pages[path]]


def test_it_is_in_no_log_no_mail_and_not_in_the_database(
    app: Flask, visit: Visits, capfd: pytest.CaptureFixture[str], logged: io.StringIO
) -> None:
    here = world.again()
    for who in WHO:
        pages_of(visit, here, who)
    mails = b"".join(file.read_bytes() for file in Path(app.config["MAILBOX"]).glob("*.eml"))
    assert logged.getvalue().count("/pairs/<int:pair_id>") > 1
    told = "".join(capfd.readouterr()) + logged.getvalue() + mails.decode()
    for words in (world.CANARY, world.TOLD, world.NOTED, world.SAID, world.ADVICE, helping.KEPT):
        assert words not in told
        for table in TABLES:
            assert words not in str(list(table.select().tuples())), table.__name__
    assert world.FELT not in str(list(Reaction.select().tuples()))
    if is_sqlite():
        for file in Path(database.obj.database).parent.glob("*.db*"):
            assert world.CANARY.encode() not in file.read_bytes(), file.name
            for words in (world.TOLD, world.NOTED, world.SAID, world.ADVICE):
                assert words.encode() not in file.read_bytes(), file.name
            assert world.FELT.encode() not in file.read_bytes(), file.name


@pytest.mark.parametrize("who", WHO)
def test_only_olivia_can_read_her_note_and_only_bob_what_she_wrote_to_him(visit: Visits, who: str) -> None:
    pages = pages_of(visit, world.again(), who)
    noted = {path for path, page in pages.items() if helping.KEPT in page}
    assert noted == ({"/programs/{program}/help/{pair}"} if who == "olivia" else set())
    written = {path for path, page in pages.items() if helping.WORD in page} - {"/dev/mailbox"}  # it leaves by mail
    assert written == ({"/pairs/{pair}/coordinator-words"} if who == "bob" else set())


@pytest.mark.parametrize("who", WHO)
def test_nobody_can_read_anothers_pulse(visit: Visits, who: str) -> None:
    pages = pages_of(visit, world.again(), who)
    for author, score in helping.PULSES.items():
        read = {path for path, page in pages.items() if f"{score} of 10" in page}
        assert read == ({"/pairs/{pair}/pulses"} if who == author else set())
