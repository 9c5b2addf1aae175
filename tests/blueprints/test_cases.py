"""The pages of those who handle cases: queues without names, a case, decisions with words in each one's language."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from db.clock import now
from db.models import CaseView, Decision, Member, Membership, Notification, Pair, Report
from tests import casework, people
from tests.conftest import Browser
from tests.people import Cast
from webapp.domain import accounts, instance
from webapp.domain.cases import appeals

Visits = Callable[..., Browser]
Mails = Callable[[], list[Any]]
WORDS = {"to_reporter": "Thank you.", "to_reported": "Please be kind."}


def decide(browser: Browser, report: Report, outcome: str, **given: Any) -> Any:
    return browser.post(f"/cases/{report.id}/decisions", {"outcome": outcome, **WORDS, **given})


def test_sams_queue_names_nobody_and_the_case_names_who_is_in_it(visit: Visits, cast: Cast) -> None:
    report, sam = casework.filed(cast), visit(cast.sam)
    queue = sam.get(f"/groups/{cast.group.slug}/cases").text
    assert "Harassment or bullying" in queue
    assert not [name for name in ("Alice", "Bob", "Please look") if name in queue]
    page = sam.get(f"/cases/{report.id}").text
    for words in (
        "Alice Rossi",
        "Bob Conti",
        "Please look.",
        "Words 1",
        "1 message not shared",
        "Words 3",
        "unaltered",
    ):
        assert words in page
    assert "Words 2" not in page
    assert f"/pairs/{cast.pair.id}" not in page
    assert CaseView.select().count() == 1
    assert "When it was opened" in visit(cast.bob).get(f"/reports/{report.id}").text


@pytest.mark.parametrize("who", ["charlie", "alice", "bob", "olivia"])
def test_nobody_else_sees_that_there_is_a_case(visit: Visits, cast: Cast, who: str) -> None:
    report, browser = casework.filed(cast), visit(getattr(cast, who))
    browser.get(f"/cases/{report.id}", status=404)
    browser.get(f"/groups/{cast.group.slug}/cases", status=404)
    browser.get("/host/cases", status=404)
    for noun in ("taking", "notes", "handover", "recusal", "suspension", "suspension/delete", "decisions"):
        browser.post(f"/cases/{report.id}/{noun}", {"outcome": "removal", "words": "x"}, status=404)
    assert casework.again(report).state == "received"


def test_a_moderator_who_is_reported_does_not_count_it(visit: Visits, cast: Cast) -> None:
    nadia = people.member("Nadia Ferri")
    people.join(cast.group, nadia, is_moderator=True)
    group = f"/groups/{cast.group.slug}"
    casework.filed(cast, pair=None, seqs=(), kind="person", reported=nadia, group=cast.group)
    assert "Cases (1)" in visit(cast.sam).get(group).text
    assert "Cases (" not in visit(nadia).get(group).text
    assert "Nothing waits for you" in visit(nadia).get(f"{group}/cases").text
    assert "1 case waits for you" in visit(cast.sam).get("/").text
    assert "waits for you" not in visit(nadia).get("/").text


def test_a_new_case_is_mailed_to_who_handles_it_without_a_word_of_it(visit: Visits, cast: Cast, mailbox: Mails) -> None:
    address = f"/members/{cast.alice.id}/reports"
    told = {"category": "harassment", "words": "She shouts.", "client_id": "c1", "place": str(cast.group.id)}
    people.join(cast.group, people.member("Mara Costa"))
    visit(Member.get(Member.name == "Mara Costa")).post(address, told)
    visit(Member.get(Member.name == "Mara Costa")).post(address, told)
    [mail] = mailbox()
    assert mail["To"] == cast.sam.email
    assert mail["Subject"] == "A case waits for you"
    assert not [word for word in ("Alice", "Mara", "shouts", "arassment") if word in mail.get_content()]


def test_an_urgent_case_says_what_comes_first(visit: Visits, cast: Cast) -> None:
    instance.change(host=casework.host(), emergency={"en": "Call 112."})
    report = casework.filed(cast, category="self_harm")
    page = visit(cast.sam).get(f"/cases/{report.id}").text
    assert "Help comes before rules" in page
    assert "Call 112." in page
    assert "Keep them out for now" not in page


def test_sam_can_take_it_up_and_note_something(visit: Visits, cast: Cast) -> None:
    report, sam = casework.filed(cast), visit(cast.sam)
    assert "Take it up" in sam.get(f"/cases/{report.id}").text
    sam.post(f"/cases/{report.id}/taking")
    assert "What is to be done?" in sam.get(f"/cases/{report.id}").text
    sam.post(f"/cases/{report.id}/notes", {"words": ""}, status=422)
    sam.post(f"/cases/{report.id}/notes", {"words": "<b>Ask</b>"})
    assert "&lt;b&gt;Ask&lt;/b&gt;" in sam.get(f"/cases/{report.id}").text
    assert "being looked at" in visit(cast.bob).get("/").text


def test_the_words_come_in_each_ones_own_language(visit: Visits, cast: Cast) -> None:
    Member.update(language="it").where(Member.id == cast.alice.id).execute()
    report, sam = casework.filed(cast), visit(cast.sam)
    page = sam.get(f"/cases/{report.id}/decisions/new?outcome=warning").text
    assert "Thank you for telling us." in page
    assert "Ti chiediamo di trattare gli altri con rispetto" in page
    assert "In their language, Italiano." in page
    assert "whom it is about" not in sam.get(f"/cases/{report.id}/decisions/new?outcome=nothing").text
    sam.get(f"/cases/{report.id}/decisions/new?outcome=ban", status=409)
    assert not Decision.select().exists()


def test_a_warning_is_told_to_alice_by_mail_and_page_but_not_who_or_which(
    visit: Visits, cast: Cast, mailbox: Mails
) -> None:
    report, sam = casework.filed(cast), visit(cast.sam)
    assert decide(sam, report, "warning").headers["Location"] == f"/groups/{cast.group.slug}/cases"
    decide(sam, report, "warning")  # sent again
    assert {mail["To"]: mail["Subject"] for mail in mailbox()} == {
        cast.alice.email: "There are words for you to read",
        cast.bob.email: "There is an answer for you",
    }
    assert not [mail for mail in mailbox() if "kind" in mail.get_content()]
    alice, decision = visit(cast.alice), Decision.get()
    assert "Those who look after safety have written to you." in alice.get("/").text
    page = alice.get(f"/decisions/{decision.id}").text
    assert "Please be kind." in page
    assert not [word for word in ("Bob", "Sam", "Words 1", "Thank you.") if word in page]
    bobs = visit(cast.bob).get(f"/reports/{report.id}").text
    assert "Thank you." in bobs
    assert "Please be kind." not in bobs
    visit(cast.bob).get(f"/decisions/{decision.id}", status=404)
    visit(cast.charlie).get(f"/decisions/{decision.id}", status=404)


@pytest.mark.parametrize("until", ["", "yesterday", "2020-01-01", "2999-01-01"])
def test_a_pause_needs_a_day_to_come(visit: Visits, cast: Cast, until: str) -> None:
    report = casework.filed(cast)
    page = visit(cast.sam).post(
        f"/cases/{report.id}/decisions", {"outcome": "pause", "until": until, **WORDS}, status=422
    )
    assert "Please be kind." in page.text
    assert casework.again(report).state == "received"


def test_a_pause_rests_the_pair_and_tells_the_partner_nothing(visit: Visits, cast: Cast) -> None:
    report = casework.filed(cast)
    until = (now() + timedelta(days=9)).date().isoformat()
    with patch("webapp.realtime.broadcasts.pair_closed") as told:
        decide(visit(cast.sam), report, "pause", until=until)
    told.assert_called_once_with(cast.pair.id)
    alice, bob = visit(cast.alice), visit(cast.bob)
    alice.get(f"/groups/{cast.group.slug}", status=404)
    alice.get(f"/programs/{cast.program.id}", status=404)
    assert "You can come back on" in alice.get(f"/decisions/{Decision.get().id}").text
    page = bob.get(f"/pairs/{cast.pair.id}").text
    assert "This conversation is resting for now." in page
    assert "Words 1" in page
    assert "resting for now" in bob.get("/").text
    bob.post(f"/pairs/{cast.pair.id}/messages", {"body": "Hello", "client_id": "9"}, status=409)
    assert "resting" in visit(cast.olivia).get(f"/programs/{cast.program.id}/pairs?state=suspended").text
    bob.post(f"/pairs/{cast.pair.id}/ending")
    assert Pair.get_by_id(cast.pair.id).state == "ended"


def test_the_group_can_be_found_by_others_but_not_by_who_is_kept_out(visit: Visits, cast: Cast) -> None:
    report = casework.filed(cast, category="underage")
    visit(cast.sam).post(f"/cases/{report.id}/suspension")
    assert cast.group.name in visit(cast.charlie).get("/groups").text
    alice = visit(cast.alice)
    assert cast.group.name not in alice.get("/groups").text
    alice.post(f"/groups/{cast.group.slug}/membership", status=404)
    assert "Let them back in" in visit(cast.sam).get(f"/cases/{report.id}").text
    visit(cast.sam).post(f"/cases/{report.id}/suspension/delete")
    alice.get(f"/groups/{cast.group.slug}")


def test_handing_over_and_standing_back_hide_it_and_tell_the_next(visit: Visits, cast: Cast, mailbox: Mails) -> None:
    host, report, sam = casework.host(), casework.filed(cast), visit(cast.sam)
    sam.post(f"/cases/{report.id}/handover")
    sam.get(f"/cases/{report.id}", status=404)
    assert [mail["To"] for mail in mailbox()] == [host.email]
    browser = visit(host)
    assert "1 case waits for you" in browser.get("/").text
    assert cast.group.name in browser.get("/host/cases").text
    browser.get(f"/cases/{report.id}")
    browser.post(f"/cases/{report.id}/recusal", status=409)  # nobody else is left


def test_a_ban_signs_alice_out_and_she_reads_it_by_the_mailed_link(visit: Visits, cast: Cast, mailbox: Mails) -> None:
    host, report = casework.host(), casework.filed(cast)
    alice = visit(cast.alice)
    visit(cast.sam).post(f"/cases/{report.id}/handover")
    with patch("webapp.realtime.broadcasts.sessions_ended") as ended:
        decide(visit(host), report, "ban")
    ended.assert_called_once_with(cast.alice.id)
    assert alice.get("/account", status=302).headers["Location"].startswith("/login")
    mail = next(mail for mail in mailbox() if mail["To"] == cast.alice.email)
    link = next(word for word in mail.get_content().split() if "/decisions/by-link/" in word)
    path = link[link.index("/decisions") :]
    assert "Please be kind." in visit().get(path).text
    visit().post(path, {"words": ""}, status=422)
    visit().post(path, {"words": "It was not me."}, status=200)
    visit().get(path, status=410)
    assert "It was not me." in visit(host).get(f"/cases/{report.id}").text


def test_whoever_decided_sees_the_appeal_and_cannot_answer_it(visit: Visits, cast: Cast, mailbox: Mails) -> None:
    report, sam = casework.filed(cast), visit(cast.sam)
    decide(sam, report, "removal")
    host, alice, decision = casework.host(), visit(cast.alice), Decision.get()
    assert "Ask for a second look" in alice.get(f"/decisions/{decision.id}").text
    alice.get(f"/decisions/{decision.id}/appeal")
    alice.post(f"/decisions/{decision.id}/appeal", {"words": ""}, status=422)
    for _ in range(2):
        alice.post(f"/decisions/{decision.id}/appeal", {"words": "It was a joke."})
    assert [mail["To"] for mail in mailbox()].count(host.email) == 1
    assert "You have asked for a second look" in alice.get(f"/decisions/{decision.id}").text
    assert "so somebody else answers" in sam.get(f"/cases/{report.id}").text
    sam.get(f"/cases/{report.id}/decisions/new?outcome=nothing", status=403)
    sam.post(f"/cases/{report.id}/decisions", {"outcome": "nothing", **WORDS}, status=403)
    browser = visit(host)
    assert "It was a joke." in browser.get(f"/cases/{report.id}").text
    assert "no longer holds" in browser.get(f"/cases/{report.id}/decisions/new?outcome=nothing").text
    decide(browser, report, "nothing")
    place = Membership.of(cast.group, cast.alice)
    assert place
    assert place.is_active
    assert len(list(Decision.of_report(report))) == 2


def test_bob_can_ask_once_for_a_second_look(visit: Visits, cast: Cast) -> None:
    report, bob = casework.filed(cast), visit(cast.bob)
    bob.get(f"/reports/{report.id}/appeal", status=409)
    decide(visit(cast.sam), report, "nothing")
    assert "Ask for a second look" in bob.get(f"/reports/{report.id}").text
    bob.post(f"/reports/{report.id}/appeal", {"words": "Look again."})
    assert "You have asked for a second look" in bob.get(f"/reports/{report.id}").text
    visit(cast.alice).get(f"/reports/{report.id}/appeal", status=404)
    assert not Notification.select().where(Notification.member == cast.alice).exists()


def test_a_case_whose_words_are_gone_still_has_a_page(visit: Visits, cast: Cast) -> None:
    report = casework.filed(cast)
    decide(visit(cast.sam), report, "warning")
    appeals_before = appeals.can_appeal(casework.again(report), cast.alice)
    Report.update(wrapped=None, words=None).where(Report.id == report.id).execute()
    assert appeals_before
    assert "have been deleted" in visit(cast.sam).get(f"/cases/{report.id}").text
    assert "have been deleted" in visit(cast.alice).get(f"/decisions/{Decision.get().id}").text


def test_a_sign_up_with_a_banned_address_looks_as_any_other(visit: Visits, cast: Cast, mailbox: Mails) -> None:
    host, report = casework.host(), casework.filed(cast)
    visit(cast.sam).post(f"/cases/{report.id}/handover")
    decide(visit(host), report, "ban")
    before = len(mailbox())
    birth = {"day": "1", "month": "2", "year": "1980"}
    filled = {"name": "Al", "email": cast.alice.email, "password": people.PASSWORD, "birth_date": "1980-02-01", **birth}
    pages = [
        visit().post("/signup", {**filled, "email": email}).headers["Location"]
        for email in (cast.alice.email, "new@example.org")
    ]
    assert pages[0] == pages[1]
    assert [mail["To"] for mail in mailbox()][: len(mailbox()) - before] == ["new@example.org"]
    assert accounts.authenticate(email=cast.alice.email, password=people.PASSWORD) is None
