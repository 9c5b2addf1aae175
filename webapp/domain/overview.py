"""What somebody finds when they come home: their pairs, places and groups, and what an admin has waiting.

Each part is a fixed number of queries, however many rows there are.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from peewee import fn

from db.models import Completion, Enrollment, Group, Member, Membership, Message, Notification, Pair, Program, Step
from webapp.domain import choices, fit, waiting
from webapp.domain.cases import queues as cases
from webapp.domain.choices import Choice
from webapp.domain.fit import Say
from webapp.domain.progress import Path, PathStep
from webapp.domain.waiting import Outlook

MOST_PAIRS = 100
MOST_NEWS = 6  # the rest stands on the bell's page
LISTED_STATES = ("draft", "requested", "waiting", "paired", "paused")
OPEN_PROGRAMS = ("enrolling", "running")


@dataclass(frozen=True)
class Walk:
    """A pair of the member's: the partner, where the two are on their path, what is unread, what can be said of it."""

    pair: Pair
    partner: Member
    role: str
    path: Path
    unread: int
    say: Say

    @property
    def is_silent(self) -> bool:
        """Whether nothing has happened between the two yet."""
        return self.pair.last_active_at is None


@dataclass(frozen=True)
class Place:
    """An enrollment of the member's; `others` wait in the same role of the program."""

    enrollment: Enrollment
    others: int
    outlook: Outlook
    choice: Choice


@dataclass(frozen=True)
class Task:
    """What waits for somebody who looks after a group, or (without a group) for the host.

    `kind` is `requests` (to join the group), `applications`, `mentees`, `draft`, or `cases`.
    """

    kind: str
    count: int
    group: Group | None
    program: Program | None = None


@dataclass(frozen=True)
class Overview:
    """Everything that the home page shows."""

    notifications: list[Notification]
    walks: list[Walk]
    closed: list[Walk]
    places: list[Place]
    memberships: list[Membership]
    tasks: list[Task]

    @property
    def is_admin(self) -> bool:
        """Whether the member runs a group."""
        return any(membership.is_admin for membership in self.memberships)

    @property
    def first_group(self) -> Group | None:
        """A group that the member is in, to go on from."""
        return next((membership.group for membership in self.memberships if membership.is_active), None)


def of_member(member: Member) -> Overview:
    """The member's home page."""
    walks = sorted(_walks(member), key=lambda walk: walk.unread == 0)  # what is unread first, then the newest
    memberships = list(_memberships(member))
    return Overview(
        notifications=list(Notification.unread_of(member, limit=MOST_NEWS)),
        walks=[walk for walk in walks if walk.pair.is_under_way],
        closed=[walk for walk in walks if not walk.pair.is_under_way],
        places=_places(member),
        memberships=memberships,
        tasks=_case_tasks(member, memberships) + _tasks([m.group for m in memberships if m.is_admin and m.is_active]),
    )


def looks_after_something(member: Member) -> bool:
    """Whether a member runs or moderates a group, or the instance."""
    office = Membership.is_admin | Membership.is_moderator
    mine = (Membership.member == member) & (Membership.state == "active") & office
    return bool(member.is_host or Membership.select(Membership.id).where(mine).exists())


def of_instance() -> dict[str, int]:
    """How much there is on this instance, for its host: counts, and nothing of anybody's."""
    tables = {"members": Member, "groups": Group, "programs": Program, "pairs": Pair}
    return {name: int(table.select().count()) for name, table in tables.items()}


def _walks(member: Member) -> list[Walk]:
    pairs = list(Pair.of_member(member).limit(MOST_PAIRS))
    paths, unread, says = _paths(pairs), Message.unread_counts(member), fit.of_pairs(pairs, member)
    return [
        Walk(pair, pair.partner_of(member), pair.role_of(member), paths[pair.id], unread.get(pair.id, 0), says[pair.id])
        for pair in pairs
    ]


def _paths(pairs: list[Pair]) -> dict[int, Path]:
    """Each pair's path, as `progress.path_of` has one: two queries for all."""
    programs, ids = {pair.program_id for pair in pairs}, [pair.id for pair in pairs]
    columns = (Step.id, Step.program, Step.position, Step.title, Step.removed_at)
    steps = defaultdict(list)
    for step in Step.select(*columns).where(Step.program.in_(programs)).order_by(Step.position, Step.id):
        steps[step.program_id].append(step)
    done: dict[int, dict[int, Completion]] = defaultdict(dict)
    for completion in Completion.select().where(Completion.pair.in_(ids)):
        done[completion.pair_id][completion.step_id] = completion
    return {pair.id: _path(steps[pair.program_id], done[pair.id]) for pair in pairs}


