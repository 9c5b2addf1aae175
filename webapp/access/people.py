"""Other members."""

from typing import cast

from db.models import Absence, Export, Member, Notification
from webapp import unsubscribing
from webapp.access.gates import hidden
from webapp.domain import people


def person_for(member: Member, member_id: int) -> Member:
    """Another member whom this one may know of: in a group with them now, or ever introduced to them."""
    return people.known_to(member, member_id) or hidden()


def export_for(member: Member, export_id: int) -> Export:
    """One of the member's own archives, without what is in it."""
    return cast(Export, Export.of(member).where(Export.id == export_id).first() or hidden())


def notification_for(member: Member, notification_id: int) -> Notification:
    """Something that the member was told."""
    mine = (Notification.id == notification_id) & (Notification.member == member)
    return cast(Notification, Notification.get_or_none(mine) or hidden())


def unsubscription_for(token: str) -> tuple[Member, str]:
    """Whose mails of which topic the link in one of them turns off: the link is the right to it, no session is."""
    named = unsubscribing.read(token)
    member = Member.get_or_none(Member.id == named[0]) if named else None
    return (member, named[1]) if named and member and not member.is_gone else hidden()


def absence_for(member: Member, absence_id: int) -> Absence:
    """One of the member's own absences."""
    return Absence.of_member(member, absence_id) or hidden()
