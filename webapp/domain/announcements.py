"""An admin's words to a program or a part of it: to whoever fits when they are sent, once, whatever is killed.

`announce` writes in one transaction whom it goes to. `tell` leaves each of them a notification, some in one
transaction, until everybody was told; it may run in every process at once.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from peewee import JOIN

from db.clock import now
from db.database import alone, writing
from db.models import (
    Announcement,
    AnnouncementReader,
    Block,
    Enrollment,
    Group,
    Member,
    Membership,
    Pair,
    Program,
    Step,
)
from db.models.pair import OPEN, UNDER_WAY
from webapp.domain import audit, notifications, office, ways_on
from webapp.domain.errors import ClientIdReused, NobodyToTell, NotYours
from webapp.domain.glance.lines import here

LONGEST_TITLE, LONGEST = 120, 4_000  # characters
ENROLLED = ("waiting", "paired", "paused")
QUIET = timedelta(days=14)  # silent for so long, as in the list of pairs
AT_ONCE = 50  # people told in one transaction, so that others of the process get their turn
ROWS = 500  # of one statement
A_STEP = "step:"  # what the audience of those at a step begins with; its id follows


@dataclass(frozen=True)
class Count:
    """How many people an audience is. Somebody may be a mentor and a mentee in a program."""

    people: int
    mentors: int
    mentees: int


def people_in(program: Program, audience: str) -> dict[int, set[str]]:
    """The members of an audience with their roles (four queries): who fits now, is in the group and has an account.

    Nobody who has said goodbye to the program. Raises NotYours for an audience that the program does not have.
    """
    found: dict[int, set[str]] = {}
    over = ways_on.goodbyes(program.id)
    for member_id, role in _fitting(program, audience).tuples():
        if member_id not in over:
            found.setdefault(member_id, set()).add(role)
    return found


def count(program: Program, audience: str) -> Count:
    """How many that is. Raises NotYours."""
    roles = people_in(program, audience).values()
    return Count(len(roles), sum("mentor" in role for role in roles), sum("mentee" in role for role in roles))


def announce(*, program: Program, actor: Member, audience: str, title: str, body: str, client_id: str) -> Announcement:
    """Send words to whoever fits now, once: with the same `client_id` the same announcement comes back.

    Raises NotYours (also NotAnAdminNow), NobodyToTell, ClientIdReused (it was used for another one).
    """
    with writing():
        alone(f"announcement|{client_id}")
        office.demand_admin(program, actor)
        sent = Announcement.get_or_none(Announcement.client_id == client_id)
        if sent is not None:
            return _same(sent, program, actor)
        people = sorted(people_in(program, audience))
        if not people:
            raise NobodyToTell
        words = {"audience": audience, "title": title, "body": body}
        made = Announcement.create(program=program, author=actor, client_id=client_id, people=len(people), **words)
        for first in range(0, len(people), ROWS):
            rows = [{"announcement": made, "member": member} for member in people[first : first + ROWS]]
            AnnouncementReader.insert_many(rows).execute()
        said = {"program": program.id, "audience": audience.partition(":")[0], "people": len(people)}
        audit.record("announcement.sent", by=actor, of=made, group=program.group_id, **said)
    return made


def tell_all() -> int:
    """Tell everybody who is still to be told of an announcement; returns how many that were."""
    waiting = Announcement.select(Announcement.id).where(Announcement.told_at.is_null()).order_by(Announcement.id)
    return sum(tell(announcement_id) for (announcement_id,) in list(waiting.tuples()))


def tell_some(announcement_id: int) -> None:
    """Tell the first of them, who are all in a small program; `tell_all` goes on from there."""
    if len(_tell_some(announcement_id, 0)) < AT_ONCE:
        _tell_some(announcement_id, 0)  # which notes that everybody was


def tell(announcement_id: int) -> int:
    """Tell those whom an announcement goes to and who were not told yet; returns how many that were."""
    told, last_id = 0, 0
    while some := _tell_some(announcement_id, last_id):
        told, last_id = told + len(some), some[-1]
        time.sleep(0)  # other work of this process gets its turn
    return told


def read_by(member: Member, announcement_id: int) -> Announcement | None:
    """An announcement that went to a member, or that they look after as an admin, with its program and group."""
    rows = Announcement.select(Announcement, Program, Group).join(Program).join(Group)
    found: Announcement | None = rows.where(Announcement.id == announcement_id).first()
    membership = Membership.of(found.program.group, member) if found else None
    if found is None or membership is None or not membership.is_active:
        return None
    reader = AnnouncementReader
    went = reader.select().where((reader.announcement == found) & (reader.member == member))
    return found if membership.is_admin or went.exists() else None


def sent_to(program: Program, member: Member, limit: int) -> list[Announcement]:
    """A program's newest announcements that went to a member (one query)."""
    mine = AnnouncementReader.select(AnnouncementReader.announcement).where(AnnouncementReader.member == member)
    rows = Announcement.select().where((Announcement.program == program) & Announcement.id.in_(mine))
    return list(rows.order_by(Announcement.id.desc()).limit(limit))


