from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from db.clock import now
from db.models import Group, Invitation, Member
from tests import people
from tests.blueprints.of_groups import PAGE, Visits, address, place, rule
from tests.people import Cast
from tests.queries import count_queries

NEW = {"name": "Città & Più", "category": "newcomers", "description": "For <b>all</b>", "join_rule": "approval"}


def costs(*pages: tuple[Any, str]) -> list[int]:
    """How many queries each page makes."""
    found = []
    for browser, path in pages:
        with count_queries() as statements:
            browser.get(path)
        found.append(len(statements))
    return found


# Finding and making


def test_charlie_can_make_a_group_and_change_it(visit: Visits, cast: Cast) -> None:
    charlie = visit(cast.charlie)
    charlie.get("/groups/new")
    made = charlie.follow(charlie.post("/groups/new", NEW))
    assert "For &lt;b&gt;all&lt;/b&gt;" in made.text
    charlie.get("/groups/citta-piu/edit")
    page = charlie.follow(charlie.post("/groups/citta-piu/edit", {**NEW, "name": "Another name"}))
    assert "Another name" in page.text


def test_a_group_s_name_is_one_line(visit: Visits, cast: Cast) -> None:
    visit(cast.charlie).post("/groups/new", {**NEW, "name": " Read\r\nthis:  at once "})
    assert Group.select().order_by(Group.id.desc()).get().name == "Read this: at once"


def test_what_charlie_wrote_is_kept_when_something_is_missing(visit: Visits, cast: Cast) -> None:
    page = visit(cast.charlie).post("/groups/new", {**NEW, "name": " ", "category": "astrology"}, status=422)
    assert "For &lt;b&gt;all&lt;/b&gt;" in page.text
    assert "Write the group's name." in page.text
    assert "<title>Error:" in page.text


