"""The bell's page, and what a member hears of."""

from collections.abc import Callable
from typing import Any

import pytest

from db.models import Notification
from tests.people import Cast
from webapp.domain import bounces, hours, notification_choices, notifications

Visits = Callable[..., Any]


def tell(cast: Cast, kind: str = "introduced", times: int = 1) -> Notification:
    for _ in range(times):
        told = notifications.notify(member=cast.bob, kind=kind, pair=cast.pair, group=cast.group, partner="Alice")
    return told


def test_bob_can_follow_what_he_was_told_and_it_is_read_by_that(visit: Visits, cast: Cast) -> None:
    told, bob = tell(cast), visit(cast.bob)
    assert f'href="/notifications/{told.id}"' in bob.get("/notifications").text
    assert bob.get(f"/notifications/{told.id}", status=303).headers["Location"] == f"/pairs/{cast.pair.id}"
    assert Notification.get_by_id(told.id).was_read
    visit(cast.charlie).get(f"/notifications/{told.id}", status=404)


def test_bob_sees_what_is_new_first_then_the_rest_in_pages(visit: Visits, cast: Cast) -> None:
    newest = tell(cast, "membership_approved", times=40)
    notifications.mark_all_read(member=cast.bob, newest=newest.id)
    tell(cast)
    page = visit(cast.bob).get("/notifications").text
    assert page.index("New for you") < page.index("You have been introduced to Alice.") < page.index("Earlier")
    assert "1 to 30 of 41" in page
    assert "New for you" not in visit(cast.bob).get("/notifications?page=2").text


def test_bob_can_mark_all_as_read_but_not_what_comes_meanwhile(visit: Visits, cast: Cast) -> None:
    first, bob = tell(cast), visit(cast.bob)
    bob.get("/notifications")
    tell(cast)
    answer = bob.post("/notifications/read-mark", {"oldest": 0, "newest": first.id, "all": 1})
    assert answer.headers["Location"] == "/notifications"
    assert Notification.unread_count(cast.bob.id) == 1


def test_bob_can_open_home_and_the_bells_page_with_an_old_row_that_lacks_a_name(visit: Visits, cast: Cast) -> None:
    tell(cast)
    lacking = Notification.create(member=cast.bob, kind="testimonial_asked", pair=cast.pair, names={})
    bob = visit(cast.bob)
    for path in ("/", "/notifications"):
        page = bob.get(path).text
        assert "Something new." in page
        assert "You have been introduced to Alice." in page
    assert bob.get(f"/notifications/{lacking.id}", status=303).headers["Location"] == "/notifications"


def test_bob_without_news_reads_so(visit: Visits, cast: Cast) -> None:
    assert "Nothing yet" in visit(cast.bob).get("/notifications").text


def test_bob_can_choose_what_he_hears_of_and_when(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    fields = {f"{topic}_mail": "daily" for topic in notification_choices.TOPICS}
    fields |= {"meetings_app": "y", "meetings_push": "y", "meetings_mail": "now", "messages_mail": "off"}
    fields |= {"quiet_from": "22", "quiet_to": "7", "digest_hour": "18", "digest_weekday": "4"}
    assert "Saved" in bob.follow(bob.post("/account/notifications", fields)).text
    assert notification_choices.of(cast.bob.id, "meetings") == {"app": "now", "mail": "now", "push": "now"}
    assert notification_choices.of(cast.bob.id, "messages") == {"app": "off", "mail": "off", "push": "off"}
    assert notification_choices.of(cast.bob.id, "pairs")["mail"] == "daily"
    mine = hours.of(cast.bob)
    assert (mine.quiet_from, mine.quiet_to, mine.digest_hour, mine.digest_weekday) == (22, 7, 18, 4)


@pytest.mark.parametrize("field", ["meetings_mail", "quiet_from", "digest_weekday"])
def test_bob_cannot_choose_what_there_is_not(visit: Visits, cast: Cast, field: str) -> None:
    page = visit(cast.bob).post("/account/notifications", {field: "99"}, status=422).text
    assert "There is a problem" in page
    assert notification_choices.of(cast.bob.id, "meetings")["mail"] == "now"


def test_only_who_looks_after_something_is_asked_about_that_work(visit: Visits, cast: Cast) -> None:
    assert "admin_mail" in visit(cast.olivia).get("/account/notifications").text
    assert "admin_mail" in visit(cast.sam).get("/account/notifications").text
    assert "admin_mail" not in visit(cast.charlie).get("/account/notifications").text


def test_a_preset_fills_the_form_and_keeps_nothing(visit: Visits, cast: Cast) -> None:
    page = visit(cast.bob).get("/account/notifications?preset=calm").text
    assert "Nothing is saved yet" in page
    assert '<option selected value="daily">' in page
    assert notification_choices.of(cast.bob.id, "pairs")["mail"] == "now"
    assert "Nothing is saved yet" not in visit(cast.bob).get("/account/notifications?preset=x").text


def test_what_bob_turned_off_in_the_app_does_not_count_in_the_bell(visit: Visits, cast: Cast) -> None:
    notification_choices.choose(member=cast.bob, chosen={("pairs", "app"): "off"})
    tell(cast)
    assert Notification.unread_count(cast.bob.id) == 0
    assert "You have been introduced to Alice." in visit(cast.bob).get("/notifications").text


def test_bob_is_told_at_home_that_mails_come_back_and_can_say_that_they_do_not(visit: Visits, cast: Cast) -> None:
    bounces.note(cast.bob.id, "5.1.1", True)
    bob = visit(cast.bob)
    for page in ("/", "/account/notifications"):
        assert "Our mails do not reach you" in bob.get(page).text
    bob.post("/account/bounce/delete")
    assert "Our mails do not reach you" not in bob.get("/").text
