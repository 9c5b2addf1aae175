"""Publishing a round: everybody who was accepted is introduced, each pair with every rule checked again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from peewee import JOIN, fn

from db.clock import now
from db.database import database, writing
from db.models import Enrollment, Member, Pair, Precedence, Round, Suggestion
from webapp.domain import audit, pairing
from webapp.domain.errors import Refused, WrongState


@dataclass
class Outcome:
    """What came of publishing. The round is over unless somebody could not be introduced, and stays to be looked at."""

    introduced: list[Pair] = field(default_factory=list)
    refused: list[Suggestion] = field(default_factory=list)
    is_over: bool = False


def accepted(draft: Round) -> Any:
    """The suggestions that publishing would introduce, with both enrollments and their members, by name."""
    return with_people().where((Suggestion.round == draft) & (Suggestion.state == "accepted")).order_by(BY_NAME)


def with_people() -> Any:
    """Suggestions with both enrollments and their members, whose mentor there may not be, in one query."""
    return (
        Suggestion.select(Suggestion, _mentee, MENTEE, _mentor, _mentor_member)
        .join(_mentee, on=(Suggestion.mentee == _mentee.id), attr="mentee")
        .join(MENTEE, on=(_mentee.member == MENTEE.id), attr="member")
        .switch(Suggestion)
        .join(_mentor, JOIN.LEFT_OUTER, on=(Suggestion.mentor == _mentor.id), attr="mentor")
        .join(_mentor_member, JOIN.LEFT_OUTER, on=(_mentor.member == _mentor_member.id), attr="member")
    )


def refusal_of(suggestion: Suggestion) -> Refused | None:
    """Why publishing could not introduce the two, or None."""
    return next((kind() for kind in Refused.__subclasses__() if kind.__name__ == suggestion.refusal), None)


def publish(*, admin: Member, draft: Round, words: Callable[[Suggestion], str]) -> Outcome:
    """Introduce all who are accepted, each pair in a transaction of its own, `words` being the introduction's text.

    Who can no longer be introduced stays on the board with the reason, and the round a draft; else it becomes a record,
    and whoever was left out of it comes earlier in the next. Two who publish at once introduce each pair once.
    Raises WrongState where there is nothing to publish, ProgramIsClosed.
    """
    rows = list(accepted(draft))
    if not rows and not _went_out(draft).exists():
        raise WrongState
    outcome = Outcome()
    for row in rows:
        pair = _introduce(admin, draft, row, words(row))
        if pair:
            outcome.introduced.append(pair)
        elif row.refusal:
            outcome.refused.append(row)
    outcome.is_over = not outcome.refused and _finish(admin, draft)
    return outcome


def _introduce(admin: Member, draft: Round, row: Suggestion, introduction: str) -> Pair | None:
    """The pair; None if it was done or changed meanwhile, or is refused: then the row says why."""
    with writing():
        if not _is_still_meant(draft, row):
            return None
        try:
            with database.atomic():
                pair = pairing.introduce(
                    by=admin,
                    program=draft.program,
                    mentor_enrollment_id=row.mentor_id,
                    mentee_enrollment_id=row.mentee_id,
                    introduction=introduction,
                )
        except Refused as refusal:
            row.state, row.refusal, row.is_locked = row.at_rest, type(refusal).__name__, False
            row.save(only=("state", "refusal", "is_locked"))
            return None
        Suggestion.update(state="published", pair=pair).where(Suggestion.id == row.id).execute()
        Precedence.delete().where(Precedence.enrollment == row.mentee_id).execute()
    return pair


def _is_still_meant(draft: Round, row: Suggestion) -> bool:
    """Whether nobody has published, changed or discarded it meanwhile; from here on nobody can."""
    if not Round.locked(draft.id).is_draft:
        return False
    Round.update(version=Round.version + 1).where(Round.id == draft.id).execute()
    as_seen = (Suggestion.id == row.id) & (Suggestion.state == "accepted") & (Suggestion.mentor == row.mentor_id)
    return bool(Suggestion.select().where(as_seen).exists())


def _finish(admin: Member, draft: Round) -> bool:
    """Make the round a record, if nothing accepted is left in it; whoever comes second finds it made."""
    with writing():
        fresh = Round.locked(draft.id)
        is_left = Suggestion.select().where((Suggestion.round == draft) & (Suggestion.state == "accepted")).exists()
        if not fresh.is_draft or is_left:
            return not fresh.is_draft
        left_out = _put_first(draft)
        fresh.state, fresh.published_by, fresh.published_at = "published", admin, now()
        fresh.figures = {**fresh.figures, **_figures(draft), "left_out": left_out}
        fresh.save()
        said = {"introduced": fresh.figures["introduced"], "left_out": left_out, "program": fresh.program_id}
        audit.record("round.published", by=admin, of=fresh, group=draft.program.group_id, **said)
    return True


def _put_first(draft: Round) -> int:
    """Let everybody who was left out and still waits come earlier in the next round; how many they are."""
    is_left_out = (Suggestion.round == draft) & (Suggestion.state != "published") & (Enrollment.state == "waiting")
    rows = Suggestion.select(Suggestion.mentee).join(Enrollment, on=(Suggestion.mentee == Enrollment.id))
    ids = [row.mentee_id for row in rows.where(is_left_out)]
    moment = now()
    for mentee in ids:
        Precedence.insert(enrollment=mentee, rounds_left_out=1, since=moment).on_conflict(
            conflict_target=[Precedence.enrollment],
            update={Precedence.rounds_left_out: Precedence.rounds_left_out + 1},
        ).execute()
    return len(ids)


def _figures(draft: Round) -> dict[str, float]:
    sums = _went_out(draft).select(fn.COUNT(Suggestion.id), fn.SUM(Suggestion.score), fn.SUM(Suggestion.cost))
    introduced, total, cost = sums.tuples().get()
    return {"introduced": introduced, "introduced_total": round(total or 0.0, 4), "cost": round(cost or 0.0, 4)}


def _went_out(draft: Round) -> Any:
    return Suggestion.select().where((Suggestion.round == draft) & (Suggestion.state == "published"))


_mentee, _mentor = Enrollment.alias("mentee_place"), Enrollment.alias("mentor_place")
MENTEE, _mentor_member = Member.alias("mentee_row"), Member.alias("mentor_row")
BY_NAME = fn.LOWER(MENTEE.name)
