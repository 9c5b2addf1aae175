import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from db.clock import now
from db.models import Group, Invitation, Member, Membership
from tests import people
from tests.counting import counted
from tests.people import PASSWORD, Cast

Visits = Callable[..., Any]
Mails = Callable[[], list[Any]]
PAGE = "/groups/parents-of-the-valley"
NEW = {"name": "Città & Più", "category": "newcomers", "description": "For <b>all</b>", "join_rule": "approval"}


def rule(join_rule: str) -> None:
    Group.update(join_rule=join_rule).execute()


def place(cast: Cast, member: Member) -> Membership:
    found = Membership.of(cast.group, member)
    assert found
    return found


def address(cast: Cast, member: Member, tail: str) -> str:
    return f"{PAGE}/memberships/{place(cast, member).id}/{tail}"


def new_link(page: Any) -> str:
    found = re.search(r'value="http://localhost:8000(/invitations/[^"]+)"', page.text)
    assert found
    return found.group(1)


def link_in(message: Any) -> str:
    found = re.search(r"http://localhost:8000(/\S+)", message.get_content())
    assert found
    return found.group(1)


# Finding and making


def test_charlie_can_make_a_group_and_change_it(visit: Visits, cast: Cast) -> None:
    charlie = visit(cast.charlie)
    charlie.get("/groups/new")
    made = charlie.follow(charlie.post("/groups/new", NEW))
    assert "For &lt;b&gt;all&lt;/b&gt;" in made.text
    charlie.get("/groups/citta-piu/edit")
    page = charlie.follow(charlie.post("/groups/citta-piu/edit", {**NEW, "name": "Another name"}))
    assert "Another name" in page.text


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

    def cost() -> int:
        with counted() as statements:
            charlie.get("/groups")
        return len(statements)

    for number in range(5):
        people.group(cast.charlie if number % 2 else cast.olivia, f"Group {number}")
    few = cost()
    for number in range(5, 50):
        people.group(cast.charlie if number % 2 else cast.olivia, f"Group {number}")
    assert cost() == few


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

    def costs() -> list[int]:
        found = []
        for browser, path in (
            (olivia, PAGE),
            (bob, PAGE),
            (olivia, PAGE + "/memberships"),
            (olivia, PAGE + "/invitations"),
        ):
            with counted() as statements:
                browser.get(path)
            found.append(len(statements))
        return found

    grow(0, 5)
    few = costs()
    grow(5, 50)
    assert costs() == few
    assert max(few) <= 12


# Joining and leaving


def test_charlie_can_join_and_leave_an_open_group(visit: Visits, cast: Cast) -> None:
    charlie = visit(cast.charlie)
    charlie.get(PAGE + "/membership/delete", status=404)
    page = charlie.follow(charlie.post(PAGE + "/membership"))
    assert "Welcome to Parents of the valley" in page.text
    assert "You can join again" in charlie.get(PAGE + "/membership/delete").text
    assert "You have left" in charlie.follow(charlie.post(PAGE + "/membership/delete")).text
    assert "Join" in charlie.get(PAGE).text


def test_charlie_can_ask_and_olivia_can_let_him_in(visit: Visits, cast: Cast, mailbox: Mails) -> None:
    rule("approval")
    charlie, olivia = visit(cast.charlie), visit(cast.olivia)
    assert "You have asked to join" in charlie.follow(charlie.post(PAGE + "/membership")).text
    assert mailbox()[0]["to"] == "olivia@example.org"
    page = olivia.get(link_in(mailbox()[0]))
    assert "Charlie Blu" in page.text
    assert "Charlie Blu is now a member" in olivia.follow(olivia.post(address(cast, cast.charlie, "approval"))).text
    assert mailbox()[0]["to"] == "charlie@example.org"
    charlie.get(link_in(mailbox()[0]))
    olivia.post(address(cast, cast.charlie, "approval"), status=409)


def test_charlie_is_told_kindly_of_a_no_and_when_he_can_ask_again(visit: Visits, cast: Cast, mailbox: Mails) -> None:
    rule("approval")
    charlie, olivia = visit(cast.charlie), visit(cast.olivia)
    charlie.post(PAGE + "/membership")
    olivia.follow(olivia.post(address(cast, cast.charlie, "refusal")))
    assert "ask again after a week" in mailbox()[0].get_content()
    page = charlie.get(PAGE).text
    assert "You can ask again from" in page
    assert f'action="{PAGE}/membership"' not in page
    charlie.post(PAGE + "/membership", status=409)


