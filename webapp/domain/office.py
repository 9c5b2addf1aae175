"""What an admin looks after: a program, and its pairs without the ones that they are in themselves."""

from db.models import Member, Membership, Pair, Program
from webapp.domain import audit
from webapp.domain.errors import NotAnAdminNow, OwnPair, PairIsClosed


def demand_admin(program: Program, actor: Member) -> None:
    """Let nobody on who is no admin of the program's group (one query). Raises NotAnAdminNow."""
    membership = Membership.of(program.group_id, actor)
    if membership is None or not membership.is_active or not membership.is_admin:
        raise NotAnAdminNow


def hold(*, program: Program, pair_id: int, by: Member) -> Pair:
    """The pair, its row locked until the transaction ends. Must be called inside `writing()`.

    Raises NotAnAdminNow; OwnPair; Pair.DoesNotExist, where the program has no such pair.
    """
    pair = Pair.locked(pair_id)
    if pair.program_id != program.id:
        raise Pair.DoesNotExist
    demand_admin(program, by)
    if pair.has(by):
        raise OwnPair
    return pair


def hold_open(*, program: Program, pair_id: int, by: Member) -> Pair:
    """The same, of a pair that is open. Raises PairIsClosed too."""
    pair = hold(program=program, pair_id=pair_id, by=by)
    if not pair.is_open:
        raise PairIsClosed
    return pair


def note(action: str, *, by: Member, pair: Pair, program: Program, **details: int | str) -> None:
    """Note in the audit log what an admin has done about a pair. `action` begins with `help.`.

    Those entries are not shown to an admin who is one of the two: they would tell that there was something to see.
    """
    two = {"mentor": pair.mentor_id, "mentee": pair.mentee_id}
    audit.record(action, by=by, of=pair, group=program.group_id, program=program.id, **two, **details)
