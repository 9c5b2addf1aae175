"""What the tests of groups, memberships and invitations share."""

import re
from collections.abc import Callable
from typing import Any

from db.models import Group, Member, Membership
from tests.people import Cast

Visits = Callable[..., Any]
Mails = Callable[[], list[Any]]
PAGE = "/groups/parents-of-the-valley"


def rule(join_rule: str) -> None:
    """Set every group's join rule."""
    Group.update(join_rule=join_rule).execute()


def place(cast: Cast, member: Member) -> Membership:
    """A member's place in the group."""
    found = Membership.of(cast.group, member)
    assert found
    return found


def address(cast: Cast, member: Member, tail: str) -> str:
    """An admin's address for a member's place in the group."""
    return f"{PAGE}/memberships/{place(cast, member).id}/{tail}"


def link_in(message: Any) -> str:
    """The path of the link in a mail."""
    found = re.search(r"http://localhost:8000(/\S+)", message.get_content())
    assert found
    return found.group(1)
