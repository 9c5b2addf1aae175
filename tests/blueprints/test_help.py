"""Who needs help, as Olivia sees it, and what she can do about it; what reaches Alice and Bob of that."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from db.clock import now
from db.models import AuditEntry, CoordinatorNote, CoordinatorWord, Message, Pair, Pulse, Snooze
from tests import people
from tests.mails import link_in, mails_to
from tests.people import Cast
from webapp.domain import safety

Visits = Callable[..., Any]
BODY = "Is there anything that I can do?\nTell me."


@pytest.fixture
def roster(cast: Cast) -> str:
    """The list's address; Alice and Bob have never begun."""
    Pair.update(introduced_at=now() - timedelta(days=12)).execute()
    return f"/programs/{cast.program.id}/help"


def of_pair(cast: Cast, roster: str) -> str:
    return f"{roster}/{cast.pair.id}"


def words(browser: Any, address: str, **changes: str) -> dict[str, str]:
    """The form as the page has it, changed."""
    found = re.search(r'name="client_id"[^>]*value="([^"]+)"', browser.get(address).text)
    assert found
    return {"to": "both", "body": BODY, "client_id": found[1], **changes}


def test_olivia_can_see_who_needs_help_in_plain_words(visit: Visits, cast: Cast, roster: str) -> None:
    shown = visit(cast.olivia).get(roster).text
    assert "1 of 1" in shown
    assert "Alice Rossi" in shown
    assert "Nobody has written since they were introduced, 12 days ago." in shown
    assert "The mentee writes first; two sentences are enough." in shown
    assert f'href="{of_pair(cast, roster)}#word"' in shown


def test_olivia_can_narrow_the_list_by_its_address(visit: Visits, cast: Cast, roster: str) -> None:
    olivia = visit(cast.olivia)
    for kept, is_there in (
        ("level=help", True),
        ("level=watch", False),
        ("signal=never_started", True),
        ("signal=gap", False),
        ("snoozed=yes", False),
        ("level=nonsense&signal=nonsense&page=-3", True),
    ):
        shown = olivia.get(f"{roster}?{kept}").text
        assert ("Alice Rossi" in shown) == is_there, kept
        assert is_there or "No pair fits this." in shown


def test_olivia_reads_that_she_need_not_do_anything(visit: Visits, cast: Cast, roster: str) -> None:
    Pair.update(introduced_at=now()).execute()
    assert "Nobody needs help just now." in visit(cast.olivia).get(roster).text
    Pair.delete().execute()
    assert "Nobody has been introduced yet." in visit(cast.olivia).get(roster).text


def test_olivia_can_send_a_gentle_word_to_both(visit: Visits, cast: Cast, roster: str, mailbox: Any) -> None:
    olivia, address = visit(cast.olivia), of_pair(cast, roster)
    assert "Beginning is the hardest part" in olivia.get(address).text
    said = olivia.post(f"{address}/words", words(olivia, address))
    assert "on their way to both" in olivia.follow(said).text
    for member in (cast.alice, cast.bob):
        (mail,) = mails_to(mailbox, member.email)
        text = mail.get_content()
        assert mail["subject"] == "A word from Olivia"
        assert all(
            line in text for line in (f"Hello {member.first_name},", *BODY.split("\n"), "Olivia, for New parents")
        )
        assert link_in(mail) == f"/pairs/{cast.pair.id}/coordinator-words"
        browser = visit(member)
        assert "Olivia, who runs New parents, has written to you." in browser.get("/").text
        assert BODY.split("\n")[0] in browser.get(link_in(mail)).text


def test_olivia_can_write_to_one_alone(visit: Visits, cast: Cast, roster: str, mailbox: Any) -> None:
    olivia, address = visit(cast.olivia), of_pair(cast, roster)
    olivia.post(f"{address}/words", words(olivia, address, to="mentee"))
    assert [mail["to"] for mail in mailbox()] == [cast.bob.email]
    received = f"/pairs/{cast.pair.id}/coordinator-words"
    assert "Nothing yet." in visit(cast.alice).get(received).text
    visit(cast.charlie).get(received, status=404)
    olivia.get(received, status=404)


def test_a_word_without_words_comes_back_with_what_is_missing(visit: Visits, cast: Cast, roster: str) -> None:
    olivia, address = visit(cast.olivia), of_pair(cast, roster)
    shown = olivia.post(f"{address}/words", words(olivia, address, body=" "), status=422).text
    assert "Write something first." in shown
    assert olivia.post(f"{address}/words", words(olivia, address, to="everybody"), status=422)
    too_long = words(olivia, address, body="x" * 2001)
    assert "Keep it under 2,000 characters." in olivia.post(f"{address}/words", too_long, status=422).text
    assert not CoordinatorWord.select().exists()


def test_the_suggested_words_are_in_the_programs_language(visit: Visits, cast: Cast, roster: str) -> None:
    cast.program.language = "it"
    cast.program.save()
    assert "Beginning is the hardest part" not in visit(cast.olivia).get(of_pair(cast, roster)).text


