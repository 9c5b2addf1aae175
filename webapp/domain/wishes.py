"""Whom somebody wishes for, or must not be paired with. Only the admins who pair read it."""

from db.database import writing
from db.models import Block, Enrollment, Member, Membership, Wish
from webapp.domain import enrollments
from webapp.domain.errors import BlockStandsBetween, SamePerson, TooManyWishes, WrongState

KINDS = ("wish", "never")
MOST = 20


def name(*, enrollment: Enrollment, actor: Member, member: Member, kind: str) -> Wish:
    """Name another member, or change which way they are named. Raises SamePerson, BlockStandsBetween, TooManyWishes."""
    if member.id == actor.id:
        raise SamePerson
    if kind not in KINDS:
        raise ValueError("a wish is for somebody or against")
    with writing():
        held = _held(enrollment, actor)
        if Block.was_made_by(actor.id, against_id=member.id):
            raise BlockStandsBetween
        wish: Wish | None = Wish.get_or_none((Wish.enrollment == held) & (Wish.member == member))
        if wish is None:
            if Wish.select().where(Wish.enrollment == held).count() >= MOST:
                raise TooManyWishes
            return Wish.create(enrollment=held, member=member, kind=kind)
        wish.kind = kind
        wish.save(only=["kind"])
        return wish


def forget(*, enrollment: Enrollment, actor: Member, member_id: int) -> None:
    """Name somebody no longer."""
    with writing():
        held = _held(enrollment, actor)
        Wish.delete().where((Wish.enrollment == held) & (Wish.member == member_id)).execute()


def search(*, enrollment: Enrollment, words: str) -> list[Member]:
    """The group's other members with these words in their name, twenty at most; nobody for no words."""
    return Membership.others_named(enrollment.program.group, enrollment.member_id, words)


def _held(enrollment: Enrollment, actor: Member) -> Enrollment:
    held = enrollments.hold(enrollment, actor)
    if not held.is_editable:
        raise WrongState
    return held
