"""Deleting an account: a day to change one's mind, then nothing of it is left but what others wrote."""

import zlib
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from db.clock import now
from db.database import database, forget_past, is_sqlite, writing
from db.models import (
    TABLES,
    Block,
    DataKey,
    Deletion,
    Enrollment,
    Group,
    Member,
    Membership,
    Message,
    Notification,
    Pair,
    Program,
    Round,
)
from tests import people
from tests.domain.leaving import everything
from tests.domain.leaving.everything import WORD
from tests.people import Cast
from webapp.domain import accounts, chat, deletions, progress, vault
from webapp.domain.matching import pool as pools
from webapp.domain.rounds import record

# Which references to somebody who is gone stay, and why. Everything else is deleted or points to nobody.
STAYS = {
    "appeal.member": "a case's own, until the case's words are shredded",
    "ban.made_by": "who banned whom is a moderator's act",
    "ban.member": "a ban stays a ban",
    "case_note.author": "a case's own",
    "case_view.viewer": "that somebody looked is the reporter's to know",
    "community.created_by": "the group is its members'",
    "completion.member": "that the two have done a step is the partner's too",
    "decision.decided_by": "a case's own",
    "excerpt.author": "evidence that a reporter chose to show",
    "instance_setting.changed_by": "the instance's",
    "invitation.created_by": "the group's",
    "membership.decided_by": "the other member's place",
    "message.author": "the place of a message, without words: the partner's stay in order",
    "pair.closed_by": "the pair is the partner's too",
    "pair.introduced_by": "the pair is its two members'",
    "pair.mentee": "the pair is the partner's too",
    "pair.mentor": "the pair is the partner's too",
    "pair.paused_by": "the pair is the partner's too",
    "pairing_rule.made_by": "a rule for two others",
    "program.created_by": "the program is the group's",
    "recusal.member": "a case's own",
    "report.reported": "a case's own",
    "report.reporter": "a case's own",
    "round.made_by": "the program's record",
    "round.published_by": "the program's record",
    "suspension.made_by": "a case's own",
    "suspension.member": "that a case was handled",
    "announcement.author": "the program's record",
    "meeting.proposed_by": "when the two met is the other's as well",
    "meeting.answered_by": "as the meeting",
    "renewal.asked_by": "the pair's record",
    "rhythm.changed_by": "the program's record",
    "snooze.made_by": "the admins' own order of work",
    "stand_in.offered_by": "the other side's record of who stood in",
}


def delete(member: Member) -> deletions.Done:
    everything.due(member)
    done = deletions.carry_out(member_id=member.id)
    assert done
    return done


def test_bob_has_a_row_wherever_a_row_may_refer_to_him(cast: Cast) -> None:
    everything.fill(cast)
    Deletion.create(member=cast.bob, due_at=now())
    lacking = [
        f"{table.__name__}.{column.name}"
        for table, column in everything.columns_to_member()
        if not table.select().where(column == cast.bob).exists()
    ]
    assert not lacking, f"tests/domain/leaving/everything.py lacks a row with {lacking}; erasure.py may lack a step"


def test_nothing_of_bob_is_left_in_the_database(cast: Cast) -> None:
    everything.fill(cast)
    assert sum(WORD in str(list(table.select().tuples())).lower() for table in TABLES) > 5
    delete(cast.bob)
    for table in TABLES:
        assert WORD not in str(list(table.select().tuples())).lower(), table.__name__
    for row in Round.select():
        assert WORD not in zlib.decompress(row.inputs).decode()
    if is_sqlite():
        assert forget_past()
        for file in Path(database.obj.database).parent.glob("test.db*"):
            assert WORD.encode() not in file.read_bytes().lower(), file.name


def test_only_what_is_said_to_stay_refers_to_bob(cast: Cast) -> None:
    everything.fill(cast)
    delete(cast.bob)
    stays = {
        f"{table._meta.table_name}.{column.name}"
        for table, column in everything.columns_to_member()
        if table.select().where(column == cast.bob).exists()
    }
    assert stays <= STAYS.keys(), f"say in STAYS why {sorted(stays - STAYS.keys())} stays, or delete it in erasure.py"


def test_alice_can_read_her_own_words_afterwards_and_none_of_bobs(cast: Cast) -> None:
    everything.fill(cast)
    delete(cast.bob)
    pair = Pair.with_id(cast.pair.id)
    assert pair is not None
    lines = chat.page(pair=pair, reader=cast.alice).lines
    replies = chat.page(pair=pair, reader=cast.alice, thread=chat.Thread(None, 1)).lines
    assert [line.text for line in (*lines, *replies)] == [None, "what Alice wrote"]
    keys = vault.of_pair(pair.id)
    notes = progress.notes_on(pair, progress.path_of(pair).steps[0].step, keys)
    assert [note.text for note in notes] == ["what Alice noted"]
    assert [said.text for said in progress.check_ins_of(pair, keys)] == ["Alice checks in"]
    assert not DataKey.select().where(DataKey.author == cast.bob).exists()


