"""Reporting on the page: say it, see what will be shown, send it, and see what became of it."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from db.database import writing
from db.models import Block, CaseView, Decision, Enrollment, Excerpt, Member, Membership, Message, Notification, Report
from tests import people
from tests.people import Cast
from webapp.domain import chat, instance, reports, safety, vault

Visits = Callable[..., Any]
CATEGORY = {"category": "harassment"}
MESSAGES = 45


@pytest.fixture(autouse=True)
def _written(cast: Cast) -> None:
    """A long conversation, turn by turn; Alice's are the odd ones."""
    for number in range(1, MESSAGES + 1):
        author = cast.alice if number % 2 else cast.bob
        chat.post_message(pair=cast.pair, author=author, body=f"Words <{number}>", client_id=f"c{number}")


def at(cast: Cast, where: str = "") -> str:
    """An address of the pair's reports."""
    return f"/pairs/{cast.pair.id}/reports{where}"


def ticked(page: str) -> list[int]:
    """What is ticked on the form, on this page or, hidden, on others."""
    return sorted(int(seq) for seq in re.findall(r'name="seq" value="(\d+)"(?: checked>|>(?!<span))', page))


def shown(page: str) -> list[int]:
    """The messages of a page, by what they say."""
    return [int(number) for number in re.findall(r"Words &lt;(\d+)&gt;", page)]