def test_charlie_can_take_a_request_back(visit: Visits, cast: Cast) -> None:
    rule("approval")
    charlie = visit(cast.charlie)
    charlie.post(PAGE + "/membership")
    page = charlie.follow(charlie.post(PAGE + "/membership/delete")).text
    assert "You no longer ask" in page
    assert "Ask to join" in page


def test_bob_is_told_what_leaving_does(visit: Visits, cast: Cast) -> None:
    people.enrolled(people.program(cast.group, steps=1, name="Second path"), cast.bob, "mentee")
    page = visit(cast.bob).get(PAGE + "/membership/delete").text
    assert "Second path" in page
    assert "Your pair goes on" in page


def test_the_last_admin_cannot_leave(visit: Visits, cast: Cast) -> None:
    olivia = visit(cast.olivia)
    assert "Name another admin" in olivia.get(PAGE + "/membership/delete").text
    olivia.post(PAGE + "/membership/delete", status=409)
    olivia.post(address(cast, cast.olivia, "admin/delete"), status=409)
    olivia.post(address(cast, cast.sam, "admin"))
    olivia.post(PAGE + "/membership/delete")


def test_nobody_can_join_and_leave_without_end(visit: Visits, cast: Cast) -> None:
    charlie = visit(cast.charlie)
    for _ in range(30):
        charlie.post(PAGE + "/membership")
    assert charlie.post(PAGE + "/membership", status=429).headers["Retry-After"]


# Members and roles


def test_olivia_can_name_admins_and_moderators_and_undo_it(visit: Visits, cast: Cast) -> None:
    olivia = visit(cast.olivia)
    olivia.get(PAGE + "/memberships")
    back = olivia.post(address(cast, cast.bob, "moderator"), {"q": "bob", "page": "1"})
    assert back.headers["Location"] == PAGE + "/memberships?q=bob&page=1"
    assert "Bob Conti is now a safety moderator" in olivia.follow(back).text
    olivia.post(address(cast, cast.bob, "moderator/delete"))
    olivia.post(address(cast, cast.bob, "admin"))
    visit(cast.bob).get(PAGE + "/edit")
    olivia.post(address(cast, cast.bob, "admin/delete"))
    assert not place(cast, cast.bob).is_admin
    assert not place(cast, cast.bob).is_moderator


def test_olivia_can_search_her_members(visit: Visits, cast: Cast) -> None:
    page = visit(cast.olivia).get(PAGE + "/memberships?q=ROSSI").text
    assert "Alice Rossi" in page
    assert "Bob Conti" not in page
    assert "Nobody here" in visit(cast.olivia).get(PAGE + "/memberships?q=zz").text


def test_olivia_can_remove_bob_but_not_herself_this_way(visit: Visits, cast: Cast) -> None:
    olivia, bob = visit(cast.olivia), visit(cast.bob)
    assert "an admin answers" in olivia.get(address(cast, cast.bob, "delete")).text
    assert "no longer a member" in olivia.follow(olivia.post(address(cast, cast.bob, "delete"))).text
    assert "You can ask again from" in bob.get(PAGE).text
    for answer in (
        olivia.post(address(cast, cast.olivia, "delete")),
        olivia.get(address(cast, cast.olivia, "delete"), 303),
    ):
        assert answer.headers["Location"] == PAGE + "/membership/delete"
    assert place(cast, cast.olivia).is_active


# Invitations


def test_olivia_can_make_a_link_that_is_shown_once_and_charlie_can_use_it(visit: Visits, cast: Cast) -> None:
    rule("invitation")
    olivia, charlie = visit(cast.olivia), visit(cast.charlie)
    olivia.get(PAGE + "/invitations")
    page = olivia.follow(olivia.post(PAGE + "/invitations/links", {"uses": "10", "days": "30"}))
    link = new_link(page)
    assert link not in olivia.get(PAGE + "/invitations").text
    shown = charlie.get(link)
    assert "Parents of the valley" in shown.text
    assert Membership.of(cast.group, cast.charlie) is None, "looking is not joining"
    assert "Welcome" in charlie.follow(charlie.post(link)).text
    assert charlie.get(link, status=303).headers["Location"] == PAGE
    assert "9 uses left" in olivia.get(PAGE + "/invitations").text
    olivia.post(f"{PAGE}/invitations/{Invitation.get().id}/delete")
    visit().get(link, status=410)
    visit(people.member("Dana Verdi")).post(link, status=410)


