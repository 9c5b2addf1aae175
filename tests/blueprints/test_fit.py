"""Declining in the first week, and the question after the second, as the two and the admin see them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from db.clock import now
from db.models import FitAnswer, Membership, Pair
from tests.people import Cast

Visits = Callable[..., Any]


def aged(cast: Cast, days: int) -> str:
    """The address of the pair's page, introduced some days ago."""
    Pair.update(introduced_at=now() - timedelta(days=days)).execute()
    return f"/pairs/{cast.pair.id}"


@pytest.mark.parametrize(
    ("who", "other", "mine", "theirs"),
    [
        ("bob", "alice", "come first in the next round", "you stay available"),
        ("alice", "bob", "you stay available", "come first in the next round"),
    ],
)
def test_either_can_decline_in_two_taps_and_nobody_is_told_who(
    visit: Visits, cast: Cast, mailbox: Callable[[], Any], who: str, other: str, mine: str, theirs: str
) -> None:
    page, browser = f"/pairs/{cast.pair.id}", visit(getattr(cast, who))
    assert f'href="{page}/declination"' in browser.get(page).text
    said_before = browser.get(f"{page}/declination").text
    assert "without a reason" in said_before
    assert "not the right fit at the right time" in said_before
    assert mine in browser.follow(browser.post(f"{page}/declination")).text
    (mail,) = mailbox()
    assert mail["to"] == getattr(cast, other).email
    words = " ".join(mail.get_content().split())
    assert "not the right fit at the right time" in words
    assert theirs in words
    home = visit(getattr(cast, other)).get("/").text
    assert "were not the right fit at the right time" in home
    assert theirs in home
    assert not any(verb in (words + home).lower() for verb in ("declin", "gave back", "gave up", "has left"))
    assert "This mentorship has ended" in visit(getattr(cast, other)).get(page).text


def test_a_second_tap_and_the_others_tap_do_no_harm(visit: Visits, cast: Cast, mailbox: Callable[[], Any]) -> None:
    page = f"/pairs/{cast.pair.id}/declination"
    bob, alice = visit(cast.bob), visit(cast.alice)
    alice.get(page)
    bob.post(page)
    bob.post(page)
    assert "you stay available" in alice.follow(alice.post(page)).text
    assert len(mailbox()) == 1
    alice.get(page, status=409)


def test_after_a_week_the_way_is_gone(visit: Visits, cast: Cast) -> None:
    page, bob = aged(cast, 8), visit(cast.bob)
    assert "declination" not in bob.get(page).text
    bob.get(f"{page}/declination", status=409)
    bob.post(f"{page}/declination", status=409)
    assert Pair.get().state == "active"


def test_charlie_and_the_admins_have_no_say(visit: Visits, cast: Cast) -> None:
    page = aged(cast, 15)
    for someone in (cast.charlie, cast.olivia, cast.sam):
        for path in ("declination", "fit", "parting"):
            visit(someone).get(f"{page}/{path}", status=404)
            visit(someone).post(f"{page}/{path}", {"fit": "not_a_fit"}, status=404)
    assert Pair.get().state == "active"
    assert not FitAnswer.select().exists()


def test_both_are_asked_at_home_and_on_their_page_until_they_have_answered(visit: Visits, cast: Cast) -> None:
    bob, alice = visit(cast.bob), visit(cast.alice)
    page = aged(cast, 13)
    assert "How do you two fit?" not in bob.get(page).text + bob.get("/").text
    bob.get(f"{page}/fit", status=409)
    page = aged(cast, 15)
    assert "How do you two fit?" in bob.get("/").text
    assert "How do you two fit?" in bob.get(page).text
    assert "Only you see what you answered" in bob.follow(bob.post(f"{page}/fit", {"fit": "good"})).text
    assert "How do you two fit?" not in bob.get(page).text + bob.get("/").text
    assert re.search(r'<input checked[^>]*value="good"', bob.get(f"{page}/fit").text)
    assert "How do you two fit?" in alice.get(page).text
    assert "checked" not in alice.get(f"{page}/fit").text


