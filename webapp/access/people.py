"""Other members."""

from db.models import Member
from webapp.access.gates import hidden
from webapp.domain import people


def person_for(member: Member, member_id: int) -> Member:
    """Another member whom this one may know of: in a group with them now, or ever introduced to them."""
    return people.known_to(member, member_id) or hidden()
