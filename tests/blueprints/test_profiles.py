"""One's own profile, what others see of it, and who reads which part of Bob's over all pages."""

from collections.abc import Callable
from typing import Any

import pytest

from db.models import Block, Enrollment, Member, Membership, Pair, ProfileField
from tests import people, world
from tests.people import Cast
from tests.routes import WHO
from tests.test_canary import pages_of
from webapp.domain import profiles
from webapp.domain.profiles import Entry

Visits = Callable[..., Any]

FORM = {
    "place": "Riva",
    "place_audience": "groups",
    "languages": ["it", "ar"],
    "languages_audience": "programs",
    "contact": "@bob\nhttps://example.org/@bob",
    "contact_audience": "pairs",
}
READERS = {  # of the canaries by audience; Peter and Dana are in Bob's program, Sam and Olivia wait in it too
    "me": {"bob"},
    "pairs": {"bob", "alice"},
    "contact": {"bob", "alice"},
    "pairing": {"bob", "olivia"},
    "programs": {"bob", "alice", "olivia", "sam", "dana", "peter"},
    "groups": {"bob", "alice", "olivia", "sam", "dana", "peter", "mara", "nadia"},
}


def test_bob_can_say_who_he_is_and_for_whom(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    assert "/profile" in bob.get("/account").text
    page = bob.follow(bob.post("/profile", FORM)).text
    assert "Your profile is saved" in page
    assert profiles.entries_of(cast.bob)["languages"] == Entry(["ar", "it"], "programs")
    assert 'value="Riva"' in bob.get("/profile").text
    assert "Arabic, Italian" in page
    assert 'href="https://example.org/@bob" rel="noopener noreferrer nofollow ugc"' in page


def test_bob_can_see_it_as_others_do(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    bob.post("/profile", FORM)
    shown = {viewer: bob.get(f"/profile/preview?as={viewer}").text for viewer in profiles.SEES}
    assert ["@bob" in page for page in shown.values()] == [True, True, False, False, False]  # self is as a partner
    assert ["Riva" in page for page in shown.values()] == [True] * 5
    assert "Italian" not in shown["group"]
    stranger = bob.get("/profile/preview?as=stranger").text
    assert "finds no page about you" in stranger
    assert "Riva" not in stranger


def test_what_others_get_is_the_same_as_the_preview(visit: Visits, cast: Cast, dana: Member) -> None:
    bob = visit(cast.bob)
    bob.post("/profile", FORM)
    for viewer, someone in {"partner": cast.alice, "pairing": cast.olivia, "group": dana}.items():
        facts = part(bob.get(f"/profile/preview?as={viewer}").text)
        assert part(visit(someone).get(f"/members/{cast.bob.id}").text) == facts
        assert "Riva" in facts


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("place", "x" * 121),
        ("about", "x" * 1001),
        ("languages", "xx"),
        ("place_audience", "everybody"),
        ("contact_audience", "groups"),
    ],
)
def test_bob_cannot_save_what_does_not_fit_and_nothing_is_lost(
    visit: Visits, cast: Cast, field: str, value: str
) -> None:
    page = visit(cast.bob).post("/profile", {**FORM, field: value}, status=422).text
    assert "There is a problem" in page
    assert field == "place" or 'value="Riva"' in page
    assert "https://example.org/@bob</textarea>" in page
    assert not ProfileField.select().exists()