def test_only_the_host_can_make_groups_where_the_instance_says_so(
    visit: Visits, cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WHO_MAY_MAKE_GROUPS", "host")
    charlie = visit(cast.charlie)
    assert "/groups/new" not in charlie.get("/groups").text
    charlie.get("/groups/new", status=403)
    charlie.post("/groups/new", NEW, status=403)
    Member.update(is_host=True).where(Member.id == cast.charlie.id).execute()
    assert "/groups/new" in charlie.get("/groups").text
    charlie.post("/groups/new", NEW)


def test_charlie_can_search_by_words_and_category(visit: Visits, cast: Cast) -> None:
    for number in range(60):
        people.group(cast.olivia, f"Nurses {number}", category="career")
    charlie = visit(cast.charlie)
    assert "61 groups" in charlie.get("/groups").text
    first, second = (charlie.get(f"/groups?q=nurses&category=career&page={page}").text for page in (1, 2))
    assert "1 to 50 of 60" in first
    assert "51 to 60 of 60" in second
    assert "category=career" in first[first.index('rel="next"') :][:200]
    assert "No group fits" in charlie.get("/groups?q=nurses&category=parenting").text
    charlie.get("/groups?page=999&category=nonsense")
    charlie.get("/groups?page=x")


def test_a_list_of_groups_costs_the_same_with_5_and_with_50(visit: Visits, cast: Cast) -> None:
    charlie = visit(cast.charlie)

    for number in range(5):
        people.group(cast.charlie if number % 2 else cast.olivia, f"Group {number}")
    few = costs((charlie, "/groups"))
    for number in range(5, 50):
        people.group(cast.charlie if number % 2 else cast.olivia, f"Group {number}")
    assert costs((charlie, "/groups")) == few


# Seeing


def test_charlie_can_see_what_a_group_is_and_nobody_in_it(visit: Visits, cast: Cast) -> None:
    page = visit(cast.charlie).get(PAGE).text
    assert "4 members" in page
    assert "Olivia" not in page
    assert "New parents" not in page


def test_charlie_cannot_see_a_group_by_invitation(visit: Visits, cast: Cast) -> None:
    rule("invitation")
    charlie = visit(cast.charlie)
    for path in ("", "/edit", "/membership/delete", "/memberships", "/invitations", f"/memberships/{1}/delete"):
        charlie.get(PAGE + path, status=404)
    for path in ("/membership", "/membership/delete", "/edit", "/invitations/links", "/invitations/mails"):
        charlie.post(PAGE + path, status=404)
    assert "valley" not in charlie.get("/groups").text
    visit(cast.bob).get(PAGE)


def test_somebody_signed_out_sees_no_group(visit: Visits, cast: Cast) -> None:
    for path in ("/groups", "/groups/new", PAGE, PAGE + "/memberships", PAGE + "/invitations"):
        assert "/login" in visit().get(path, status=302).headers["Location"]
    assert "/login" in visit().post(PAGE + "/membership", status=302).headers["Location"]


@pytest.mark.parametrize("name", ["bob", "sam"])
def test_a_member_cannot_do_what_admins_do(visit: Visits, cast: Cast, name: str) -> None:
    someone = visit(getattr(cast, name))
    page = someone.get(PAGE).text
    assert "Olivia Neri" in page
    assert "Safety moderator" in page
    assert "/invitations" not in page
    assert "/programs/new" not in page
    alices = place(cast, cast.alice).id
    for path in ("/edit", "/memberships", "/invitations", f"/memberships/{alices}/delete"):
        someone.get(PAGE + path, status=403)
    for tail in ("approval", "refusal", "admin", "admin/delete", "moderator", "moderator/delete", "delete"):
        someone.post(f"{PAGE}/memberships/{alices}/{tail}", status=403)
    for path in ("/edit", "/invitations/links", "/invitations/mails", "/invitations/1/delete"):
        someone.post(PAGE + path, status=403)


def test_an_admin_cannot_reach_into_another_group(visit: Visits, cast: Cast) -> None:
    other = people.group(cast.charlie, "Another group")
    invitation = Invitation.create(
        group=cast.group, token_hash="x", created_by=cast.olivia, expires_at=now() + timedelta(days=1)
    )
    charlie, bobs = visit(cast.charlie), place(cast, cast.bob).id
    for tail in ("approval", "refusal", "admin", "moderator", "delete"):
        charlie.post(f"/groups/{other.slug}/memberships/{bobs}/{tail}", status=404)
    charlie.get(f"/groups/{other.slug}/memberships/{bobs}/delete", status=404)
    charlie.post(f"/groups/{other.slug}/invitations/{invitation.id}/delete", status=404)


def test_nobody_sees_an_address_of_anybody(visit: Visits, cast: Cast) -> None:
    rule("approval")
    visit(cast.charlie).post(PAGE + "/membership")
    olivia = visit(cast.olivia)
    for page in (PAGE, PAGE + "/memberships", PAGE + "/invitations", address(cast, cast.bob, "delete")):
        assert "@example.org" not in olivia.get(page).text


def test_the_pages_of_a_group_cost_the_same_with_5_and_with_50_of_everything(visit: Visits, cast: Cast) -> None:
    olivia, bob = visit(cast.olivia), visit(cast.bob)
    pages = [(olivia, PAGE), (bob, PAGE), (olivia, PAGE + "/memberships"), (olivia, PAGE + "/invitations")]

    def grow(start: int, end: int) -> None:
        for number in range(start, end):
            people.join(cast.group, people.member(f"Member{number} One"), is_moderator=number % 2 == 0)
            people.join(cast.group, people.member(f"Asker{number} Two"), state="requested")
            people.program(cast.group, steps=1, name=f"Program {number}")
            Invitation.create(
                group=cast.group,
                token_hash=str(number),
                created_by=cast.alice if number % 2 else cast.olivia,
                expires_at=now() + timedelta(days=1),
            )

    grow(0, 5)
    few = costs(*pages)
    grow(5, 50)
    assert costs(*pages) == few
    assert max(few) <= 13
