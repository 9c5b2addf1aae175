"""Who may know of whom."""

from peewee import fn

from db.models import Member, Membership, Pair


def known_to(member: Member, other_id: int) -> Member | None:
    """Another member whom this one may know of: in a group with them now, or ever introduced to them."""
    theirs = Membership.alias("theirs")
    shared = (
        Membership.select(Membership.id)
        .join(theirs, on=(Membership.group == theirs.group))
        .where((Membership.member == member) & (Membership.state == "active"))
        .where((theirs.member == other_id) & (theirs.state == "active"))
    )
    introduced = Pair.select(Pair.id).where(
        ((Pair.mentor == member) & (Pair.mentee == other_id)) | ((Pair.mentee == member) & (Pair.mentor == other_id))
    )
    is_known = fn.EXISTS(introduced) | (fn.EXISTS(shared) & Member.deactivated_at.is_null())
    query = Member.select().where((Member.id == other_id) & (Member.id != member.id) & is_known)
    found: Member | None = query.first()
    return found