def of_program(program: Program) -> Any:
    """All of a program's announcements with their authors, newest first."""
    rows = Announcement.select(Announcement, Member).join(
        Member, JOIN.LEFT_OUTER, on=(Announcement.author == Member.id)
    )
    return rows.where(Announcement.program == program).order_by(Announcement.id.desc())


def steps_of(program: Program) -> dict[int, str]:
    """The titles of all steps that an audience may name, removed ones too (one query)."""
    return dict(Step.select(Step.id, Step.title).where(Step.program == program).tuples())


def _tell_some(announcement_id: int, after: int) -> list[int]:
    """Those told in one transaction, by their ids as readers; none once everybody was, which is noted."""
    with writing():
        alone(f"announcement|{announcement_id}")
        announcement = Announcement.get_by_id(announcement_id)
        reader = AnnouncementReader
        mine = (reader.announcement == announcement) & (reader.id > after) & ~reader.is_told
        some = list(reader.select(reader, Member).join(Member).where(mine).order_by(reader.id).limit(AT_ONCE))
        if not some:
            Announcement.update(told_at=now()).where(Announcement.id == announcement.id).execute()
            return []
        named = {"about": announcement.author_id, "announcement": str(announcement.id)}
        for row in _reachable(announcement, some):
            notifications.notify(member=row.member, kind="announcement", program=announcement.program, **named)
        ids = [row.id for row in some]
        reader.update(is_told=True).where(reader.id.in_(ids)).execute()
    return ids


def _reachable(announcement: Announcement, readers: list[AnnouncementReader]) -> list[AnnouncementReader]:
    """Without those who have left meanwhile, and those between whom and its author a block stands: nothing is sent to
    them. It is on the program's page, which is the program's and not its author's, if they look there."""
    ids = [row.member_id for row in readers]
    here = Membership.active_among(announcement.program.group_id, ids)
    author = announcement.author_id
    blocks = Block.among([*ids, author]) if author is not None else set()
    return [row for row in readers if row.member_id in here and frozenset((row.member_id, author)) not in blocks]


def _same(sent: Announcement, program: Program, actor: Member) -> Announcement:
    if (sent.program_id, sent.author_id) != (program.id, actor.id):
        raise ClientIdReused
    return sent


def _fitting(program: Program, audience: str) -> Any:
    """Members and roles of whoever fits an audience."""
    group = Membership.select(Membership.member).where(
        (Membership.group == program.group_id) & (Membership.state == "active")
    )
    rows = Enrollment.select(Enrollment.member, Enrollment.role).join(Member, on=(Enrollment.member == Member.id))
    here = (Enrollment.program == program) & Member.deactivated_at.is_null() & Enrollment.member.in_(group)
    return rows.where(here & _condition(program, audience))


def _condition(program: Program, audience: str) -> Any:
    if audience.startswith(A_STEP):
        return _has_pair(program, _stands_at(program, audience.removeprefix(A_STEP)))
    if audience not in AUDIENCES:
        raise NotYours
    return AUDIENCES[audience](program)


def _enrolled(program: Program) -> Any:
    return Enrollment.state.in_(ENROLLED)


def _of_role(role: str) -> Callable[[Program], Any]:
    return lambda program: _enrolled(program) & (Enrollment.role == role)


def _in_state(state: str) -> Callable[[Program], Any]:
    return lambda program: Enrollment.state == state


def _under_way(program: Program) -> Any:
    return _has_pair(program, Pair.state.in_(UNDER_WAY))


def _quiet(program: Program) -> Any:
    since = now() - QUIET
    never = Pair.last_active_at.is_null() & (Pair.introduced_at < since)
    return _has_pair(program, Pair.state.in_(OPEN) & ((Pair.last_active_at < since) | never))


def _has_pair(program: Program, condition: Any) -> Any:
    """Whoever is in their role one of a pair that fits."""
    fitting = (Pair.program == program) & condition
    mentors = Pair.select(Pair.mentor).where(fitting)
    mentees = Pair.select(Pair.mentee).where(fitting)
    as_mentor = (Enrollment.role == "mentor") & Enrollment.member.in_(mentors)
    return as_mentor | ((Enrollment.role == "mentee") & Enrollment.member.in_(mentees))


def _stands_at(program: Program, step_id: str) -> Any:
    """Pairs under way whose first step that is not done is this one."""
    step = Step.get_or_none((Step.program == program) & (Step.id == (int(step_id) if step_id.isdigit() else 0)))
    if step is None or step.removed_at is not None:
        raise NotYours
    return Pair.state.in_(UNDER_WAY) & (here(program) == step.position)


AUDIENCES: dict[str, Callable[[Program], Any]] = {
    "all": _enrolled,
    "mentors": _of_role("mentor"),
    "mentees": _of_role("mentee"),
    "waiting": _in_state("waiting"),
    "pairs": _under_way,
    "quiet": _quiet,
    "finished": _in_state("completed"),
}
