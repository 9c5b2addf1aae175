"""Who may read what of the audit log, and the names of what its entries speak of, looked up when they are read.

Nobody reads here who blocked whom: a block's entries are in the chain and on no page, and what a block ends is noted
as any other end. A case's are the hosts', save those of a host who is part of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from db.database import writing
from db.models import (
    Appeal,
    AuditEntry,
    Ban,
    Decision,
    Group,
    Member,
    Membership,
    Pair,
    Program,
    Report,
    Suspension,
)
from webapp.domain import audit

UNREAD = ("block.",)
OF_CASES = ("report.", "case.", "decision.", "appeal.", "suspension.", "ban.")
OF_HELP = ("help.",)
ABOUT_A_CASE = (Decision, Appeal, Suspension, Ban)  # each has the report that it came of
MOST_EXPORTED = 10_000  # entries of one file


@dataclass(frozen=True)
class Narrowing:
    """What somebody looks for: how actions begin (`program.`), an actor, a group, days in their own time zone."""

    nouns: tuple[str, ...] = ()
    actor: int | None = None
    group: int | None = None
    since: date | None = None
    until: date | None = None
    zone: tzinfo | None = None


@dataclass(frozen=True)
class Names:
    """What members, groups and programs are called now, by id. Whatever is gone is not in it."""

    members: dict[int, Any]
    groups: dict[int, str]
    programs: dict[int, str]


def for_host(host: Member, narrowing: Narrowing) -> Any:
    """The instance's entries that a host may read, newest first."""
    here = _is_readable() & ~_is_of_a_case_of(host) & ~_is_of_help_for(host)
    return _narrowed(AuditEntry.select().where(here), narrowing)


def of_group(group: Group, narrowing: Narrowing, *, reader: Member) -> Any:
    """A group's entries that one of its admins may read, newest first: all but those of cases."""
    here = _is_readable() & ~_begins(OF_CASES) & ~_is_of_help_for(reader) & (AuditEntry.group_id == group.id)
    return _narrowed(AuditEntry.select().where(here), narrowing)


def names_in(entries: Iterable[AuditEntry]) -> Names:
    """The names of whom and what some entries speak of, in three queries."""
    rows = list(entries)
    members = {row.actor_id for row in rows} | _ids(rows, "member", ("member", "mentor", "mentee"))
    programs = _ids(rows, "program", ("program", "copy"))
    groups = {row.group_id for row in rows} | _ids(rows, "group", ())
    return Names(*(_named(model, ids) for model, ids in ((Member, members), (Group, groups), (Program, programs))))


def note_export(*, by: Member, group: Group | None = None) -> None:
    """Note that somebody takes entries away in a file."""
    with writing():
        audit.record("audit.exported", by=by, of=group, group=group)


def _narrowed(query: Any, wanted: Narrowing) -> Any:
    if wanted.nouns:
        query = query.where(_begins(wanted.nouns))
    if wanted.actor is not None:
        query = query.where(AuditEntry.actor_id == wanted.actor)
    if wanted.group is not None:
        query = query.where(AuditEntry.group_id == wanted.group)
    if wanted.since:
        query = query.where(AuditEntry.at >= _midnight(wanted.since, wanted.zone))
    if wanted.until:
        query = query.where(AuditEntry.at < _midnight(wanted.until + timedelta(days=1), wanted.zone))
    return query.order_by(AuditEntry.position.desc())


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    return datetime.combine(day, time(), zone)


def _is_readable() -> Any:
    return ~_begins(UNREAD)


def _begins(nouns: tuple[str, ...]) -> Any:
    condition = AuditEntry.action.startswith(nouns[0])
    for noun in nouns[1:]:
        condition |= AuditEntry.action.startswith(noun)
    return condition


def _is_of_help_for(reader: Member) -> Any:
    """What admins did about a pair that the reader is in: it would tell that its rules had something to say."""
    own = Pair.select(Pair.id).where((Pair.mentor == reader) | (Pair.mentee == reader))
    return _begins(OF_HELP) & AuditEntry.object_id.in_(own)


def _is_of_a_case_of(host: Member) -> Any:
    """Of a case that this host is a part of: its own entries, and those of what came of it."""
    runs = Membership.select(Membership.group).where(
        (Membership.member == host) & Membership.is_admin & (Membership.state == "active")
    )
    own = Pair.select(Pair.id).where((Pair.mentor == host) | (Pair.mentee == host))
    is_party = (Report.reporter == host) | (Report.reported == host) | Report.pair.in_(own)
    is_party |= (Report.kind == "program") & Report.group.in_(runs)
    reports = Report.select(Report.id).where(is_party)
    condition = (AuditEntry.object_kind == "report") & AuditEntry.object_id.in_(reports)
    for model in ABOUT_A_CASE:
        of_those = model.select(model.id).where(model.report.in_(reports))
        condition |= (AuditEntry.object_kind == model.__name__.lower()) & AuditEntry.object_id.in_(of_those)
    return condition | ((AuditEntry.object_kind == "member") & (AuditEntry.object_id == host.id) & _begins(OF_CASES))


def _ids(rows: list[AuditEntry], kind: str, keys: tuple[str, ...]) -> set[int]:
    found = {row.object_id for row in rows if row.object_kind == kind}
    return found | {row.details[key] for row in rows for key in keys if key in row.details}


def _named(model: Any, ids: set[int]) -> dict[int, Any]:
    rows = model.select(model.id, model.name).where(model.id.in_([one for one in ids if one is not None] or [0]))
    return {row.id: row.name for row in rows}
