"""What a member should know when they come back: a kind and whom it is about, never what was said."""

import threading
from datetime import datetime
from typing import Any

from peewee import JOIN

from db.clock import now
from db.models import Group, Member, Notification, Pair, Program
from webapp.domain import notification_choices, outbox, pages
from webapp.domain.pages import Page

SHOWN = 30  # on a page of the bell

_KINDS = {
    "messages": ("unread_messages",),
    "rhythm": ("step_opened", "check_in", "heard", "first_message", "silent", "closing", "pulse"),
    "meetings": ("meeting_proposed", "meeting_agreed", "meeting_cancelled", "meeting_soon", "meeting_held"),
    "pairs": (
        *("introduced", "introduction_taken_back", "pair_ended", "pair_completed"),
        *("pair_given_up_mentee", "pair_given_up_mentor", "partner_left_mentee", "partner_left_mentor"),
        *("mentor_asked", "request_ended", "request_moved_on", "requests_over", "mentees_choose"),
        *("partner_away", "partner_back"),
        *("stand_in_offered", "stand_in_asked", "stand_in_agreed", "stand_in_declined", "stand_in_over"),
        *("closing_opens", "thanked", "testimonial_asked", "renewal_asked", "renewed"),
        "coordinator_word",
    ),
    "announcements": ("announcement",),
    "groups": (
        *("membership_approved", "membership_declined", "membership_ended"),
        *("enrollment_approved", "enrollment_declined"),
    ),
    "admin": ("membership_requested", "enrollment_requested", "admin_appointed", "moderator_appointed", "help_digest"),
    "": ("words_end", "export_ready"),  # what is deleted soon is told whatever somebody chose
}
# The topic of each kind that leaves by mail and push by itself, in the words of its sentence or of a mail of its own.
# A kind that is not here is shown at home only; whoever causes it may mail it.
TOPIC_OF: dict[str, str] = {kind: topic for topic, kinds in _KINDS.items() for kind in kinds}


class _Fresh(threading.local):
    """Whose bell rings once what this greenlet is doing is committed."""

    def __init__(self) -> None:
        self.member_ids: set[int] = set()


_fresh = _Fresh()


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
    **names: Any,
) -> Notification:
    """Leave a member a notification; `kind` has its sentence in `webapp/sentences/`.

    `names` is what the sentence names; the program's and the group's own names are in it already. Called inside the
    transaction that is its cause, so that there is never one without the other. `about`, `key` and `due_at` are the
    outbox's (`outbox.tell`); of one key there is one notification, which the second time is returned as it is.
    """
    given = {"program": program, "group": group}
    if key and kind in TOPIC_OF and (told := outbox.told(key)):
        return told
    names = {key: str(row.name) for key, row in given.items() if row is not None} | names
    topic, moment = TOPIC_OF.get(kind, ""), now()
    about_what = {"pair": pair, "program": program, "group": group, "names": names}
    read_at = None if _counts(member, topic) else moment
    left = Notification.create(member=member, kind=kind, created_at=moment, read_at=read_at, **about_what)
    rings_for(left.member_id)
    if kind in TOPIC_OF:
        outbox.tell(left, TOPIC_OF[kind], about=about, key=key, due_at=due_at)
    return left


def _counts(member: Member, topic: str) -> bool:
    """Whether the bell is to count it."""
    return not topic or notification_choices.of(member.id, topic)["app"] != "off"


def page_of(member: Member, number: int) -> Page:
    """A page of all that a member was told: what is unread first, then the newest."""
    mine = Notification.select(Notification, Group).join(Group, JOIN.LEFT_OUTER).where(Notification.member == member)
    return pages.page_of(mine.order_by(Notification.read_at.is_null().desc(), Notification.id.desc()), number, SHOWN)


def read(*, notification: Notification) -> None:
    """Its member has followed it."""
    mark_read(member=notification.member, oldest=notification.id, newest=notification.id)


def mark_all_read(*, member: Member, newest: int) -> None:
    """All that a member was told, up to the newest that they were shown, is read."""
    mark_read(member=member, oldest=0, newest=newest)


def mark_read(*, member: Member, oldest: int, newest: int) -> None:
    """What this member was shown, from the oldest id to the newest, is read; what has come meanwhile is not."""
    shown = (Notification.member == member) & Notification.id.between(oldest, newest)
    Notification.update(read_at=now()).where(shown & Notification.read_at.is_null()).execute()
    rings_for(member.id)


def rings_for(member_id: int) -> None:
    """A member's bell says another number once this is committed."""
    _fresh.member_ids.add(member_id)


def take_fresh() -> set[int]:
    """The ids of those who were told something here, or have read it, since this was asked last."""
    told, _fresh.member_ids = _fresh.member_ids, set()
    return told
