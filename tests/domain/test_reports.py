"""A report shows what its reporter ticked, proved to be what was sent, and nobody who is part of it handles it."""

from functools import partial
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag

from db.clock import now
from db.models import AuditEntry, DataKey, Excerpt, Member, Membership, Message, Report
from tests import people
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import chat, reports, safety, vault
from webapp.domain.errors import ExcerptIsGone, ExcerptNotVerified, TooManyExcerpts


@pytest.fixture(autouse=True)
def _written(cast: Cast) -> None:
    """Six messages, turn by turn; Alice's are the odd ones."""
    for number in range(1, 7):
        author = cast.alice if number % 2 else cast.bob
        chat.post_message(pair=cast.pair, author=author, body=f"Words {number}", client_id=f"c{number}")


def filed(cast: Cast, *, reporter: Member | None = None, **given: Any) -> Report:
    """Bob's report of Alice, from their pair."""
    told = {"kind": "message", "category": "harassment", "words": "Please look.", "pair": cast.pair, **given}
    return reports.file(reporter=reporter or cast.bob, **told)


def excerpts_of(report: Report) -> list[tuple[int, int, str | None]]:
    """Each excerpt's seq, the gap before it, and its words."""
    opened = vault.of_report(report)
    rows = Excerpt.select().where(Excerpt.report == report).order_by(Excerpt.seq)
    return [(row.seq, row.gap_before, opened.open(f"excerpt-{row.seq}", row.body)) for row in rows]


def test_bob_can_report_messages_and_what_he_did_not_tick_stays_closed(cast: Cast) -> None:
    report = Report.get_by_id(filed(cast, seqs=[6, 1, 3]).id)
    assert (report.reported_id, report.group_id, report.queue) == (cast.alice.id, cast.group.id, "group")
    assert excerpts_of(report) == [(1, 0, "Words 1"), (3, 1, "Words 3"), (6, 2, "Words 6")]
    assert vault.of_report(report).open("words", report.words) == "Please look."
    assert b"Please" not in report.words


def test_bob_cannot_show_a_message_that_was_tampered_with(cast: Cast) -> None:
    message = Message.at(cast.pair, 1)
    assert message
    forged = vault.of_pair(cast.pair.id).seal(cast.alice.id, "message", message.uid, "I hate you", seq=1)
    Message.update(body=forged).where((Message.pair == cast.pair) & (Message.seq == 1)).execute()
    with pytest.raises(ExcerptNotVerified):
        filed(cast, seqs=[1])
    Message.update(body=b"\x01" + b"0" * 60).where((Message.pair == cast.pair) & (Message.seq == 1)).execute()
    with pytest.raises(ExcerptNotVerified):
        filed(cast, seqs=[1])
    assert not Report.select().exists()


@pytest.mark.parametrize("column", ["seq", "edit", "author", "sent_at", "nonce", "uid"])
def test_a_tag_fits_only_the_place_where_the_words_stood(cast: Cast, column: str) -> None:
    message = Message.at(cast.pair, 1)
    assert message
    assert vault.verify(message, "Words 1")
    assert not vault.verify(message, "Words 2")
    others = {"author": cast.bob, "sent_at": now(), "nonce": b"0" * 16, "uid": vault.new_uid()}
    setattr(message, column, others.get(column, 7))
    assert not vault.verify(message, "Words 1")


def test_an_older_master_key_still_proves_and_still_opens(cast: Cast) -> None:
    report = filed(cast, seqs=[1])
    message = Message.at(cast.pair, 1)
    assert message
    try:
        vault.unlock([("k2", "n" * 40), ("k1", "k" * 40)])
        assert vault.verify(message, "Words 1")
        assert excerpts_of(report) == [(1, 0, "Words 1")]
        assert filed(cast, seqs=[1]).master == "k2"
        DataKey.delete().execute()
        vault.unlock([("k2", "n" * 40)])
        assert not vault.verify(message, "Words 1")
        with pytest.raises(vault.KeysDoNotFit):
            vault.check_canaries()
    finally:
        vault.unlock([("k1", "k" * 40)])


def test_an_excerpt_opens_in_its_own_report_only_and_not_once_that_is_shredded(cast: Cast) -> None:
    report, other = filed(cast, seqs=[1]), filed(cast, seqs=[2])
    sealed = Excerpt.get(Excerpt.report == report).body
    for place in ((report, "excerpt-2"), (other, "excerpt-1")):
        with pytest.raises(InvalidTag):
            vault.of_report(place[0]).open(place[1], sealed)
    moved = Report(id=other.id, master=report.master, wrapped=report.wrapped)
    with pytest.raises(InvalidTag):
        vault.of_report(moved)
    report.wrapped = None
    assert vault.of_report(report).open("excerpt-1", sealed) is None
    with pytest.raises(vault.ReportIsShredded):
        vault.of_report(report).seal("note", "Late")


