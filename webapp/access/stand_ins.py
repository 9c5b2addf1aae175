"""Standing in while a mentor is away: who may ask for it, and who is asked."""

from db.models import Member, Pair, StandIn
from webapp.access.gates import hidden
from webapp.access.programs import administered_program_for


def pair_to_stand_in_for(member: Member, program_id: int, pair_id: int) -> Pair:
    """An open pair of a program in which somebody may stand in: for its mentor, and for the program's admins.

    The admin learns what the list of pairs says too: who the two are. Nothing that was written is reached from it.
    """
    pair = Pair.with_id(pair_id)
    if pair is None or pair.program_id != program_id or not pair.is_open:
        hidden()
    if pair.mentor_id != member.id:
        administered_program_for(member, program_id)
    return pair


def stand_in_of_pair_for(pair: Pair, stand_in_id: int) -> StandIn:
    """Somebody who was asked to stand in, in a pair that was loaded through `pair_to_stand_in_for`."""
    return StandIn.of_pair(pair, stand_in_id) or hidden()


def stand_in_for(member: Member, stand_in_id: int) -> StandIn:
    """What this member was asked: to stand in, or as the mentee whether they would like that."""
    return StandIn.asked_of(member, stand_in_id) or hidden()
