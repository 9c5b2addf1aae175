"""What an admin may know of how a pair fares: its facts by the rules, and never the pair itself."""

from db.models import CoordinatorNote, Member, Pair, Program
from webapp.access.gates import hidden
from webapp.domain import facts, needs
from webapp.domain.errors import OwnPair
from webapp.domain.needs import Need


def helped_pair_for(program: Program, admin: Member, pair_id: int) -> Need:
    """How a pair of a program that was loaded through `administered_program_for` fares, closed ones too.

    Raises OwnPair for one that the admin is in.
    """
    if not Pair.select().where((Pair.id == pair_id) & (Pair.program == program)).exists():
        hidden()
    need = needs.of_pair(facts.of_pair(pair_id), reader=admin)
    if need.is_own:
        raise OwnPair
    return need


def coordinator_note_for(program: Program, author: Member, pair_id: int, note_id: int) -> int:
    """The id of an admin's own note about a pair of such a program."""
    theirs = (CoordinatorNote.id == note_id) & (CoordinatorNote.author == author)
    of_pair = (CoordinatorNote.pair == pair_id) & (Pair.program == program)
    if not CoordinatorNote.select().join(Pair).where(theirs & of_pair).exists():
        hidden()
    return note_id
