"""Somebody who stands in while a mentor is away: asked first, then the mentee; a pair of its own, with its own words.

It goes the way of every introduction (`pairing.introduce_stand_in`): places, blocks, nevers, earlier introductions and
the rules of a first contact hold as ever, and nobody reads what the first pair wrote. It ends when the mentor is back.
"""

from typing import Any

from db.clock import now
from db.database import locked, writing
from db.models import Absence, Block, Enrollment, Member, Pair, Program, StandIn
from db.models.pair import OPEN
from webapp.domain import absences, audit, pairing, pairs
from webapp.domain.eligibility import Eligibility
from webapp.domain.errors import NobodyToStandIn, Refused
from webapp.domain.notifications import notify

OFFERED, ASKED, ACCEPTED, DECLINED, OVER = "offered", "asked", "accepted", "declined", "over"
LIVING = (OFFERED, ASKED, ACCEPTED)


def absence_of(pair: Pair) -> Absence | None:
    """The absence of a pair's mentor, present or the next, in which somebody may stand in."""
    return next(iter(absences.planned_by([pair.mentor_id])), None)


def of_absence(pair: Pair, absence: Absence) -> list[StandIn]:
    """Who was asked to stand in with this pair's mentee in an absence, with their members."""
    query = StandIn.select(StandIn, Member).join(Member, on=(StandIn.member == Member.id))
    return list(query.where((StandIn.pair == pair) & (StandIn.absence == absence)).order_by(StandIn.id))


def candidates(pair: Pair) -> list[Enrollment]:
    """The program's mentors with a free place who could stand in for a pair's mentor now, by name."""
    mentee = pair.mentee_enrollment
    if mentee is None or not pair.is_open:
        return []
    absence = absence_of(pair)
    asked = {row.member_id for row in of_absence(pair, absence)} if absence else set()
    found = [each for each in Enrollment.mentors_in_play(pair.program) if each.member_id not in asked]
    eligibility = Eligibility.among(pair.program, [mentee, *found])
    return [each for each in found if eligibility.stands_in(mentee, each)]


def mentored_by(member: Member) -> list[Pair]:
    """The open pairs of a mentor, in which somebody may stand in."""
    return list(Pair.of_member(member).where((Pair.mentor == member) & Pair.state.in_(OPEN)))


def missing_in(program: Program) -> list[tuple[Pair, Absence]]:
    """The open pairs of a program whose mentor is or will be away, with the absence."""
    found = list(Pair.with_people().where((Pair.program == program) & Pair.state.in_(OPEN)).order_by(Pair.id))
    first: dict[int, Absence] = {}
    for absence in absences.planned_by({pair.mentor_id for pair in found}):
        first.setdefault(absence.member_id, absence)
    return [(pair, first[pair.mentor_id]) for pair in found if pair.mentor_id in first]


def offer(*, pair: Pair, actor: Member, enrollment_id: int) -> StandIn:
    """Ask one of the candidates to stand in; the pair's mentor may, or an admin. Raises NobodyToStandIn."""
    with writing():
        Pair.locked(pair.id)
        chosen = next((each for each in candidates(pair) if each.id == enrollment_id), None)
        absence = absence_of(pair)
        if chosen is None or absence is None or any(row.state in LIVING for row in of_absence(pair, absence)):
            raise NobodyToStandIn
        row = StandIn.create(absence=absence, pair=pair, member=chosen.member, offered_by=actor)
        _tell(row, chosen.member, "stand_in_offered", pair)
        _note("stand_in.offered", row, pair, actor)
    return row


def answer(*, stand_in: StandIn, actor: Member, agrees: bool) -> StandIn:
    """Say yes or no: first whoever would stand in, then the mentee, whose yes makes the pair.

    Raises NobodyToStandIn where it is no longer asked, and what an introduction may be refused with.
    """
    with writing():
        pair, row = _held(stand_in)
        is_theirs = {OFFERED: row.member_id, ASKED: pair.mentee_id}.get(row.state) == actor.id
        if not is_theirs or row.absence.ended_at is not None or not pair.is_open:
            raise NobodyToStandIn
        if not agrees:
            _move(row, DECLINED)
            _tell_offering(row, pair)
        elif row.state == OFFERED:
            _move(row, ASKED)
            _tell(row, pair.mentee, "stand_in_asked", pair)
        else:
            _begin(row, pair, actor)
    return row