def test_olivia_cannot_make_a_link_of_another_size(visit: Visits, cast: Cast) -> None:
    for wrong in ({"uses": "1000", "days": "7"}, {"uses": "10", "days": "365"}, {"uses": "x", "days": ""}):
        visit(cast.olivia).post(PAGE + "/invitations/links", wrong, status=422)
    assert not Invitation.select().exists()


def test_somebody_signed_out_can_see_an_invitation_and_comes_back_to_it(visit: Visits, cast: Cast) -> None:
    rule("invitation")
    olivia, someone = visit(cast.olivia), visit()
    link = new_link(olivia.follow(olivia.post(PAGE + "/invitations/links", {"uses": "1", "days": "7"})))
    page = someone.get(link)
    assert f"/signup?next={link}" in page.text
    assert "Olivia" not in page.text
    login = someone.post(link).headers["Location"]
    someone.get(login)
    back = someone.post("/login", {"email": "charlie@example.org", "password": PASSWORD})
    assert back.headers["Location"] == link
    someone.follow(back)
    visit(cast.charlie).post(link)
    assert place(cast, cast.charlie).is_active


def test_olivia_can_invite_by_mail_in_her_language(visit: Visits, cast: Cast, mailbox: Mails) -> None:
    olivia = visit(cast.olivia)
    text = "dana@example.org, Emil Grün <EMIL@example.org>\n\ncharlie@example.org;dana@example.org,"
    page = olivia.follow(olivia.post(PAGE + "/invitations/mails", {"emails": text}))
    assert "3 invitations are on their way" in page.text
    assert "emil@example.org" in page.text
    mails = {message["to"]: message for message in mailbox()}
    assert set(mails) == {"dana@example.org", "emil@example.org", "charlie@example.org"}
    charlie, link = visit(cast.charlie), link_in(mails["charlie@example.org"])
    charlie.follow(charlie.post(link))
    visit(people.member("Dana Verdi")).post(link, status=410)


def test_another_admin_cannot_see_whom_olivia_invited(visit: Visits, cast: Cast) -> None:
    visit(cast.olivia).post(PAGE + "/invitations/mails", {"emails": "dana@example.org"})
    Membership.update(is_admin=True).where(Membership.member == cast.sam).execute()
    page = visit(cast.sam).get(PAGE + "/invitations").text
    assert "dana@example.org" not in page
    assert "by Olivia Neri" in page


def test_olivia_cannot_learn_who_has_an_account(visit: Visits, cast: Cast, mailbox: Mails) -> None:
    olivia = visit(cast.olivia)
    answers = [
        olivia.follow(olivia.post(PAGE + "/invitations/mails", {"emails": email})).text
        for email in ("bob@example.org", "nobody@example.org")
    ]
    assert all("One invitation is on its way." in answer for answer in answers)
    assert len(mailbox()) == 2


def test_olivia_is_told_which_address_is_none_and_keeps_what_she_wrote(visit: Visits, cast: Cast) -> None:
    olivia = visit(cast.olivia)
    page = olivia.post(PAGE + "/invitations/mails", {"emails": "dana@example.org, not an address"}, status=422).text
    assert "“not an address” is not an e-mail address." in page
    assert "dana@example.org, not an address</textarea>" in page
    page = olivia.post(PAGE + "/invitations/mails", {"emails": "<img src=x>y"}, status=422).text
    assert "&lt;img" in page
    many = ",".join(f"m{number}@example.org" for number in range(51))
    olivia.post(PAGE + "/invitations/mails", {"emails": many}, status=422)
    olivia.post(PAGE + "/invitations/mails", {"emails": " ,, "}, status=422)
    assert not Invitation.select().exists()


def test_olivia_cannot_invite_more_than_fifty_addresses_a_day(visit: Visits, cast: Cast, mailbox: Mails) -> None:
    olivia = visit(cast.olivia)

    def invite(start: int, end: int, status: int = 303) -> Any:
        emails = "\n".join(f"m{number}@example.org" for number in range(start, end))
        return olivia.post(PAGE + "/invitations/mails", {"emails": emails}, status=status)

    invite(0, 48)
    refused = invite(48, 51, 429)
    assert 0 < int(refused.headers["Retry-After"]) <= 24 * 3600
    assert "2 more invitations are left" in refused.text
    assert "m50@example.org" in refused.text
    invite(48, 50)
    olivia.post(PAGE + "/invitations/links", {"uses": "1", "days": "7"}, status=429)
    assert len(mailbox()) == 50
