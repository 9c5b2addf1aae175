"""That mails to a member come back."""

from db.clock import now
from db.database import writing
from db.models import Bounce


def note(member_id: int, status: str, is_permanent: bool) -> None:
    """A mail to a member came back, with an enhanced status code (RFC 3463)."""
    with writing():
        Bounce.insert(member=member_id, status=status[:12], is_permanent=is_permanent, last_at=now()).on_conflict(
            conflict_target=[Bounce.member],
            update={
                Bounce.status: status[:12],
                Bounce.is_permanent: is_permanent,
                Bounce.times: Bounce.times + 1,
                Bounce.last_at: now(),
            },
        ).execute()
