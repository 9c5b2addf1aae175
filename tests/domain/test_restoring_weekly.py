"""What a backup must not bring back of the weekly rhythm: what was taken back, and what waited to be sent."""

from db.database import writing
from db.models import CalendarFeed, CoordinatorNote, Dispatch, NotificationChoice, Thanks
from tests import ending
from tests.people import Cast
from webapp.domain import closing, coordinator_notes, feeds, notification_choices, restoring_weekly, testimonials
from webapp.domain.restoring_weekly import Standing


def weekly(cast: Cast) -> None:
    """Thanks that are shown to the group, a calendar's address, an admin's note, and a mail that waits."""
    thanks = closing.thank(pair=ending.walk(cast.pair), author=cast.bob, body="Thank you for the evenings")
    for member in (cast.bob, cast.alice):
        version = testimonials.offer(cast.pair, thanks).version
        wishes = {"is_signed": True, "is_public": True}
        testimonials.consent(pair=cast.pair, thanks=thanks, member=member, version=version, **wishes)
    coordinator_notes.add(program=cast.program, pair_id=cast.pair.id, author=cast.olivia, body="Rather quiet")
    feeds.renew(member=cast.bob, shows_where=True)


def take_back(standing: Standing | None) -> None:
    with writing():
        restoring_weekly.take_back(standing)


def test_what_stands_comes_back(cast: Cast) -> None:
    weekly(cast)
    take_back(Standing.read())
    assert len(testimonials.of_group(cast.group, is_visitor=True)) == 1
    assert [noun.select().count() for noun in (Thanks, CoordinatorNote, CalendarFeed)] == [1, 1, 1]


def test_charlie_cannot_read_what_bob_and_alice_show_no_longer(cast: Cast) -> None:
    weekly(cast)
    since = Standing.read()
    since.testimonials.clear()
    take_back(since)
    assert testimonials.of_group(cast.group, is_visitor=True) == []
    assert Thanks.select().exists()


def test_what_was_deleted_or_turned_off_since_stays_so(cast: Cast) -> None:
    notification_choices.turn_off_mail(member=cast.bob, topic="rhythm")
    since = Standing.read()
    NotificationChoice.update(choice="now").execute()
    weekly(cast)
    take_back(since)
    assert not any(noun.select().exists() for noun in (Thanks, CoordinatorNote, CalendarFeed))
    assert notification_choices.of(cast.bob.id, "rhythm")["mail"] == "off"


def test_charlie_cannot_come_back_to_a_calendar_where_nobody_knows_what_was_ended(cast: Cast) -> None:
    weekly(cast)
    take_back(None)
    assert not CalendarFeed.select().exists()
    assert Thanks.select().exists()


def test_nothing_is_sent_that_waited_when_the_backup_was_made(cast: Cast) -> None:
    weekly(cast)
    assert Dispatch.select().where(Dispatch.state == "waiting").exists()
    with writing():
        restoring_weekly.send_nothing_old()
    assert {row.state for row in Dispatch.select()} == {"withdrawn"}
