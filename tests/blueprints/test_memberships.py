from tests import people
from tests.blueprints.of_groups import PAGE, Mails, Visits, address, link_in, place, rule
from tests.people import Cast


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