def test_bob_can_report_a_message_from_its_page_and_its_pair(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    assert f"/pairs/{cast.pair.id}/messages/5/reports/new" in bob.get(f"/pairs/{cast.pair.id}/messages/5").text
    assert at(cast, "/new") in bob.get(f"/pairs/{cast.pair.id}").text
    assert "messages/6/reports/new" not in bob.get(f"/pairs/{cast.pair.id}/messages/6").text
    for address in (f"/pairs/{cast.pair.id}/messages/5/reports/new", at(cast, "/new?message=5")):
        page = bob.get(address).text
        assert ticked(page) == [5]
        assert 5 in shown(page)


def test_bob_can_page_back_and_loses_no_tick_and_no_word(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    first = bob.get(at(cast, "/new")).text
    assert shown(first) == list(range(26, 46))
    filled = {**CATEGORY, "words": "It hurts", "seq": ["45", "30"]}
    second = bob.post(at(cast, "/new?before=26"), filled, status=200).text
    assert shown(second) == list(range(6, 26))
    assert (ticked(second), "It hurts" in second) == ([30, 45], True)
    assert re.search(r'<input checked[^>]*value="harassment"', second)
    third = bob.post(at(cast, "/new?before=6"), {**filled, "seq": ["45", "30", "7"]}, status=200).text
    assert shown(third) == list(range(1, 6))
    assert ticked(third) == [7, 30, 45]
    assert "3 messages that you ticked are on other pages" in third
    assert "before=26#seq" in third.replace("&amp;", "&")
    back = bob.post(at(cast, "/new?before=0"), {**filled, "seq": ["45", "7"]}, status=200).text
    assert shown(back) == list(range(26, 46))
    assert ticked(back) == [7, 45]


def test_bob_sees_before_what_is_shown_and_after_what_was_sent(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    sent = {**CATEGORY, "words": "Please\nlook", "seq": ["40", "41", "45"], "client_id": "one"}
    page = bob.post(at(cast, "/check"), sent, status=200).text
    assert shown(page) == [40, 41, 45]
    assert "3 messages not shared" in page
    assert "The safety moderators of Parents of the valley read it." in page
    assert not Report.select().exists()
    made = bob.post(at(cast), sent)
    receipt = bob.follow(made).text
    assert shown(receipt) == [40, 41, 45]
    assert "3 messages not shared" in receipt
    assert "Nobody has opened it yet." in receipt
    report = Report.get()
    assert (report.kind, report.reported_id, report.pair_id) == ("message", cast.alice.id, cast.pair.id)
    assert reports.words_of(report) == "Please\nlook"
    assert bob.post(at(cast), sent).headers["Location"] == made.headers["Location"]
    assert Report.select().count() == 1
    assert "Alice Rossi" in bob.get("/reports").text


def test_bob_can_change_it_before_he_sends_it(visit: Visits, cast: Cast) -> None:
    page = visit(cast.bob).post(at(cast, "/new"), {**CATEGORY, "words": "Please", "seq": ["3"]}, status=200).text
    assert ticked(page) == [3]
    assert 3 in shown(page)


def test_bob_cannot_send_an_empty_report_or_too_much_and_keeps_what_he_wrote(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    for where in ("", "/check"):
        assert "Choose what it is about." in bob.post(at(cast, where), {"words": "Help"}, status=422).text
        assert "Say in a few words" in bob.post(at(cast, where), CATEGORY, status=422).text
        many = {**CATEGORY, "seq": [str(seq) for seq in range(1, 22)]}
        page = bob.post(at(cast, where), many, status=422).text
        assert "Tick twenty messages at most." in page
        assert len(ticked(page)) == 21
    assert bob.post(at(cast), {**CATEGORY, "words": "x" * 4_001}, status=422)
    assert not Report.select().exists()


def test_bob_is_told_what_cannot_be_shown_and_keeps_the_rest(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    message = Message.at(cast.pair, 41)
    assert message
    forged = vault.of_pair(cast.pair.id).seal(cast.alice.id, "message", message.uid, "Forged", seq=41)
    Message.update(body=forged).where((Message.pair == cast.pair) & (Message.seq == 41)).execute()
    sent = {**CATEGORY, "words": "Please look", "seq": ["41", "43"]}
    for where in ("", "/check"):
        page = bob.post(at(cast, where), sent, status=422).text
        assert "cannot be shown to be what was sent" in page
        assert "Please look" in page
        assert ticked(page) == [43]
    chat.delete_message(pair=cast.pair, author=cast.alice, seq=43)
    page = bob.post(at(cast), {**sent, "seq": ["43", "45"]}, status=422).text
    assert "deleted meanwhile" in page
    assert "Deleted by Alice" in page
    assert ticked(page) == [45]
    assert ticked(bob.get(at(cast, "/new?message=43")).text) == []
    assert not Excerpt.select().exists()


def test_bob_can_block_as_well_and_report_after_a_block(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    sent = {**CATEGORY, "seq": ["45"], "client_id": "one"}
    page = bob.post(at(cast, "/check"), sent, status=200).text
    assert 'id="block"' in page
    assert "checked" not in page
    bob.post(at(cast), {**sent, "block": "1"})
    assert Block.was_made_by(cast.bob.id, against_id=cast.alice.id)
    assert Excerpt.select().count() == 1
    again = bob.post(at(cast, "/check"), {**CATEGORY, "seq": ["44", "45"]}, status=200).text
    assert 'id="block"' not in again
    receipt = bob.follow(bob.post(at(cast), {**CATEGORY, "seq": ["44", "45"]})).text
    assert "Block Alice" not in receipt


def test_alice_can_report_after_she_was_blocked_and_after_she_left_the_group(visit: Visits, cast: Cast) -> None:
    safety.block(blocker=cast.bob, blocked=cast.alice)
    Membership.update(state="left").where(Membership.member == cast.alice).execute()
    alice = visit(cast.alice)
    assert 45 in shown(alice.get(at(cast, "/new")).text)
    alice.post(at(cast), {**CATEGORY, "seq": ["44"]})
    report = Report.get()
    assert (report.reported_id, report.group_id, report.queue) == (cast.bob.id, cast.group.id, "group")
    alice.post(f"/programs/{cast.program.id}/reports", {**CATEGORY, "words": "Not what it says"})
    alice.post(f"/members/{cast.bob.id}/reports", {**CATEGORY, "words": "He"})
    assert [row.kind for row in Report.select().order_by(Report.id)] == ["message", "program", "person"]


def test_an_urgent_report_says_first_whom_to_call(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    sent = {"category": "threat", "words": "I am afraid"}
    fallback = "call the emergency number of the place where you are"
    page = bob.post(at(cast, "/check"), sent, status=200).text
    assert fallback in page
    instance.change(host=cast.olivia, emergency={"it": "Chiama il 112", "en": "Call 112"})
    assert "Call 112" in bob.post(at(cast, "/check"), sent, status=200).text
    receipt = bob.follow(bob.post(at(cast), sent)).text
    assert "Call 112" in receipt
    assert fallback not in receipt
    calm = bob.post(at(cast, "/check"), {**sent, "category": "spam"}, status=200).text
    assert "Call 112" not in calm
    Member.update(language="it").where(Member.id == cast.bob.id).execute()
    assert "Chiama il 112" in bob.get(f"/reports/{Report.get().id}").text


def test_bob_reads_who_will_read_it_and_that_nobody_can(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    Membership.update(is_moderator=False).where(Membership.member == cast.sam).execute()
    page = bob.post(at(cast, "/check"), {**CATEGORY, "words": "Help"}, status=200).text
    assert "Nobody here can look at it at the moment" in page
    people.member("Harriet Host", is_host=True)
    page = bob.post(at(cast, "/check"), {**CATEGORY, "words": "Help"}, status=200).text
    assert "Whoever hosts Waymark reads it." in page
    receipt = bob.follow(bob.post(at(cast), {**CATEGORY, "words": "Help"})).text
    assert "Whoever hosts Waymark reads it." in receipt


def test_bob_reads_that_the_host_reads_it_once_no_moderator_is_left(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    address = bob.post(at(cast), {**CATEGORY, "words": "Help"}).headers["Location"]
    assert "The safety moderators of Parents of the valley read it." in bob.get(address).text
    Membership.update(state="left").where(Membership.member == cast.sam).execute()
    assert "Nobody here can look at it at the moment" in bob.get(address).text
    people.member("Harriet Host", is_host=True)
    assert "Whoever hosts Waymark reads it." in bob.get(address).text


def test_bob_is_led_from_alices_profile_to_the_messages_that_he_can_show(visit: Visits, cast: Cast) -> None:
    page = visit(cast.bob).get(f"/members/{cast.alice.id}/reports/new").text
    assert f'href="{at(cast, "/new")}"' in page
    assert 'name="seq"' not in page


def test_bob_can_report_a_person_in_the_group_where_it_happened(visit: Visits, cast: Cast) -> None:
    bob, where = visit(cast.bob), f"/members/{cast.sam.id}/reports"
    assert "Where did it happen?" not in bob.get(f"{where}/new").text
    other = people.group(cast.olivia, name="Newcomers")
    for someone in (cast.bob, cast.sam):
        people.join(other, someone)
    assert "Where did it happen?" in bob.get(f"{where}/new").text
    sent = {**CATEGORY, "words": "At the meeting", "seq": ["45"]}
    bob.post(where, sent, status=422)
    bob.post(where, {**sent, "place": str(other.id)})
    bob.post(where, {**sent, "place": "0"})
    bob.post(where, {**sent, "place": str(cast.group.id + 99)}, status=422)
    found = [(row.group_id, row.queue, row.kind) for row in Report.select().order_by(Report.id)]
    assert found == [(other.id, "host", "person"), (None, "host", "person")]
    assert not Excerpt.select().exists()


def test_dana_can_report_a_program_and_its_admin_does_not_read_it(visit: Visits, cast: Cast, dana: Member) -> None:
    Membership.update(is_moderator=True).where(Membership.member == cast.olivia).execute()
    where = f"/programs/{cast.program.id}/reports"
    assert f"{where}/new" in visit(dana).get(f"/programs/{cast.program.id}").text
    visit(dana).post(where, {**CATEGORY, "words": "They ask for money"})
    report = Report.get()
    assert (report.program_id, report.reported_id, report.queue) == (cast.program.id, None, "group")
    assert reports.handlers_of(report) == [cast.sam]


def test_bob_is_told_the_course_of_it_and_no_name(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    address = bob.post(at(cast), {**CATEGORY, "words": "Help"}).headers["Location"]
    report = Report.get()
    with writing():
        reports.move_on(Report.locked(report.id), "looking")
        CaseView.create(report=report, viewer=cast.sam)
    assert "Your report is being looked at." in bob.get("/").text
    page = bob.get(address).text
    assert "by a moderator" in page
    assert "Sam" not in page
    with writing():
        locked = Report.locked(report.id)
        reports.move_on(locked, "closed")
        reports.move_on(locked, "closed")
        told = vault.of_report(locked).seal("to_reporter", "We have spoken with them.")
        Decision.create(report=report, outcome="warning", to_reporter=told, decided_by=cast.sam)
    page = bob.get(address).text
    assert "We have spoken with them." in page
    assert "Sam" not in page
    home = bob.get("/").text
    assert "Your report is closed. See what was done." in home
    names = [row.names for row in Notification.select().where(Notification.member == cast.bob)]
    assert names == [{"report": str(report.id)}] * 2


def test_the_reported_learns_nothing(visit: Visits, cast: Cast) -> None:
    before = visit(cast.alice).get("/").text
    address = visit(cast.bob).post(at(cast), {**CATEGORY, "seq": ["45"]}).headers["Location"]
    alice = visit(cast.alice)
    alice.get(address, status=404)
    assert "None. You can report" in alice.get("/reports").text
    assert alice.get("/").text.count("<li") == before.count("<li")
    assert not Notification.select().where(Notification.member == cast.alice).exists()


def test_charlie_and_others_cannot_see_or_make_a_report_of_the_pair(visit: Visits, cast: Cast) -> None:
    address = visit(cast.bob).post(at(cast), {**CATEGORY, "seq": ["45"]}).headers["Location"]
    for someone in (cast.charlie, cast.olivia, cast.sam):
        browser = visit(someone)
        browser.get(address, status=404)
        browser.get(at(cast, "/new"), status=404)
        browser.post(at(cast), {**CATEGORY, "seq": ["45"]}, status=404)
    charlie = visit(cast.charlie)
    charlie.get(f"/members/{cast.bob.id}/reports/new", status=404)
    charlie.get(f"/programs/{cast.program.id}/reports/new", status=404)
    Enrollment.create(program=cast.program, member=cast.charlie, role="mentee", state="draft")
    charlie.get(f"/programs/{cast.program.id}/reports/new", status=404)


def test_bob_cannot_send_more_than_twenty_a_day(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    for _ in range(20):
        bob.post(at(cast), {**CATEGORY, "words": "Help"})
    bob.post(at(cast), {**CATEGORY, "words": "Help"}, status=429)
    bob.post(at(cast, "/check"), {**CATEGORY, "words": "Help"}, status=200)


def test_sam_is_told_once_that_a_case_waits_and_not_what_it_says(
    visit: Visits, cast: Cast, mailbox: Callable[[], list[Any]]
) -> None:
    bob = visit(cast.bob)
    for _ in range(2):
        bob.post(at(cast), {**CATEGORY, "words": "Please look", "seq": ["45"], "client_id": "once"})
    mails = mailbox()
    assert [mail["To"] for mail in mails] == ["sam@example.org"]
    assert not [word for word in ("Please look", "Words", "Bob", "Alice") if word in str(mails[0])]