@pytest.mark.parametrize("sent", [{}, {"fit": "declined"}, {"fit": "best"}])
def test_bob_can_answer_only_with_one_of_the_three(visit: Visits, cast: Cast, sent: dict[str, str]) -> None:
    page = aged(cast, 15)
    visit(cast.bob).post(f"{page}/fit", sent, status=422)
    assert not FitAnswer.select().exists()


def test_not_a_fit_leads_on_to_the_end_or_back(visit: Visits, cast: Cast, mailbox: Callable[[], Any]) -> None:
    page, alice = aged(cast, 15), visit(cast.alice)
    assert alice.get(f"{page}/parting", status=302).headers["Location"] == f"{page}/fit"
    alice.post(f"{page}/parting", status=409)
    offered = alice.follow(alice.post(f"{page}/fit", {"fit": "not_a_fit"})).text
    assert "Bob waits again, and comes first in the next round" in offered
    assert "Go on with Bob" in offered
    assert Pair.get().state == "active"
    bob = visit(cast.bob)
    for path in (page, "/"):
        assert "not a fit" not in bob.get(path).text.lower().replace(">not a fit</button>", "")
    assert "you stay available" in alice.follow(alice.post(f"{page}/parting")).text
    assert Pair.get().state == "ended"
    (mail,) = mailbox()
    assert mail["to"] == "bob@example.org"
    assert "come first in the next round" in " ".join(mail.get_content().split())


def test_olivia_sees_how_a_pair_fits_and_not_who_said_so(visit: Visits, cast: Cast) -> None:
    olivia, page = visit(cast.olivia), aged(cast, 15)
    shown = f"/programs/{cast.program.id}/pairs"
    assert "good fit" not in olivia.get(shown).text
    visit(cast.bob).post(f"{page}/fit", {"fit": "not_a_fit"})
    by_bob = olivia.get(shown).text
    assert '<span class="tag clay">not a fit</span>' in by_bob
    assert "Alice Rossi" in olivia.get(f"{shown}?state=not_a_fit").text
    visit(cast.bob).post(f"{page}/fit", {"fit": "good"})
    assert "Alice Rossi" not in olivia.get(f"{shown}?state=not_a_fit").text
    assert "good fit" in olivia.get(shown).text
    visit(cast.alice).post(f"{page}/fit", {"fit": "not_a_fit"})
    assert without_tokens(olivia.get(shown).text) == without_tokens(by_bob)


def test_an_admin_who_is_one_of_the_two_does_not_learn_there_what_the_other_said(visit: Visits, cast: Cast) -> None:
    Membership.update(is_admin=True).where(Membership.member == cast.alice).execute()
    alice, shown = visit(cast.alice), f"/programs/{cast.program.id}/pairs"
    visit(cast.bob).post(f"{aged(cast, 15)}/fit", {"fit": "not_a_fit"})
    assert '<span class="tag clay">not a fit</span>' not in alice.get(shown).text
    assert "Bob Conti" in alice.get(shown).text
    assert "Bob Conti" not in alice.get(f"{shown}?state=not_a_fit").text
    assert "Bob Conti" in visit(cast.olivia).get(f"{shown}?state=not_a_fit").text


def without_tokens(page: str) -> str:
    return "".join(line for line in page.splitlines() if "csrf" not in line.lower())


def test_the_words_are_italian_for_an_italian(visit: Visits, cast: Cast, mailbox: Callable[[], Any]) -> None:
    cast.alice.language = "it"
    cast.alice.save()
    page = f"/pairs/{cast.pair.id}/declination"
    assert "senza un motivo" in visit(cast.alice).get(page).text
    visit(cast.bob).post(page)
    (mail,) = mailbox()
    assert "l'incontro giusto al momento giusto" in mail.get_content()
