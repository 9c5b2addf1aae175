"""Deleting an account: what it does is said first, then there is a day to change one's mind, then it is done.

During that day the account rests: nobody is signed in, and it is not matched, suggested or introduced, as a closed
one. Its pairs stay as they are, because closing one cannot be undone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from db.clock import now
from db.database import alone, locked, writing
from db.models import Deletion, Group, Member, Membership, Pair
from db.models.pair import OPEN
from webapp.domain import accounts, audit, erasure, shredding
from webapp.domain.errors import LastAdmin, LastHost, TooLate, WrongState

CHANGE_OF_MIND = timedelta(hours=24)


@dataclass(frozen=True)
class Outlook:
    """What deleting an account would do, and what stands in its way."""

    pairs: list[Pair]  # open ones
    to_hand_on: list[Group]  # groups with others in them that have no other admin
    alone_in: list[Group]  # groups with nobody else in them
    is_last_host: bool

    @property
    def is_possible(self) -> bool:
        """Whether nothing stands in its way."""
        return not (self.to_hand_on or self.is_last_host)


@dataclass(frozen=True)
class Done:
    """What there is to tell after an account was deleted: to whom it was, and to those whom it concerns."""

    email: str
    language: str
    first_name: str
    closed: list[erasure.Closed] = field(default_factory=list)


def outlook(*, member: Member) -> Outlook:
    """What deleting this account would do."""
    groups = [(group, _others_in(group, member)) for group in Membership.groups_run_by(member)]
    return Outlook(
        pairs=list(Pair.of_member(member).where(Pair.state.in_(OPEN))),
        to_hand_on=[group for group, others in groups if others.exists() and not _has_other_admin(group, member)],
        alone_in=[group for group, others in groups if not others.exists()],
        is_last_host=member.is_host and not Member.hosts().where(Member.id != member.id).exists(),
    )


def ask(*, member: Member) -> Deletion:
    """Let an account rest from now on, to be deleted in a day; every device is signed out. Twice is once.

    Raises LastAdmin, LastHost.
    """
    with writing():
        alone("hosts")
        list(locked(Group.select().where(Group.id.in_(_groups_of(member))).order_by(Group.id)))
        standing = Deletion.locked(member.id)
        if standing:
            return standing
        found = outlook(member=member)
        if found.is_last_host:
            raise LastHost
        if found.to_hand_on:
            raise LastAdmin
        Member.update(deactivated_at=now()).where(Member.id == member.id).execute()
        accounts.sign_out_and_void_links(member.id)
        audit.record("deletion.asked", by=member, of=member)
        return Deletion.create(member=member, due_at=now() + CHANGE_OF_MIND)


def withdraw(*, member: Member) -> None:
    """Keep the account after all. Raises TooLate, WrongState (nothing was asked for)."""
    with writing():
        standing = Deletion.locked(member.id)
        if standing is None:
            raise WrongState
        if Deletion.of(member) is None:
            raise TooLate
        standing.delete_instance()
        Member.update(deactivated_at=None).where(Member.id == member.id).execute()
        audit.record("deletion.withdrawn", by=member, of=member)


def carry_out(*, member_id: int, farewell: Callable[[Done], object] = lambda done: None) -> Done | None:
    """Delete an account whose day is over; None if none is due. Doing it twice, or after a kill, goes on with it.

    The words are gone with the first step. The request goes with the last one, so whatever comes in between begins
    anew. `farewell` lays the last mail into the outbox, in the transaction that forgets the address.
    """
    member = _begin(member_id)
    if member is None:
        return None
    done = Done(member.email, member.language, str(member.first_name))
    for pair in Pair.of_member(member).order_by(Pair.id):
        done.closed.extend(erasure.close(pair, member))
        shredding.clear(pair, member.id)
        erasure.forget_in_pair(pair, member)
    erasure.leave_queues(member)
    erasure.forget_notices(member)
    erasure.clear_rounds(member)
    erasure.leave_programs(member)
    for place in member.memberships:
        erasure.leave_group(place)
    with writing():
        erasure.forget(member)
        audit.record("deletion.done", by=None, of=member)
        Deletion.delete().where(Deletion.member == member_id).execute()
        farewell(done)
    return done


def _begin(member_id: int) -> Member | None:
    """The member whose account is now being deleted, which nothing can stop any more."""
    with writing():
        standing = Deletion.locked(member_id)
        if standing is None or standing.due_at > now():
            return None
        Member.update(password_hash="", deactivated_at=now()).where(Member.id == member_id).execute()
        accounts.sign_out_and_void_links(member_id)
        shredding.shred_keys(member_id)
    return Member.get_by_id(member_id)


def _groups_of(member: Member) -> Any:
    return Membership.select(Membership.group).where((Membership.member == member) & (Membership.state == "active"))


def _others_in(group: Group, member: Member) -> Any:
    return Membership.roster(group).where(Membership.member != member)


def _has_other_admin(group: Group, member: Member) -> bool:
    return bool(Membership.admins_of(group).where(Member.id != member.id).exists())
