"""Mails that come back. Where an address is gone for good nothing is sent to it but what one needs to sign in."""

from db.clock import now
from db.database import alone, writing
from db.models import Bounce, Member


def note(member_id: int, status: str, is_permanent: bool) -> None:  # as a report of it says it
    """Note that a mail to a member came back, with the enhanced status code (RFC 3463) that says why.

    One that is not permanent counts, and stops nothing; once it is permanent it stays so until `clear`.
    """
    with writing():
        alone(f"bounce {member_id}")
        if Bounce.get_or_none(Bounce.member == member_id) is None:
            Bounce.create(member=member_id, status=status[:12], is_permanent=is_permanent)
            return
        columns = {"times": Bounce.times + 1, "last_at": now(), "status": status[:12]}
        Bounce.update({**columns, **({"is_permanent": True} if is_permanent else {})}).where(
            Bounce.member == member_id
        ).execute()


def clear(member: Member) -> None:
    """The address was shown to work, or is another one now."""
    Bounce.delete().where(Bounce.member == member).execute()


def of(member: Member) -> Bounce | None:
    """What has come back from a member's address."""
    found: Bounce | None = Bounce.get_or_none(Bounce.member == member)
    return found


def are_for_good(member: Member) -> bool:
    """Whether no mail gets through to a member."""
    found = of(member)
    return bool(found and found.is_permanent)


def count() -> int:
    """To how many members no mail gets through."""
    return int(Bounce.select().where(Bounce.is_permanent).count())