def withdraw(*, stand_in: StandIn, actor: Member) -> None:
    """Ask somebody no longer who has not agreed with the mentee yet. Raises NobodyToStandIn."""
    with writing():
        pair, row = _held(stand_in)
        if row.state not in (OFFERED, ASKED):
            raise NobodyToStandIn
        _move(row, OVER)
        _note("stand_in.withdrawn", row, pair, actor)


def close_over() -> list[int]:
    """End what was for an absence that is over, with a word to all three; returns the ids of the pairs that closed.

    May run twice, and in every process at once.
    """
    rows = StandIn.select(StandIn, Absence).join(Absence).where(StandIn.state.in_(LIVING))
    return [pair_id for row in list(rows.where(Absence.ended_at.is_null(False))) if (pair_id := _close(row))]


def _close(stand_in: StandIn) -> int | None:
    with writing():
        pair, row = _held(stand_in)
        if row.state not in LIVING:
            return None
        _move(row, OVER)
        own = Pair.locked(row.stand_in_pair_id) if row.stand_in_pair_id else None
        if own is None or not own.is_under_way:
            return None
        pairs.close(own, state="ended", by=None, enrollments="waiting")
        for member in (pair.mentor, pair.mentee, row.member):
            _tell(row, member, "stand_in_over", pair)
        return int(own.id)


def _begin(row: StandIn, pair: Pair, mentee: Member) -> None:
    place = pairing.place_of(pair.program, row.member_id)
    if place is None or pair.mentee_enrollment_id is None:
        raise NobodyToStandIn
    try:
        made = pairing.introduce_stand_in(
            by=mentee, program=pair.program, mentor_enrollment_id=place, mentee_enrollment_id=pair.mentee_enrollment_id
        )
    except Refused as refusal:
        raise NobodyToStandIn from refusal
    StandIn.update(stand_in_pair=made).where(StandIn.id == row.id).execute()
    _move(row, ACCEPTED)
    for member in (pair.mentor, row.member):
        _tell(row, member, "stand_in_agreed", made if member.id == row.member_id else pair)


def _held(stand_in: StandIn) -> tuple[Pair, StandIn]:
    """The first pair, with its people, and the row, all held.

    The program, the members, then pairs: in the order in which an introduction and a block take them.
    """
    seen = Pair.get_by_id(stand_in.pair_id)
    locked(Program.select(Program.id).where(Program.id == seen.program_id)).get()
    ids = (seen.mentee_id, stand_in.member_id)
    list(locked(Member.select(Member.id).where(Member.id.in_(ids)).order_by(Member.id)))
    Pair.locked(stand_in.pair_id)
    row: StandIn = locked(StandIn.select().where(StandIn.id == stand_in.id)).get()
    pair = Pair.with_id(row.pair_id)
    if pair is None:
        raise NobodyToStandIn
    return pair, row


def _move(row: StandIn, state: str) -> None:
    StandIn.update(state=state, answered_at=now()).where(StandIn.id == row.id).execute()
    row.state = state


def _tell_offering(row: StandIn, pair: Pair) -> None:
    """Whoever asked learns that somebody else is needed, and not who said no."""
    if row.offered_by is not None:
        _tell(row, row.offered_by, "stand_in_declined", pair)


def _tell(row: StandIn, member: Member, kind: str, pair: Pair) -> None:
    """The three by their first names; whoever is not one of the pair is led to no page of it.

    Nobody is told of somebody across a block.
    """
    first = Pair.with_id(row.pair_id)
    three = [] if first is None else [first.mentor_id, first.mentee_id, row.member_id]
    if first is None or any(member.id in two for two in Block.among([member.id, *three])):
        return
    names: dict[str, Any] = {"mentor": str(first.mentor.first_name), "mentee": str(first.mentee.first_name)}
    names |= {"partner": str(row.member.first_name), "stand_in": str(row.id), "until": row.absence.until.isoformat()}
    about = row.member_id if member.id != row.member_id else first.mentee_id
    notify(
        member=member,
        kind=kind,
        pair=pair if pair.has(member) else None,
        program=first.program,
        about=about,
        key=f"{kind}|{row.id}|{member.id}",
        **names,
    )


def _note(action: str, row: StandIn, pair: Pair, actor: Member) -> None:
    three = {"mentor": pair.mentor_id, "mentee": pair.mentee_id, "member": row.member_id}
    audit.record(action, by=actor, of=row, group=pair.program.group_id, program=pair.program_id, **three)
