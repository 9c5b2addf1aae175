"""Bob's rows of the weekly rhythm: in every column that may name him, and a word of his wherever words go."""

from datetime import date, timedelta

from db.clock import now
from db.models import (
    Absence,
    Announcement,
    AnnouncementReader,
    Bounce,
    CalendarFeed,
    ClosingAnswer,
    CoordinatorNote,
    CoordinatorWord,
    Dispatch,
    Meeting,
    NotificationChoice,
    NotificationHours,
    Nudge,
    NudgeItem,
    Pulse,
    PushDismissal,
    PushSubscription,
    Renewal,
    Rhythm,
    Session,
    Snooze,
    StandIn,
    Tap,
    Testimonial,
    Thanks,
)
from tests.people import Cast
from webapp.domain import office_words, vault

DAY = date(2026, 1, 5)


def fill(cast: Cast, word: str) -> None:
    """Give Bob the rows; `word` is his."""
    _told(cast)
    _walked(cast, word)
    _administered(cast, word)


def _told(cast: Cast) -> None:
    bob, pair = cast.bob, cast.pair
    Dispatch.create(uid="1", medium="mail", member=bob, about=cast.alice)
    Dispatch.create(uid="2", medium="mail", member=cast.alice, about=bob)
    NotificationChoice.create(member=bob, topic="rhythm", medium="mail", choice="off")
    NotificationHours.create(member=bob)
    Bounce.create(member=bob)
    session = Session.create(member=bob, token_hash="pushed", device="a phone")
    PushSubscription.create(
        member=bob, session=session, endpoint="https://push.example", endpoint_hash="1", p256dh="x", auth="x"
    )
    PushDismissal.create(member=bob)
    nudge = Nudge.create(member=bob, on_day=DAY)
    NudgeItem.create(nudge=nudge, pair=pair, member=bob, kind="silent", occasion="7")
    Tap.create(key="1", member=bob, pair=pair, kind="check_in", answer="well")
    CalendarFeed.create(member=bob, token_hash="feed")


def _walked(cast: Cast, word: str) -> None:
    bob, alice, pair = cast.bob, cast.alice, cast.pair
    Pulse.create(pair=pair, member=bob, period=DAY, score=7)
    where = vault.of_pair(pair.id).seal(bob.id, "meeting", "1", word)
    answered = {"answered_by": bob, "answered_at": now()}
    Meeting.create(uid="1", pair=pair, proposed_by=bob, where=where, where_by=bob, **answered)
    absence = Absence.create(member=bob, begins_on=DAY, until=DAY + timedelta(days=7))
    hers = Absence.create(member=alice, begins_on=DAY, until=DAY)
    StandIn.create(absence=absence, pair=pair, member=cast.sam, offered_by=bob)
    StandIn.create(absence=hers, pair=pair, member=bob, offered_by=alice)
    said = vault.of_pair(pair.id).seal(bob.id, "thanks", "1", word)
    thanks = Thanks.create(uid="1", pair=pair, author=bob, body=said)
    Testimonial.create(thanks=thanks, program=pair.program, body=word, asked_by=bob, ended_by=bob, agreed_at=now())
    words = vault.seal_under("closing", word.encode(), place=f"closing|{pair.id}|{bob.id}")
    ClosingAnswer.create(pair=pair, member=bob, goal=4, words=words)
    Renewal.create(pair=pair, asked_by=bob, weeks=4)


def _administered(cast: Cast, word: str) -> None:
    bob, pair = cast.bob, cast.pair
    Rhythm.create(program=pair.program, changed_by=bob)
    Snooze.create(pair=pair, until=now(), level="red", made_by=bob)
    CoordinatorNote.create(uid="1", pair=pair, author=bob, body=word.encode())
    for uid, author, member in (("1", bob, cast.alice), ("2", cast.olivia, bob)):
        said = CoordinatorWord(uid=uid, client_id=uid, pair=pair, author=author, member=member)
        office_words.seal(said, word)
        said.save(force_insert=True)
    made = Announcement.create(program=pair.program, author=bob, audience="all", title="x", body="x", client_id="1")
    AnnouncementReader.create(announcement=made, member=bob)
