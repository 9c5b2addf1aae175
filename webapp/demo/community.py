"""The demo community: one group, a running program, six pairs with a history, people still waiting to be paired."""

from datetime import datetime, timedelta

from db import clock
from db.database import writing
from db.models import Enrollment, Group, Member, Membership, Pair, Program, Step
from webapp.demo import people, weeks
from webapp.domain import chat, curricula, pairing, profiles, programs, progress
from webapp.domain.passwords import hash_password
from webapp.domain.profiles import Entry

PASSWORD = "waymark waymark"  # noqa: S105 # printed in the terminal; development only
SIGN_IN_AS = (
    ("olivia", "runs the group and pairs people; also this instance's host"),
    ("giulia", "a mentee, in the middle of her path"),
    ("amina", "her mentor"),
    ("noor", "a mentee who waits to be paired"),
    ("anna", "a mentee at the end of her path"),
)
SLUG = "new-parents-of-the-valley"
STARTED = 66  # days ago


def is_wanted() -> bool:
    """Whether the database is empty."""
    return not Member.select().exists()


def is_here() -> bool:
    """Whether this is the demo's database."""
    return Group.select().where(Group.slug == SLUG).exists()


def sign_in_as() -> str:
    """Whom to be, for the terminal."""
    lines = [f"  {name}@example.org  {who}" for name, who in SIGN_IN_AS]
    return "\n".join([f"Sign in with the password “{PASSWORD}” as", *lines])


def make() -> None:
    """Fill an empty database, as if nine weeks of it had happened; nothing of that leaves by mail."""
    began = clock.now() - timedelta(days=STARTED + 5)
    with clock.at(began):
        everybody = _members()
        olivia = everybody[people.ADMIN.name]
        group = _group(olivia, everybody)
        for name, said in people.PROFILES.items():
            profiles.change(actor=everybody[name], entries={field: Entry(*each) for field, each in said.items()})
        program = _program(group, olivia)
        places = [_enroll(program, everybody[p.name], p) for p in (*people.MENTORS, *people.MENTEES)]
        weeks.set_rhythm(program, olivia)
    pairs = [_live(n, program, olivia, places) for n in range(len(people.PAIRS))]
    weeks.part(pairs)
    weeks.leave_for_some_days(pairs[people.IS_AWAY].mentor)
    weeks.tell_everybody(program, olivia)
    weeks.settle()


def _live(n: int, program: Program, olivia: Member, places: list[Enrollment]) -> Pair:
    """One pair's weeks up to its last message, which is news to the other one."""
    mentor, mentee, steps, talk = people.PAIRS[n]
    pair = _introduce(program, olivia, places[mentor], places[len(people.MENTORS) + mentee], talk)
    _walk(pair, steps, talk[:-1])
    if n == 0:
        _share(pair)
        weeks.meet(pair)
    weeks.answer(pair, n)
    _read(pair)
    _say(pair, len(talk), talk[-1])
    return pair


def _members() -> dict[str, Member]:
    password_hash = hash_password(PASSWORD)
    everybody = (people.ADMIN, people.MODERATOR, *people.MENTORS, *people.MENTEES)
    with writing():
        return {
            person.name: Member.create(
                name=person.name,
                email=f"{person.name.split()[0].lower()}@example.org",
                password_hash=password_hash,
                time_zone="Europe/Rome",
                adult_confirmed_at=clock.now(),
                email_verified_at=clock.now(),
                is_host=person is people.ADMIN,
            )
            for person in everybody
        }


def _group(olivia: Member, everybody: dict[str, Member]) -> Group:
    with writing():
        group = Group.create(
            slug=SLUG,
            name="New parents of the valley",
            category="parenting",
            description="Parents of small children between Trento and the lake. We lend prams, time and ears.",
            join_rule="open",
            created_by=olivia,
        )
        for name, member in everybody.items():
            is_moderator = name == people.MODERATOR.name
            is_admin = member.id == olivia.id
            Membership.create(group=group, member=member, state="active", is_admin=is_admin, is_moderator=is_moderator)
    return group


def _program(group: Group, olivia: Member) -> Program:
    curriculum = curricula.built_in("new-parents", "en")
    assert curriculum  # noqa: S101 # it comes with the app
    starts_on = clock.now().date() + timedelta(days=5)
    program = programs.create(
        actor=olivia,
        group=group,
        curriculum=curriculum,
        state="enrolling",
        name="New parents, autumn",
        starts_on=starts_on,
    )
    programs.change_state(program=program, actor=olivia, to="running", today=starts_on)
    return Program.get_by_id(program.id)


def _enroll(program: Program, member: Member, person: people.Person) -> Enrollment:
    with writing():
        return Enrollment.create(
            program=program,
            member=member,
            role=person.role,
            state="waiting",
            time_zone="Europe/Rome",
            submitted_at=_submitted_at(person, member),
            **person.answers,
        )


def _submitted_at(person: people.Person, member: Member) -> datetime:
    """Some days before they were introduced; whoever waits has not waited since the beginning."""
    mentees = [people.MENTEES[mentee].name for _, mentee, _, _ in people.PAIRS]
    if person.role == "mentor":
        return clock.now() + timedelta(days=member.id % 5)
    with clock.at(clock.now() + timedelta(days=STARTED + 5)):
        waited = people.PAIRS[mentees.index(person.name)][3][0][0] + 1 if person.name in mentees else 0
        return weeks.ago(waited + 2 + member.id % 5, 9)


def _introduce(program: Program, olivia: Member, mentor: Enrollment, mentee: Enrollment, talk: people.Talk) -> Pair:
    names = {"mentor": mentor.member.first_name, "mentee": mentee.member.first_name}
    with clock.at(weeks.ago(talk[0][0] + 1, 18)):
        return pairing.introduce(
            by=olivia,
            program=program,
            mentor_enrollment_id=mentor.id,
            mentee_enrollment_id=mentee.id,
            introduction=people.INTRODUCTION.format(**names),
        )


def _walk(pair: Pair, steps: int, talk: people.Talk) -> None:
    path = list(Step.of_program(pair.program))
    for n, said in enumerate(talk, 1):
        _say(pair, n, said)
    for n, step in enumerate(path[:steps]):
        with clock.at(weeks.ago(talk[-1][0] + 7 * (steps - 1 - n), 22)):
            progress.complete_step(pair=pair, member=pair.mentee, step=step)


def _say(pair: Pair, number: int, said: people.Said) -> None:
    days, hour, role, words = said
    author = pair.mentor if role == "mentor" else pair.mentee
    with clock.at(weeks.ago(days, hour)):
        chat.post_message(pair=pair, author=author, body=words, client_id=f"demo-{pair.id}-{number:02}")


def _read(pair: Pair) -> None:
    """Both have read what was said so far; the last message is news."""
    fresh = Pair.get_by_id(pair.id)
    for member in (fresh.mentor, fresh.mentee):
        chat.mark_seen(pair=fresh, member=member, seq=fresh.seq)


def _share(pair: Pair) -> None:
    step = list(Step.of_program(pair.program))[2]
    with clock.at(weeks.ago(6, 22)):
        progress.set_goal(pair=pair, author=pair.mentee, body=people.GOAL)
        progress.add_note(pair=pair, author=pair.mentee, step=step, body=people.NOTE)
        today = clock.now().date()
        progress.check_in(
            pair=pair, member=pair.mentor, score=8, words="You are doing more than you think.", today=today
        )
        chat.post_message(
            pair=pair, author=pair.mentor, body="So glad for you both.", client_id=f"demo-{pair.id}-re", reply_to=11
        )
