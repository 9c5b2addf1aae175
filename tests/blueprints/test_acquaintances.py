"""Saying whom one knows in a group, from the group's page and while enrolling."""

from collections.abc import Callable
from typing import Any

from db.models import Acquaintance, Block, Member
from tests.people import Cast

Visits = Callable[..., Any]


def page_of(cast: Cast) -> str:
    return f"/groups/{cast.group.slug}/acquaintances"


def test_bob_can_find_name_and_remove_somebody(visit: Visits, cast: Cast, dana: Member) -> None:
    bob, page = visit(cast.bob), page_of(cast)
    assert page in bob.get(f"/groups/{cast.group.slug}").text
    assert "You can skip this" in bob.get(page).text
    assert "Dana Verdi" in bob.get(f"{page}?q=dana").text
    assert "Dana Verdi" in bob.follow(bob.post(f"{page}/{dana.id}")).text
    assert "named above" in bob.get(f"{page}?q=dana").text
    assert "Dana Verdi" not in bob.follow(bob.post(f"{page}/{dana.id}/delete")).text
    assert "Nobody of that name" in bob.get(f"{page}?q=Charlie").text


def test_bob_can_come_from_enrolling_and_go_back(visit: Visits, cast: Cast, dana: Member) -> None:
    bob, place = visit(cast.bob), cast.pair.mentee_enrollment_id
    page = f"{page_of(cast)}?enrollment={place}"
    assert page in bob.get(f"/enrollments/{place}/wishes").text
    assert f"/enrollments/{place}/wishes" in bob.get(page).text
    named = bob.post(f"{page_of(cast)}/{dana.id}", {"enrollment": place})
    assert named.headers["Location"] == page
    bob.get(f"{page_of(cast)}?enrollment={cast.pair.mentor_enrollment_id}", status=404)


def test_those_whom_bob_names_and_everybody_else_do_not_read_it(visit: Visits, cast: Cast, dana: Member) -> None:
    visit(cast.bob).post(f"{page_of(cast)}/{dana.id}")
    for someone in (dana, cast.alice, cast.olivia):
        assert "Bob Conti" not in visit(someone).get(page_of(cast)).text
        assert "Dana Verdi" not in visit(someone).get(page_of(cast)).text.replace("Dana Verdi</a>", "")


def test_olivia_who_pairs_reads_whom_bob_knows(visit: Visits, cast: Cast, dana: Member) -> None:
    answers = f"/programs/{cast.program.id}/enrollments/{cast.pair.mentee_enrollment_id}"
    assert "Already knows" not in visit(cast.olivia).get(answers).text
    visit(cast.bob).post(f"{page_of(cast)}/{dana.id}")
    page = visit(cast.olivia).get(answers).text
    assert "Already knows" in page
    assert "Dana Verdi" in page
    visit(dana).get(answers, status=403)


def test_charlie_can_neither_name_nor_be_named(visit: Visits, cast: Cast, dana: Member) -> None:
    charlie, page = visit(cast.charlie), page_of(cast)
    charlie.get(page, status=404)
    charlie.post(f"{page}/{dana.id}", status=404)
    charlie.post(f"{page}/{dana.id}/delete", status=404)
    visit(cast.bob).post(f"{page}/{cast.charlie.id}", status=404)
    visit(cast.bob).post(f"{page}/{cast.bob.id}", status=404)
    assert not Acquaintance.select().exists()


def test_whom_bob_has_blocked_he_can_neither_find_nor_name(visit: Visits, cast: Cast, dana: Member) -> None:
    bob, page = visit(cast.bob), page_of(cast)
    bob.post(f"{page}/{dana.id}")
    Block.create(blocker=cast.bob, blocked=dana)
    assert "Dana" not in bob.get(page).text
    assert "Dana Verdi" not in bob.get(f"{page}?q=verdi").text
    bob.post(f"{page}/{dana.id}", status=404)
    assert "Bob Conti" in visit(dana).get(f"{page}?q=conti").text  # who is missing would tell dana of the block


def test_the_two_read_on_their_page_whom_both_know(visit: Visits, cast: Cast, dana: Member) -> None:
    page = f"/pairs/{cast.pair.id}"
    visit(cast.bob).post(f"{page_of(cast)}/{dana.id}")
    assert "Dana Verdi" not in visit(cast.alice).get(page).text
    visit(cast.alice).post(f"{page_of(cast)}/{dana.id}")
    for member in (cast.alice, cast.bob):
        assert "You both know Dana Verdi." in visit(member).get(page).text
