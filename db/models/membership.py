from __future__ import annotations

from collections.abc import Collection
from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField, fn

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.block import Block
from db.models.group import Group
from db.models.member import Member


class Membership(Row):
    """A member's place in a group: `requested` until an admin approves, then `active`.

    After that `left` (by themselves, or by taking the request back), `declined` or `removed` (by `decided_by`).
    `suspended` is who was active and is kept out for a while, offices and all; `suspensions.py` brings them back.
    """

    id = IdField()
    group = ForeignKeyField(Group, backref="memberships", on_delete="CASCADE", index=False)
    member = ForeignKeyField(Member, backref="memberships", on_delete="CASCADE")
    state = CharField(max_length=12)
    is_admin = BooleanField(default=False)
    is_moderator = BooleanField(default=False)
    created_at = UtcDateTimeField(default=now)
    decided_at = UtcDateTimeField(null=True)
    decided_by = ForeignKeyField(Member, null=True, on_delete="SET NULL")

    class Meta:
        indexes = ((("group", "member"), True), (("group", "state"), False))

    @property
    def is_active(self) -> bool:
        """Whether they are in the group now."""
        return bool(self.state == "active")

    @property
    def is_suspended(self) -> bool:
        """Whether they are kept out of the group for a while."""
        return bool(self.state == "suspended")

    @classmethod
    def of(cls, group: Group, member: Member) -> Membership | None:
        """This member's place in this group, whatever its state."""
        found: Membership | None = cls.get_or_none((cls.group == group) & (cls.member == member))
        return found

    @classmethod
    def in_state(cls, group: Group, state: str) -> Any:
        """The group's memberships in a state with their members, by name."""
        return (
            cls.select(cls, Member)
            .join(Member, on=(cls.member == Member.id))
            .where((cls.group == group) & (cls.state == state))
            .order_by(Member.name, cls.id)
        )

    @classmethod
    def roster(cls, group: Group) -> Any:
        """Who is in the group now, with their members: admins first, then moderators, then by name."""
        return cls._of_people(group, "active").order_by(
            cls.is_admin.desc(), cls.is_moderator.desc(), fn.LOWER(Member.name), cls.id
        )

    @classmethod
    def shared_by(cls, member_id: int, other_id: int) -> Any:
        """The member's places in the groups that both are in now, with their groups, by name."""
        theirs = cls.alias("theirs")
        return (
            cls.select(cls, Group)
            .join(theirs, on=(cls.group == theirs.group))
            .join_from(cls, Group)
            .where((cls.member == member_id) & (cls.state == "active"))
            .where((theirs.member == other_id) & (theirs.state == "active"))
            .order_by(fn.LOWER(Group.name), Group.id)
        )

    @classmethod
    def requests(cls, group: Group) -> Any:
        """Who waits for an admin's answer, with their members, longest wait first."""
        return cls._of_people(group, "requested").order_by(cls.created_at, cls.id)

    @classmethod
    def size_of(cls, group: Any) -> Any:
        """A subquery for the number of a group's members; `group` is an id or a column."""
        place, person = cls.alias("counted"), Member.alias("counted_member")
        return (
            place.select(fn.COUNT(place.id))
            .join(person, on=(place.member == person.id))
            .where((place.group == group) & (place.state == "active") & person.deactivated_at.is_null())
        )

    @classmethod
    def _of_people(cls, group: Group, state: str) -> Any:
        return (
            cls.select(cls, Member)
            .join(Member, on=(cls.member == Member.id))
            .where((cls.group == group) & (cls.state == state) & Member.deactivated_at.is_null())
        )

    @classmethod
    def count_active(cls, group_id: int, member_ids: Collection[int]) -> int:
        """How many of these members are in the group now, with an account in use."""
        is_in = (cls.group == group_id) & (cls.state == "active") & cls.member.in_(list(member_ids))
        people = cls.select().join(Member, on=(cls.member == Member.id))
        return int(people.where(is_in & Member.deactivated_at.is_null()).count())

    @classmethod
    def active_among(cls, group_id: int, member_ids: Collection[int]) -> set[int]:
        """Which of these members are in the group now, with an account in use."""
        is_in = (cls.group == group_id) & (cls.state == "active") & cls.member.in_(list(member_ids))
        people = cls.select(cls.member).join(Member, on=(cls.member == Member.id))
        return {row[0] for row in people.where(is_in & Member.deactivated_at.is_null()).tuples()}

    @classmethod
    def suspends(cls, member: Any, group: Any) -> Any:
        """The condition that a member is kept out of a group for a while; both are ids or columns."""
        place = cls.alias("kept_out")
        kept_out = (place.member == member) & (place.group == group) & (place.state == "suspended")
        return fn.EXISTS(place.select(place.id).where(kept_out))

    @classmethod
    def admins_of(cls, group: Group) -> Any:
        """The group's active admins, as members."""
        return (
            Member.select()
            .join(cls, on=(cls.member == Member.id))
            .where((cls.group == group) & (cls.state == "active") & cls.is_admin & Member.deactivated_at.is_null())
        )

    @classmethod
    def moderators_of(cls, group: Group) -> Any:
        """The group's active safety moderators, as members."""
        return (
            Member.select()
            .join(cls, on=(cls.member == Member.id))
            .where((cls.group == group) & (cls.state == "active") & cls.is_moderator & Member.deactivated_at.is_null())
        )

    @classmethod
    def groups_run_by(cls, member: Member) -> Any:
        """The groups that a member is an admin of, by name."""
        return (
            Group.select()
            .join(cls, on=(cls.group == Group.id))
            .where((cls.member == member) & (cls.state == "active") & cls.is_admin)
            .order_by(Group.name, Group.id)
        )

    @classmethod
    def others_named(cls, group: Group, member_id: int, words: str) -> list[Member]:
        """Those of `others_in` with these words in their name, twenty at most; nobody for no words."""
        found: list[Member] = (
            list(cls.others_in(group, member_id).where(Member.named(words)).limit(20)) if words else []
        )
        return found

    @classmethod
    def others_in(cls, group: Group, member_id: int) -> Any:
        """The group's other active members, as members, by name; without those whom this one has blocked."""
        return (
            Member.select()
            .join(cls, on=(cls.member == Member.id))
            .where((cls.group == group) & (cls.state == "active") & Member.deactivated_at.is_null())
            .where((Member.id != member_id) & ~Block.hides(Member.id, member_id))
            .order_by(Member.name, Member.id)
        )
