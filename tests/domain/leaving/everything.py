"""Bob with a row wherever a row may refer to a member, and a word of his own wherever words or names go."""

from datetime import date, timedelta
from typing import Any

from db.clock import now
from db.models import (
    TABLES,
    Acquaintance,
    Appeal,
    Ban,
    Block,
    CaseNote,
    CaseView,
    Decision,
    Enrollment,
    Excerpt,
    Export,
    FitAnswer,
    InstanceSetting,
    Invitation,
    Member,
    Membership,
    MentorRequest,
    Openness,
    PairingPolicy,
    PairingRule,
    Passkey,
    Precedence,
    ProfileField,
    Question,
    Ranking,
    RecoveryCode,
    Recusal,
    Report,
    Round,
    Row,
    ShownMentor,
    Suggestion,
    Suspension,
    TotpSecret,
    Wish,
)
from tests import people
from tests.domain.leaving import weekly
from tests.people import Cast
from webapp.domain import accounts, chat, deletions, notifications, progress, reactions, reports, requests, vault
from webapp.domain.matching import pool as pools

WORD = "zaunkoenig"  # in Bob's name and address, and in all that he writes
NAME = "Bob-Zaunkoenig Conti"
EMAIL = "bob.zaunkoenig@example.org"


def columns_to_member() -> list[tuple[type[Row], Any]]:
    """Every column of every table that refers to a member."""
    return [(table, field) for table in TABLES for field, target in table._meta.refs.items() if target is Member]


def fill(cast: Cast) -> None:
    """Give Bob a name and an address of his own, and the rows."""
    bob = cast.bob
    bob.name, bob.email = NAME, EMAIL
    bob.save()
    _in_the_pair(cast)
    _in_the_program(cast)
    _in_the_group(cast)
    _in_cases(cast)
    _account(bob)
    weekly.fill(cast, WORD)
    cast.olivia.is_host = True
    cast.olivia.save()


def _in_the_pair(cast: Cast) -> None:
    pair, bob, alice = cast.pair, cast.bob, cast.alice
    step = progress.path_of(pair).steps[0].step
    first = chat.post_message(pair=pair, author=bob, body=f"{WORD} said", client_id="1").line
    hers = chat.post_message(pair=pair, author=alice, body="what Alice wrote", client_id="2", reply_to=first.seq).line
    reactions.add(pair=pair, author=bob, seq=hers.seq, kind="yes")
    reactions.add(pair=pair, author=alice, seq=first.seq, kind="care")
    progress.add_note(pair=pair, author=bob, step=step, body=f"{WORD} noted")
    progress.add_note(pair=pair, author=alice, step=step, body="what Alice noted")
    progress.set_goal(pair=pair, author=bob, body=f"{WORD} aims")
    progress.check_in(pair=pair, member=bob, score=7, words=f"{WORD} checks in", today=date(2026, 1, 5))
    progress.check_in(pair=pair, member=alice, score=3, words="Alice checks in", today=date(2026, 1, 5))
    progress.complete_step(pair=pair, member=bob, step=step)
    FitAnswer.give(pair, bob, "good")
    pair.introduction = f"Alice, this is {bob.first_name}."
    pair.introduced_by = pair.paused_by = pair.closed_by = bob
    pair.save()
    notifications.notify(member=alice, kind="introduced", pair=pair, program=pair.program, partner=str(bob.name))
    other = people.introduced(people.program(cast.group), bob, alice)  # in another program it is the other way round
    chat.post_message(pair=other, author=bob, body=f"{WORD} again", client_id="1")


