"""Other members."""

from typing import cast

from db.models import Absence, Export, Member
from webapp.access.gates import hidden
from webapp.domain import people


def person_for(member: Member, member_id: int) -> Member:
    """Another member whom this one may know of: in a group with them now, or ever introduced to them."""
    return people.known_to(member, member_id) or hidden()


def export_for(member: Member, export_id: int) -> Export:
    """One of the member's own archives, without what is in it."""
    return cast(Export, Export.of(member).where(Export.id == export_id).first() or hidden())


def absence_for(member: Member, absence_id: int) -> Absence:
    """One of the member's own absences."""
    return Absence.of_member(member, absence_id) or hidden()