def test_bob_cannot_show_what_was_deleted_and_shows_what_was_edited_as_it_is_now(cast: Cast) -> None:
    chat.delete_message(pair=cast.pair, author=cast.alice, seq=1)
    chat.edit_message(pair=cast.pair, author=cast.alice, seq=3, body="Other words")
    for gone in (1, 99):
        with pytest.raises(ExcerptIsGone):
            filed(cast, seqs=[gone, 3])
    report = filed(cast, seqs=[3, 6])
    assert excerpts_of(report) == [(3, 0, "Other words"), (6, 2, "Words 6")]
    assert Excerpt.get(Excerpt.seq == 3).edit == 1


def test_what_was_shown_stays_after_its_author_deletes_it(cast: Cast) -> None:
    report = filed(cast, seqs=[1])
    chat.delete_message(pair=cast.pair, author=cast.alice, seq=1)
    assert excerpts_of(report) == [(1, 0, "Words 1")]


def test_bob_cannot_show_more_than_twenty(cast: Cast) -> None:
    for number in range(7, 30):
        chat.post_message(pair=cast.pair, author=cast.alice, body="More", client_id=f"c{number}")
    with pytest.raises(TooManyExcerpts):
        filed(cast, seqs=range(1, 22))
    assert len(excerpts_of(filed(cast, seqs=range(1, 21)))) == 20


def test_bob_cannot_show_messages_of_another_pair(cast: Cast) -> None:
    other = people.introduced(cast.program, people.member("Erik Lind"), people.member("Dana Verdi"))
    with pytest.raises(ExcerptIsGone):
        filed(cast, reporter=other.mentee, pair=other, seqs=[1])


def test_bob_can_report_after_a_block(cast: Cast) -> None:
    safety.block(blocker=cast.bob, blocked=cast.alice)
    assert excerpts_of(filed(cast, seqs=[1])) == [(1, 0, "Words 1")]


def test_the_same_form_twice_is_one_report(cast: Cast) -> None:
    def send() -> Report:
        return filed(cast, seqs=[1], client_id="once")

    made = at_once(*[send] * 4)
    assert {each.id for each in made} == {Report.get().id}
    assert Excerpt.select().count() == 1
    assert [each.is_new for each in made].count(True) == 1
    assert filed(cast, reporter=cast.alice, seqs=[1], client_id="once").is_new


def test_a_form_that_bob_has_changed_and_sent_anew_is_another_report(cast: Cast) -> None:
    sent = [filed(cast, client_id="once", **changed) for changed in ({}, {"words": "More"}, {"seqs": [1]}, {})]
    assert [report.is_new for report in sent] == [True, True, True, False]
    assert sent[0].id == sent[3].id
    assert "once" not in {row.client_id for row in Report.select()}


def test_the_log_says_that_a_report_was_filed_and_not_by_whom(cast: Cast) -> None:
    report = filed(cast, category="threat")
    entry = AuditEntry.get(AuditEntry.action == "report.filed")
    assert (entry.actor_id, entry.group_id, entry.object_id) == (None, None, report.id)
    assert report.is_urgent


def test_nobody_who_is_part_of_it_handles_it(cast: Cast) -> None:
    host = people.member("Harriet Host", is_host=True)
    about_alice = filed(cast)
    assert reports.parties_of(about_alice) == {cast.alice.id, cast.bob.id}
    assert reports.handlers_of(about_alice) == [cast.sam]
    about_sam = reports.file(
        reporter=cast.charlie, kind="person", category="spam", words="", reported=cast.sam, group=cast.group
    )
    assert (about_sam.queue, reports.handlers_of(about_sam)) == ("host", [host])
    Membership.update(is_moderator=True).where(Membership.member == cast.olivia).execute()
    about_program = reports.file(reporter=cast.bob, kind="program", category="scam", words="", program=cast.program)
    assert reports.parties_of(about_program) == {cast.bob.id, cast.olivia.id}
    assert reports.handlers_of(about_program) == [cast.sam]
    by_the_host = reports.file(reporter=host, kind="person", category="spam", words="", reported=cast.sam)
    assert (by_the_host.queue, reports.handlers_of(by_the_host)) == ("host", [])


@pytest.mark.parametrize("change", [{"state": "suspended"}, {"state": "left"}, {"is_moderator": False}])
def test_a_report_that_no_moderator_can_handle_goes_to_the_host(cast: Cast, change: dict[str, Any]) -> None:
    Membership.update(change).where(Membership.member == cast.sam).execute()
    assert filed(cast).queue == "host"


def test_a_moderator_whose_account_is_closed_handles_nothing(cast: Cast) -> None:
    Member.update(deactivated_at=now()).where(Member.id == cast.sam.id).execute()
    assert filed(cast).queue == "host"


def test_charlie_cannot_be_thought_part_of_what_he_is_no_part_of(cast: Cast) -> None:
    assert cast.charlie.id not in reports.parties_of(filed(cast))
    file = partial(reports.file, reporter=cast.charlie, kind="person", category="other", words="")
    assert reports.parties_of(file(reported=cast.bob)) == {cast.charlie.id, cast.bob.id}
