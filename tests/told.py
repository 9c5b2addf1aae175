"""What the world's people are told: a notification, an announcement, and the signed links of mails."""

from typing import Any

from flask import Flask
from itsdangerous import URLSafeSerializer

from db.clock import now
from db.models import Announcement, AnnouncementReader, Notification
from tests.conftest import SECRET
from tests.people import Cast
from webapp import taps


def ids(cast: Cast) -> dict[str, Any]:
    """The ids of what they were told, and what opens without an account."""
    news = Notification.create(member=cast.bob, kind="introduced", pair=cast.pair, names={"partner": "Alice"})
    return {
        "announcement": _announcement(cast).id,
        "tap": _tap(cast),
        "notification": news.id,
        "way_out": URLSafeSerializer(SECRET, salt="unsubscribe").dumps([cast.bob.id, "meetings"]),
    }


def _announcement(cast: Cast) -> Announcement:
    """What Olivia has announced to Alice and Bob, who were told."""
    words = {"title": "A picnic", "body": "On **Sunday**.", "client_id": "picnic", "audience": "pairs"}
    made = Announcement.create(program=cast.program, author=cast.olivia, people=2, told_at=now(), **words)
    for member in (cast.alice, cast.bob):
        AnnouncementReader.create(announcement=made, member=member, is_told=True)
    return made


def _tap(cast: Cast) -> str:
    """The end of a link by which Bob is asked how it goes, this week."""
    app = Flask(__name__)
    app.config["SECRET_KEY"] = SECRET
    with app.app_context():
        return taps.token(cast.bob, cast.pair.id, "check_in", now().date().isoformat(), "well")