def test_whoever_does_not_answer_is_the_one_to_write_to(visit: Visits, cast: Cast, roster: str) -> None:
    people.greeted(cast.pair, cast.bob)
    with_bob = re.compile(r'value="(\w+)" checked')
    assert with_bob.findall(visit(cast.olivia).get(of_pair(cast, roster)).text) == ["both"]
    Message.update(sent_at=now() - timedelta(days=8)).execute()
    shown = visit(cast.olivia).get(of_pair(cast, roster)).text
    assert "Alice has never answered" in shown
    assert with_bob.findall(shown) == ["mentor"]


def test_olivia_can_snooze_a_pair_and_bring_it_back(visit: Visits, cast: Cast, roster: str) -> None:
    olivia, address = visit(cast.olivia), of_pair(cast, roster)
    back = olivia.post(f"{address}/snoozes?level=help&signal=nonsense", {"days": "7"})
    assert back.headers["Location"] == f"{roster}?level=help"
    assert "Alice Rossi" not in olivia.get(roster).text
    assert "1 snoozed" in olivia.get(roster).text
    assert "Alice Rossi" in olivia.get(f"{roster}?snoozed=yes").text
    olivia.post(f"{address}/snoozes", {"days": "8"}, status=422)
    assert "Snoozed until" in olivia.get(address).text
    olivia.post(f"{address}/snoozes/delete")
    assert "Alice Rossi" in olivia.get(roster).text
    assert Snooze.select().count() == 1
    audit = olivia.get(f"/groups/{cast.group.slug}/audit?kind=pairs").text
    assert "Olivia Neri snoozed the pair of Alice Rossi and Bob Conti in New parents for 7 days" in audit


def test_olivia_can_keep_notes_that_nobody_else_reads(visit: Visits, cast: Cast, roster: str) -> None:
    anna = people.member("Anna Verdi")
    people.join(cast.group, anna, is_admin=True)
    olivia, address = visit(cast.olivia), of_pair(cast, roster)
    olivia.post(f"{address}/notes", {"body": "They are both shy."})
    note = CoordinatorNote.get()
    assert "They are both shy." in olivia.get(address).text
    assert "They are both shy." not in visit(anna).get(address).text
    visit(anna).post(f"{address}/notes/{note.id}/delete", status=404)
    olivia.post(f"{address}/notes", {"body": ""}, status=422)
    olivia.post(f"{address}/notes/{note.id}/delete")
    assert not CoordinatorNote.select().exists()


def test_olivia_cannot_look_after_a_pair_that_she_is_in(visit: Visits, cast: Cast, roster: str) -> None:
    own = people.introduced(cast.program, cast.olivia, people.member("Nora Blu"))
    Pair.update(introduced_at=now() - timedelta(days=12)).execute()
    Pulse.create(pair=own, member=own.mentee, period=now().date(), score=1)
    olivia = visit(cast.olivia)
    row = olivia.get(f"{roster}?signal=never_started").text
    assert "You are one of these two." in row
    assert f'href="/pairs/{own.id}/health"' in row
    assert f"{roster}/{own.id}" not in row
    assert "Nora" not in olivia.get(f"{roster}?signal=low_pulse").text
    olivia.get(f"{roster}/{own.id}", status=403)
    for verb, fields in (("snoozes", {"days": "7"}), ("snoozes/delete", {}), ("notes", {"body": "x"}), ("words", {})):
        olivia.post(f"{roster}/{own.id}/{verb}", fields, status=403)
    assert not AuditEntry.select().where(AuditEntry.action.startswith("help.")).exists()


def test_a_closed_pair_has_its_notes_and_nothing_to_do(visit: Visits, cast: Cast, roster: str) -> None:
    safety.block(blocker=cast.bob, blocked=cast.alice)
    olivia, address = visit(cast.olivia), of_pair(cast, roster)
    shown = olivia.get(address).text
    assert "This pair is closed." in shown
    assert 'id="word"' not in shown
    olivia.post(f"{address}/snoozes", {"days": "7"}, status=409)
    olivia.post(f"{address}/notes", {"body": "Ended in spring."})


@pytest.mark.parametrize("who", ["alice", "bob", "sam", "charlie"])
def test_nobody_else_can_see_who_needs_help(visit: Visits, cast: Cast, roster: str, who: str) -> None:
    status = 404 if who == "charlie" else 403
    for address in (roster, of_pair(cast, roster)):
        visit(getattr(cast, who)).get(address, status=status)


def test_olivia_cannot_reach_a_pair_of_another_program_through_hers(visit: Visits, cast: Cast, roster: str) -> None:
    other = people.program(cast.group, name="Another")
    pair = people.introduced(other, cast.sam, people.member("Nora Blu"))
    olivia = visit(cast.olivia)
    olivia.get(f"{roster}/{pair.id}", status=404)
    olivia.post(f"{roster}/{pair.id}/snoozes", {"days": "7"}, status=404)