def test_bob_is_told_if_another_window_of_his_saved_meanwhile(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    version = profiles.version_of(cast.bob)
    bob.post("/profile", {**FORM, "version": version})
    page = bob.post("/profile", {**FORM, "place": "Trento", "version": version}, status=409).text
    assert "in another window meanwhile" in page
    assert 'value="Trento"' in page
    assert "Riva" in part(page)
    bob.post("/profile", {**FORM, "place": "Trento", "version": profiles.version_of(cast.bob)})
    assert profiles.entries_of(cast.bob)["place"].value == "Trento"


def test_what_bob_writes_is_shown_as_he_wrote_it_and_is_never_markup(visit: Visits, cast: Cast) -> None:
    hostile = "<script>alert(1)</script> <div hx-get=/logout hx-trigger=load> javascript:alert(1) http://example.org"
    texts = dict.fromkeys(("place", "about", "contact", "experience", "education"), f"{hostile[:100]}\x00\x1b")
    visit(cast.bob).post("/profile", {**texts, "contact_audience": "pairs"})
    for path in (f"/members/{cast.bob.id}", f"/pairs/{cast.pair.id}"):
        page = visit(cast.alice).get(path).text
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page
        assert "<div hx-get" not in page
        assert 'href="http://example' not in page
        assert "\x1b" not in page
        assert '<dl class="facts" hx-ignore>' in page


def test_people_are_linked_where_they_are_named(visit: Visits, cast: Cast, dana: Member) -> None:
    bobs = f'href="/members/{cast.bob.id}"'
    assert bobs in visit(cast.alice).get(f"/pairs/{cast.pair.id}").text
    assert bobs in visit(dana).get(f"/groups/{cast.group.slug}").text
    assert bobs in visit(dana).get(f"/groups/{cast.group.slug}/acquaintances?q=bob").text
    answers = f"/programs/{cast.program.id}/enrollments/{cast.pair.mentee_enrollment_id}"
    assert bobs in visit(cast.olivia).get(answers).text
    Block.create(blocker=dana, blocked=cast.bob)
    assert bobs in visit(dana).get("/blocks").text
    Membership.update(state="left").where(Membership.member == cast.bob).execute()
    assert bobs not in visit(dana).get("/blocks").text  # there is no page of his for her any more
    assert bobs not in visit(cast.olivia).get(answers).text


def test_bob_comes_to_his_own_profile_from_where_he_is_named(visit: Visits, cast: Cast) -> None:
    response = visit(cast.bob).get(f"/members/{cast.bob.id}", status=302)
    assert response.headers["Location"] == "/profile"


def test_the_page_says_what_two_people_share(visit: Visits, cast: Cast) -> None:
    page = visit(cast.alice).get(f"/members/{cast.bob.id}").text
    assert "You and Bob" in page
    assert cast.group.name in page
    assert "@example.org" not in page
    others = people.group(cast.alice, name="Knitters")
    people.join(others, people.member("Erik Lind"))
    assert "Knitters" not in visit(cast.alice).get(f"/members/{cast.bob.id}").text


def test_charlie_cannot_open_anybodys_page_nor_anybody_his(visit: Visits, cast: Cast) -> None:
    for other in (cast.alice, cast.bob, cast.olivia):
        visit(cast.charlie).get(f"/members/{other.id}", status=404)
        visit(other).get(f"/members/{cast.charlie.id}", status=404)


@pytest.mark.parametrize("blocker", ["bob", "dana"])
def test_across_a_block_there_is_a_name_and_the_same_page_as_of_somebody_who_says_nothing(
    visit: Visits, cast: Cast, dana: Member, blocker: str
) -> None:
    page, browser = f"/members/{cast.bob.id}", visit(dana)
    silent = browser.get(page).text
    visit(cast.bob).post("/profile", {**FORM, "languages_audience": "groups"})
    assert "Riva" in browser.get(page).text
    two = (cast.bob, dana) if blocker == "bob" else (dana, cast.bob)
    Block.create(blocker=two[0], blocked=two[1])
    after = browser.get(page).text
    assert ("You have blocked this person" in after) == (blocker == "dana")
    assert part(after) == part(silent)
    if blocker == "bob":
        assert after == silent


def test_of_somebody_who_is_gone_only_the_name_is_left(visit: Visits, cast: Cast) -> None:
    visit(cast.bob).post("/profile", FORM)
    cast.bob.deactivated_at = cast.bob.created_at
    cast.bob.save()
    assert "Riva" not in visit(cast.alice).get(f"/members/{cast.bob.id}").text
    assert "Riva" not in visit(cast.alice).get(f"/pairs/{cast.pair.id}").text
    visit(cast.sam).get(f"/members/{cast.bob.id}", status=404)


def test_of_a_deleted_account_there_is_nothing_to_read_and_nobody_to_block(visit: Visits, cast: Cast) -> None:
    alice, page = visit(cast.alice), f"/members/{cast.bob.id}"
    assert f"{page}/block" in alice.get(page).text
    Member.update(password_hash="", deactivated_at=cast.bob.created_at).where(Member.id == cast.bob.id).execute()
    text = alice.get(page).text
    assert f"{page}/block" not in text
    assert "There is nothing more to read here." in text


def test_a_closed_pair_leaves_what_the_group_may_see(visit: Visits, cast: Cast) -> None:
    visit(cast.bob).post("/profile", FORM)
    alice = visit(cast.alice)
    assert "@bob" in alice.get(f"/pairs/{cast.pair.id}").text
    Pair.update(state="ended").execute()
    for path in (f"/pairs/{cast.pair.id}", f"/members/{cast.bob.id}"):
        page = alice.get(path).text
        assert "@bob" not in page
        assert "Riva" in page


def test_bob_is_asked_with_his_profile_filled_in_and_told_who_reads_it(visit: Visits, cast: Cast) -> None:
    bob, second = visit(cast.bob), people.program(cast.group, name="Second")
    bob.post("/profile", {**FORM, "place_audience": "me"})
    bob.post(f"/programs/{second.id}/enrollments/new", {"roles": "mentor"})
    place = Enrollment.get((Enrollment.program == second) & (Enrollment.member == cast.bob))
    about = bob.get(f"/enrollments/{place.id}/about").text
    assert 'value="Riva"' in about
    assert "This comes from your profile" in about
    assert "The admins who pair read this" in about
    assert "This comes from your profile" not in bob.get(f"/enrollments/{place.id}/goal").text


def test_bob_can_keep_what_he_answers_in_his_profile_if_he_says_so(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    kept = {"location": "Trento", "languages": ["en"], "topics": ["sleep"]}
    for number, data in enumerate(({}, {"keep": "1"})):
        program = people.program(cast.group, name=f"Program {number}")
        place = people.enrolled(program, cast.bob, "mentor", state="draft", submitted_at=None, **kept)
        page = bob.get(f"/enrollments/{place.id}/check").text
        assert "Keep in my profile what is new" in page
        bob.post(f"/enrollments/{place.id}/submission", data)
        assert profiles.entries_of(cast.bob)["place"].value == ("Trento" if data else "")
    assert "Keep in my profile" not in bob.get(f"/enrollments/{place.id}/check").text


@pytest.mark.parametrize("who", WHO)
def test_each_canary_of_bobs_profile_is_read_by_those_whom_it_is_for(visit: Visits, who: str) -> None:
    pages = pages_of(visit, world.make(), who)
    for audience, readers in READERS.items():
        found = [path for path, page in pages.items() if world.profile_canary(audience) in page]
        assert bool(found) == (who in readers), (audience, found)


def part(page: str) -> str:
    """The card of a profile, whatever its heading is."""
    card = page.split('<section class="card" id="member-', 1)[-1] if 'id="member-' in page else page
    return card.split("</section>", 1)[0].replace("h1", "h2")