def test_alice_is_told_neutrally_and_comes_to_wait_again(cast: Cast) -> None:
    done = delete(cast.bob)
    assert [closed.pair.id for closed in done.closed] == [cast.pair.id]
    told = Notification.get((Notification.member == cast.alice) & (Notification.kind == "partner_left_mentor"))
    assert told.names == {"program": cast.program.name}
    assert Pair.get_by_id(cast.pair.id).state == "ended"
    assert Pair.get_by_id(cast.pair.id).closed_by_id is None
    assert Enrollment.get_by_id(cast.pair.mentor_enrollment_id).state == "waiting"


def test_a_former_member_has_a_name_in_the_readers_language(app: Flask, cast: Cast) -> None:
    delete(cast.bob)
    pair = Pair.with_id(cast.pair.id)
    assert pair is not None
    bob = pair.partner_of(cast.alice)
    with app.test_request_context():
        with force_locale("en"):
            assert (bob.name, bob.first_name, bob.initial) == ("A former member", "a former member", "–")
        with force_locale("it"):
            assert bob.name == "Una persona non più iscritta"
            names = dict(Member.select(Member.id, Member.name).where(Member.id == bob.id).tuples())
            assert names == {bob.id: "Una persona non più iscritta"}
    bob.save()
    assert database.execute_sql("SELECT COUNT(*) FROM member WHERE name = ''").fetchone()[0] == 1


def test_the_address_can_be_used_anew_and_a_former_member_has_none(cast: Cast) -> None:
    delete(cast.bob)
    gone = Member.get_by_id(cast.bob.id)
    assert gone.is_gone
    assert not gone.is_active
    assert "@" not in gone.email
    made = accounts.sign_up(
        name="Bob", email="bob@example.org", password=people.PASSWORD, language="en", time_zone="UTC", verified=True
    )
    assert made
    assert made.id != gone.id


def test_a_group_with_nobody_else_goes_and_one_that_others_read_in_is_closed(cast: Cast) -> None:
    empty, read = people.group(cast.charlie, name="Nobody else"), people.group(cast.charlie, name="Once two")
    pair = people.introduced(people.program(read), cast.alice, cast.charlie)
    Membership.delete().where((Membership.group == read) & (Membership.member == cast.alice)).execute()
    chat.post_message(pair=pair, author=cast.alice, body="still mine", client_id="1")
    delete(cast.charlie)
    assert Group.get_or_none(Group.id == empty.id) is None
    assert Group.get_by_id(read.id).join_rule == "invitation"
    assert Program.get(Program.group == read).state == "archived"
    assert [line.text for line in chat.page(pair=Pair.get_by_id(pair.id), reader=cast.alice).lines] == ["still mine"]


def test_a_round_without_bobs_answers_says_that_it_cannot_be_worked_out_again(cast: Cast) -> None:
    everything.fill(cast)
    made = Round.get()
    assert record.can_be_replayed(made)
    delete(cast.bob)
    made = Round.get()
    assert not record.can_be_replayed(made)
    assert cast.bob.id not in {person.member_id for person in pools.unpack(made.inputs).mentees}
    record.fared(made)


def test_it_may_run_twice_and_goes_on_after_a_kill(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    everything.fill(cast)
    everything.due(cast.bob)
    steps = (
        "close",
        "forget_in_pair",
        "leave_queues",
        "forget_notices",
        "clear_rounds",
        "leave_programs",
        "leave_group",
    )
    for step in (*steps, "forget"):
        with monkeypatch.context() as patched:
            patched.setattr(deletions.erasure, step, _killed)
            with pytest.raises(KeyboardInterrupt):
                deletions.carry_out(member_id=cast.bob.id)
        assert not DataKey.select().where(DataKey.author == cast.bob).exists()  # the words are gone with the first step
    assert deletions.carry_out(member_id=cast.bob.id)
    assert deletions.carry_out(member_id=cast.bob.id) is None
    left = Notification.select().where(
        Notification.kind.startswith("partner_left") & (Notification.member == cast.alice)
    )
    assert left.count() == 2  # one for each of their two pairs
    for table in TABLES:
        assert WORD not in str(list(table.select().tuples())).lower(), table.__name__


def _killed(*_args: object) -> None:
    raise KeyboardInterrupt


def test_a_long_conversation_is_cleared_whole(cast: Cast) -> None:
    with writing():
        first = chat.post_message(pair=cast.pair, author=cast.bob, body="one", client_id="0").line.message
        row = dict(first.__data__)
        copies = [{**row, "seq": n, "changed_seq": n, "client_id": str(n)} for n in range(2, 2_501)]
        for start in range(0, len(copies), 200):
            Message.insert_many(copies[start : start + 200]).execute()
        Pair.update(seq=2_500).execute()
    delete(cast.bob)
    assert Message.select().where(Message.deleted_at.is_null(False) & Message.body.is_null()).count() == 2_500


def test_whoever_blocked_bob_has_him_no_longer_on_their_list(cast: Cast) -> None:
    Block.create(blocker=cast.charlie, blocked=cast.bob)
    delete(cast.bob)
    assert not Block.select().exists()
