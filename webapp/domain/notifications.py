"""What a member should know when they come back: a kind and whom it is about, never what was said."""

from datetime import datetime

from db.clock import now
from db.models import Group, Member, Notification, Pair, Program
from webapp.domain import outbox

# The topic of each kind that leaves by mail and push by itself, in the words of its sentence or of a mail of its own.
# A kind that is not here is shown at home only; whoever causes it may mail it.
TOPIC_OF: dict[str, str] = {
    "thanked": "pairs",
    "testimonial_asked": "pairs",
    "renewal_asked": "pairs",
    "renewed": "pairs",
    "closing_opens": "pairs",
}


def notify(
    *,
    member: Member,
    kind: str,
    pair: Pair | None = None,
    program: Program | None = None,
    group: Group | None = None,
    about: int | None = None,
    key: str | None = None,
    due_at: datetime | None = None,
    **names: str,
) -> Notification:
    """Leave a member a notification; `kind` has its sentence in `templates/notifications/_sentence.html`.

    `names` is what the sentence names; the program's and the group's own names are in it already. Called inside the
    transaction that is its cause, so that there is never one without the other. `about`, `key` and `due_at` are the
    outbox's (`outbox.tell`).
    """
    given = {"program": program, "group": group}
    names = {key: str(row.name) for key, row in given.items() if row is not None} | names
    left = Notification.create(member=member, kind=kind, pair=pair, program=program, group=group, names=names)
    if kind in TOPIC_OF:
        outbox.tell(left, TOPIC_OF[kind], about=about, key=key, due_at=due_at)
    return left


def mark_read(*, member: Member, oldest: int, newest: int) -> None:
    """What this member was shown, from the oldest id to the newest, is read; what has come meanwhile is not."""
    shown = (Notification.member == member) & Notification.id.between(oldest, newest)
    Notification.update(read_at=now()).where(shown & Notification.read_at.is_null()).execute()
