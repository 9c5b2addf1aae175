"""Who may know of whom."""

from peewee import fn

from db.models import Group, Member, Membership, Pair, Program


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


def groups_of_both(member: Member, other: Member) -> list[Group]:
    """The groups that both are in now, or in which they were introduced to each other, by name."""
    mine, theirs = Membership.alias("mine"), Membership.alias("theirs")
    shared = (
        mine.select(mine.group)
        .join(theirs, on=(mine.group == theirs.group))
        .where((mine.member == member) & (mine.state == "active"))
        .where((theirs.member == other) & (theirs.state == "active"))
    )
    the_two = [member.id, other.id]
    introduced = Program.select(Program.group).join(Pair, on=(Pair.program == Program.id))
    introduced = introduced.where(Pair.mentor.in_(the_two) & Pair.mentee.in_(the_two))
    is_there = Group.id.in_(shared) | Group.id.in_(introduced)
    return list(Group.select().where(is_there).order_by(Group.name, Group.id))