def _path(steps: list[Step], done: dict[int, Completion]) -> Path:
    shown = [step for step in steps if step.removed_at is None or step.id in done]
    return Path([PathStep(n, step, done.get(step.id)) for n, step in enumerate(shown, 1)])


def _places(member: Member) -> list[Place]:
    query = Enrollment.select(Enrollment, Program, Group).join(Program).join(Group)
    mine = (Enrollment.member == member) & Enrollment.state.in_(LISTED_STATES) & Program.state.in_(OPEN_PROGRAMS)
    mine &= ~Membership.suspends(Enrollment.member, Program.group)
    enrollments = list(query.where(mine).order_by(Enrollment.id.desc()))
    counts = _count(
        Enrollment.select(Enrollment.program, Enrollment.role, fn.COUNT(Enrollment.id))
        .join(Program)
        .where(Enrollment.program.in_([e.program_id for e in enrollments]) & (Enrollment.state == "waiting"))
        .where(~Membership.suspends(Enrollment.member, Program.group))
        .group_by(Enrollment.program, Enrollment.role)
    )
    outlooks = waiting.outlooks([e for e in enrollments if e.state == "waiting"])
    found = choices.of_many(enrollments)
    others = {e.id: max(counts.get((e.program_id, e.role), 0) - 1, 0) for e in enrollments}
    return [Place(e, others[e.id], outlooks.get(e.id, Outlook()), found[e.id]) for e in enrollments]


def _memberships(member: Member) -> Any:
    return (
        Membership.select(Membership, Group)
        .join(Group)
        .where((Membership.member == member) & Membership.state.in_(("active", "requested")))
        .order_by(Group.name, Group.id)
    )


def _case_tasks(member: Member, memberships: list[Membership]) -> list[Task]:
    """The cases that wait for a safety moderator or a host; no query for anybody else."""
    moderated = {m.group_id: m.group for m in memberships if m.is_moderator and m.is_active}
    counts = cases.count_waiting(member=member, groups=list(moderated.values()))
    return [Task("cases", count, moderated[key] if key is not None else None) for key, count in counts.items()]


def _tasks(groups: list[Group]) -> list[Task]:
    """What waits in the groups that the member runs, group by group; no query where they run none."""
    if not groups:
        return []
    ids = [group.id for group in groups]
    requests = _count(
        Membership.select(Membership.group, fn.COUNT(Membership.id))
        .where(Membership.group.in_(ids) & (Membership.state == "requested"))
        .group_by(Membership.group)
    )
    theirs = Program.group.in_(ids) & Program.state.in_(("draft", *OPEN_PROGRAMS))
    programs = list(Program.select().where(theirs).order_by(Program.id))
    enrollments = _count(
        Enrollment.select(Enrollment.program, Enrollment.state, fn.COUNT(Enrollment.id))
        .join(Program)
        .where(Program.group.in_(ids) & Program.state.in_(OPEN_PROGRAMS))
        .where((Enrollment.state == "requested") | ((Enrollment.state == "waiting") & (Enrollment.role == "mentee")))
        .where(~Membership.suspends(Enrollment.member, Program.group))
        .group_by(Enrollment.program, Enrollment.state)
    )
    return [task for group in groups for task in _tasks_of(group, requests, programs, enrollments) if task.count]


def _tasks_of(group: Group, requests: Any, programs: list[Program], enrollments: Any) -> list[Task]:
    tasks = [Task("requests", requests.get((group.id,), 0), group)]
    for program in (program for program in programs if program.group_id == group.id):
        if program.state == "draft":
            tasks.append(Task("draft", 1, group, program))
        tasks.append(Task("applications", enrollments.get((program.id, "requested"), 0), group, program))
        tasks.append(Task("mentees", enrollments.get((program.id, "waiting"), 0), group, program))
    return tasks


def _count(query: Any) -> dict[tuple[Any, ...], int]:
    """Rows `(key, …, count)` as a dictionary."""
    return {tuple(key): count for *key, count in query.tuples()}
