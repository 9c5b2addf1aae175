"""Telling: of what is due to a member the weightiest kind, once, in one transaction a member."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from db.clock import now
from db.database import locked, writing
from db.models import Block, Member, Notification, Nudge, NudgeItem, Pair
from webapp.domain import notifications
from webapp.domain.rhythm import reading, rules
from webapp.domain.rhythm.reach import Reach
from webapp.domain.rhythm.rules import View


@dataclass(frozen=True, slots=True)
class Matter:
    """One pair's part of a nudge."""

    view: View
    rank: int
    kind: str
    occasion: str

    @property
    def weight(self) -> tuple[int, int]:
        """What outranks: the smaller."""
        return self.rank, self.view.walk.course.program_id


def tick(at: datetime | None = None) -> int:
    """Tell every member what is due to them now, as the package's docstring says; returns how many were nudged."""
    moment = at or now()
    courses = reading.courses()
    return sum(_tell(matters) for matters in due(courses, moment).values()) if courses else 0


def due(courses: dict[int, rules.Course], at: datetime) -> dict[int, list[Matter]]:
    """What each member who can be reached at a moment would be told, by member: one kind of one program."""
    reach = Reach.at(at)
    found: dict[int, list[Matter]] = defaultdict(list)
    for view in reading.views(courses, at, has=reach.has):
        if it := rules.due(view):
            found[view.side.member_id].append(Matter(view, *it))
    return {member: _weightiest(matters) for member, matters in sorted(found.items())}


def _weightiest(matters: list[Matter]) -> list[Matter]:
    heaviest = min(matter.weight for matter in matters)
    return sorted((m for m in matters if m.weight == heaviest), key=lambda m: m.view.walk.facts.pair_id)


class _ToldMeanwhile(Exception):  # noqa: N818 # it says why nothing is left to tell
    """Somebody else has told it since it was read, or it is not so any more."""


def _tell(matters: list[Matter]) -> bool:
    """Write the nudge, unless another process was quicker: whoever has the member's day has it alone."""
    view = matters[0].view
    try:
        with writing():
            standing = _standing(matters)
            nudge = _nudge(view.side.member_id, view.today)
            told = [matter for matter in standing if _note(nudge, matter)]
            if not told:
                raise _ToldMeanwhile
            left = _notify(told)
            Nudge.update(notification=left).where(Nudge.id == nudge.id).execute()
    except _ToldMeanwhile:
        return False
    return True


def _standing(matters: list[Matter]) -> list[Matter]:
    """Those whose pairs are active still, which stay so until the transaction ends."""
    ids = [matter.view.walk.facts.pair_id for matter in matters]
    active = Pair.select().where(Pair.id.in_(ids) & (Pair.state == "active")).order_by(Pair.id)
    open_ids = {pair.id for pair in locked(active) if not Block.stands_between(pair.mentor_id, pair.mentee_id)}
    return [matter for matter in matters if matter.view.walk.facts.pair_id in open_ids]


def _nudge(member_id: int, on_day: date) -> Nudge:
    made = Nudge.insert(member=member_id, on_day=on_day, created_at=now()).on_conflict_ignore()
    rows = list(made.returning(Nudge.id, Nudge.member).execute())
    if not rows:
        raise _ToldMeanwhile
    nudge: Nudge = rows[0]
    return nudge


def _note(nudge: Nudge, matter: Matter) -> bool:
    """Note one pair's part; False if this was told before."""
    it = {"pair": matter.view.walk.facts.pair_id, "kind": matter.kind, "occasion": matter.occasion}
    row = NudgeItem.insert(nudge=nudge, member=nudge.member_id, created_at=now(), **it).on_conflict_ignore()
    return bool(row.as_rowcount().execute())


def _notify(told: list[Matter]) -> Notification:
    """Leave the one notification of all: it bears the pair if there is only one."""
    view, is_one = told[0].view, len(told) == 1
    return notifications.notify(
        member=Member(id=view.side.member_id),
        kind=told[0].kind,
        pair=Pair(id=view.walk.facts.pair_id) if is_one else None,
        program=view.walk.course.program,
        about=view.partner.member_id if is_one else None,
        **names_of(told),
    )


def names_of(told: list[Matter]) -> dict[str, Any]:
    """What a nudge's notification holds: `pairs` as (id, the partner's first name, occasion), the slot of its words.

    Then the reader's role, the admin's own words for the slot if there are some, and what the kind has: a step's
    number, the day on which a pair closes. Nothing that one of the two wrote.
    """
    view, slot = told[0].view, rules.SLOTS[told[0].rank]
    role = view.role
    if slot == "first_message":
        slot = f"first_message_{role}"
    pairs = [[m.view.walk.facts.pair_id, m.view.partner.first_name, m.occasion] for m in told]
    names = {"pairs": pairs, "slot": slot, "role": role}
    own = view.rhythm.words.get(slot)
    extras: dict[str, Any] = {"words": own} if own else {}
    if len(told) == 1:
        extras["partner"] = view.partner.first_name
        if slot == "step_opened" and view.walk.here:
            extras["step"] = view.walk.here[0]
    if slot == "closing_last":
        extras["closes_on"] = (view.today + rules.WARNING).isoformat()
    return names | extras
