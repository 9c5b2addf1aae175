"""What a member should know when they come back: a kind and whom it is about, never what was said."""

from db.clock import now
from db.models import Group, Member, Notification, Pair, Program


def notify(
    *,
    member: Member,
    kind: str,
    pair: Pair | None = None,
    program: Program | None = None,
    group: Group | None = None,
    **names: str,
) -> Notification:
    """Leave a member a notification; `kind` has its sentence in `templates/notifications/_sentence.html`.

    `names` is what the sentence names; the program's and the group's own names are in it already. Called inside the
    transaction that is its cause, so that there is never one without the other.
    """
    given = {"program": program, "group": group}
    names = {key: str(row.name) for key, row in given.items() if row is not None} | names
    return Notification.create(member=member, kind=kind, pair=pair, program=program, group=group, names=names)


def mark_read(*, member: Member, oldest: int, newest: int) -> None:
    """What this member was shown, from the oldest id to the newest, is read; what has come meanwhile is not."""
    shown = (Notification.member == member) & Notification.id.between(oldest, newest)
    Notification.update(read_at=now()).where(shown & Notification.read_at.is_null()).execute()
