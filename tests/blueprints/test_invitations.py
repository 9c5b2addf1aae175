import re
from typing import Any

from db.models import Invitation, Membership
from tests import people
from tests.blueprints.of_groups import PAGE, Mails, Visits, link_in, place, rule
from tests.people import PASSWORD, Cast


def new_link(page: Any) -> str:
    found = re.search(r'value="http://localhost:8000(/invitations/[^"]+)"', page.text)
    assert found
    return found.group(1)


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