def _in_the_program(cast: Cast) -> None:
    program, bob, place = cast.program, cast.bob, cast.pair.mentee_enrollment
    PairingPolicy.create(program=program, choosing="asking")
    question = Question.create(program=program, role="mentee", position=1, label="What else?")
    place.goal = place.experience = place.location = f"{WORD} answers"
    place.topics, place.answers = [WORD], {str(question.id): f"{WORD} answers"}
    place.save()
    sam = people.enrolled(program, cast.sam, "mentor", capacity=2)
    asking = people.enrolled(people.program(cast.group), cast.sam, "mentee")
    theirs = people.enrolled(asking.program, bob, "mentor", capacity=2)
    PairingPolicy.create(program=asking.program, choosing="asking")
    for noun, mentee, mentor in ((ShownMentor, asking, theirs), (ShownMentor, place, sam)):
        noun.create(mentee=mentee, mentor=mentor)
    Ranking.create(mentee=place, mentor=sam, place=1)
    Ranking.create(mentee=asking, mentor=theirs, place=1)
    Openness.agree(theirs)
    requests.ask(enrollment=asking, actor=cast.sam)
    MentorRequest.create(mentee=place, mentor=sam, place=1, state="declined", asked_at=now())
    Precedence.put_first(place.id)
    Wish.create(enrollment=place, member=cast.alice, kind="wish")
    Wish.create(enrollment=sam, member=bob, kind="never")
    PairingRule.create(program=program, mentor=cast.sam, mentee=bob, kind="never", made_by=bob)
    PairingRule.create(program=program, mentor=bob, mentee=cast.sam, kind="never")
    pool = pools.of_enrollments(program, [place], [cast.pair.mentor_enrollment, sam])
    made = Round.create(program=program, inputs=pools.pack(pool), state="published", made_by=bob, published_by=bob)
    Suggestion.create(round=made, mentee=place, mentor=sam, proposed=sam)
    for kind in ("introduction_taken_back", "request_moved_on"):
        notifications.notify(member=cast.sam, kind=kind, program=program, partner=str(bob.first_name))
    program.created_by = bob
    program.save()


def _in_the_group(cast: Cast) -> None:
    group, bob = cast.group, cast.bob
    Acquaintance.create(group=group, member=bob, knows=cast.sam)
    Acquaintance.create(group=group, member=cast.sam, knows=bob)
    Membership.update(decided_by=bob).where((Membership.group == group) & (Membership.member == cast.sam)).execute()
    soon = {"expires_at": now() + timedelta(days=5)}
    Invitation.create(group=group, token_hash="1", email=EMAIL, created_by=cast.olivia, **soon)
    Invitation.create(group=group, token_hash="2", created_by=bob, **soon)
    group.created_by = bob
    group.save()
    people.group(bob, name="Bob's own")
    Suspension.create(group=group, member=bob, made_by=bob)


def _in_cases(cast: Cast) -> None:
    bob = cast.bob
    filed = reports.file(reporter=bob, kind="person", category="other", words=f"{WORD} reports", reported=cast.sam)
    about = reports.file(reporter=cast.alice, kind="message", category="other", words="look", pair=cast.pair, seqs=[1])
    assert Excerpt.select().where(Excerpt.author == bob).exists()
    for report in (filed, about):
        sealing = vault.of_report(report)
        CaseView.create(report=report, viewer=bob)
        Recusal.create(report=report, member=bob)
        CaseNote.create(report=report, author=bob, body=sealing.seal("note", f"{WORD} notes"))
        appeal = Appeal.create(report=report, member=bob, body=sealing.seal("appeal", f"{WORD} appeals"))
        told = {
            "to_reporter": sealing.seal("to_reporter", "thank you"),
            "to_reported": sealing.seal("to_reported", "please"),
        }
        Decision.create(report=report, appeal=appeal, outcome="warning", decided_by=bob, **told)
    assert Report.select().count() == 2
    Ban.create(email_hash="b" * 64, made_by=bob, member=bob)
    InstanceSetting.create(key="keep_report_days", value=180, changed_by=bob)


def _account(bob: Member) -> None:
    Block.create(blocker=bob, blocked=Member.get(Member.email == "charlie@example.org"))
    Block.create(blocker=Member.get(Member.email == "charlie@example.org"), blocked=bob)
    ProfileField.create(member=bob, field="about", value=f"{WORD} is me", audience="pairs")
    TotpSecret.create(member=bob, sealed=b"s", confirmed_at=now())
    RecoveryCode.create(member=bob, code_hash="c")
    Passkey.create(member=bob, credential_id=b"i", public_key=b"k", name=f"{WORD}'s phone")
    Export.create(member=bob, state="ready", archive=b"sealed", expires_at=now() + timedelta(days=1))
    notifications.notify(member=bob, kind="introduced", partner="Alice", note=WORD)
    accounts.open_session(bob, device=f"{WORD}'s browser")
    accounts.make_link(bob, "mail-change", email=f"{WORD}@elsewhere.org")


def due(bob: Member) -> None:
    """Bob has asked for it more than a day ago."""
    from db.clock import at

    with at(now() - deletions.CHANGE_OF_MIND - timedelta(minutes=1)):
        deletions.ask(member=bob)
    assert Enrollment.select().where(Enrollment.member == bob).exists()
