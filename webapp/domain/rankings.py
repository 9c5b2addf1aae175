"""A waiting mentee sees a few mentors who would fit, and says whom they would like best: first, second, third."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.database import writing
from db.models import Enrollment, Member, Openness, PairingPolicy, Program, Ranking, ShownMentor
from webapp.domain import enrollments, requests, sharing
from webapp.domain.eligibility import Eligibility
from webapp.domain.errors import ProgramIsClosed, TooManyChoices, WrongState

if TYPE_CHECKING:
    from webapp.domain.matching.parts import Reason

MOST_SHOWN = 6
MOST_CHOSEN = 3
SHOWN_A_PLACE = 3  # a mentor is suggested to at most this many mentees for each of their free places


@dataclass(frozen=True)
class Shown:
    """A mentor who is suggested to a mentee, and what the two share; `place` is 1, 2, 3, or None if not chosen."""

    mentor: Enrollment
    reasons: list[Reason]
    place: int | None


def lets_choose(program: Program) -> bool:
    """Whether mentees of this program have a say in who their mentor is."""
    return bool(PairingPolicy.of(program).choosing != "admin")


def suggestions(*, enrollment: Enrollment) -> list[Shown]:
    """Whom a waiting mentee may choose from: those in their order first, then who fits best.

    Six at most. The same mentors again as long as they can be introduced; others take the place of who cannot. A mentor
    is suggested only who has agreed to it, and to no more than three mentees for a free place. Raises ProgramIsClosed
    where mentees do not choose.
    """
    program = enrollment.program
    if not (lets_choose(program) and program.is_walked):
        raise ProgramIsClosed
    mentors = _mentors_for(enrollment)
    if enrollment.state == "waiting" and _may_see_more(enrollment, mentors):
        with writing():
            Program.locked(program.id)  # so that two who look at once do not take the same last turn of a mentor
            _show_more(enrollment, mentors)
    order = Ranking.order_of(enrollment)
    ids = [*order, *(number for number in ShownMentor.mentors_of(enrollment) if number not in order)]
    places = {number: place for place, number in enumerate([n for n in order if n in mentors], 1)}
    shown = [mentors[number] for number in ids if number in mentors]
    reasons = sharing.reasons_between([enrollment], shown)
    return [Shown(mentor, reasons[enrollment.id, mentor.id], places.get(mentor.id)) for mentor in shown]


def arrange(*, enrollment: Enrollment, actor: Member, mentors: list[int]) -> None:
    """Put the chosen mentors (their enrollments' ids) in this order, in place of what was chosen before.

    Who was not suggested to the mentee is left out. Raises NotYours, WrongState (who does not wait), TooManyChoices.
    """
    with writing():
        held = enrollments.hold(enrollment, actor)
        if held.state != "waiting":
            raise WrongState
        shown = set(ShownMentor.mentors_of(held))
        order = [number for number in dict.fromkeys(mentors) if number in shown]
        if len(order) > MOST_CHOSEN:
            raise TooManyChoices
        Ranking.delete().where(Ranking.mentee == held).execute()
        for place, number in enumerate(order, 1):
            Ranking.create(mentee=held, mentor=number, place=place)


def agree(*, enrollment: Enrollment, actor: Member) -> None:
    """Let mentees who choose see what a partner would read of this mentor. Raises NotYours."""
    with writing():
        held = enrollments.hold(enrollment, actor)
        Openness.agree(held)


def _mentors_for(mentee: Enrollment) -> dict[int, Enrollment]:
    """Those who could be introduced to a mentee now and may be suggested, by enrollment; the mentee knows of no other.

    Whoever has blocked the mentee, or must not be paired with them, is missing like one who has no place.
    """
    program = mentee.program
    gone = requests.had_their_say(mentee)
    agreed = Openness.in_program(program)
    found = [row for row in Enrollment.mentors_in_play(program) if row.id in agreed and row.id not in gone]
    eligibility = Eligibility.among(program, [mentee, *found])
    return {mentor.id: mentor for mentor in found if eligibility.allows(mentee, mentor)}


def _may_see_more(mentee: Enrollment, mentors: dict[int, Enrollment]) -> bool:
    is_without = mentors and not mentors.keys() & set(ShownMentor.mentors_of(mentee))
    return bool(is_without or _due(mentee, mentors))


def _show_more(mentee: Enrollment, mentors: dict[int, Enrollment]) -> None:
    for mentor in _due(mentee, mentors):
        ShownMentor.create(mentee=mentee, mentor=mentor)
    if not mentors.keys() & set(ShownMentor.mentors_of(mentee)):
        _take_over(mentee, mentors)


def _due(mentee: Enrollment, mentors: dict[int, Enrollment]) -> list[Enrollment]:
    """Whom to suggest besides those who are: the best who have a turn left, up to the mentee's share of all turns."""
    counts, seen = ShownMentor.counts(list(mentors.values())), set(ShownMentor.mentors_of(mentee))
    left = {number: _turns(mentor) - counts.get(number, 0) for number, mentor in mentors.items()}
    free = [mentors[number] for number, turns in left.items() if turns > 0 and number not in seen]
    share = sum(max(0, turns) for turns in left.values()) // (1 + ShownMentor.mentees_without(mentee))
    wanted = min(MOST_SHOWN, max(1, share)) - len(seen & mentors.keys())
    return sharing.best_for(mentee, free)[:wanted] if free and wanted > 0 else []


def _take_over(mentee: Enrollment, mentors: dict[int, Enrollment]) -> None:
    """Whoever comes when all turns are taken gets some of those who see more than their share and chose others."""
    share = max(1, sum(map(_turns, mentors.values())) // Enrollment.waiting_mentees(mentee.program).count())
    taken = 0
    for mentor in sharing.best_for(mentee, mentors.values()):
        spare = ShownMentor.spare(mentor, more_than=share)
        if spare and taken < share:
            spare.mentee, taken = mentee, taken + 1
            spare.save(only=["mentee"])


def _turns(mentor: Enrollment) -> int:
    return SHOWN_A_PLACE * int(mentor.capacity - mentor.places_taken)
