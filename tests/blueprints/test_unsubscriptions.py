"""No more mails of a topic, by the link in each of them: from outside any session, with one press."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer

from db.models import NotificationChoice
from tests.conftest import SECRET
from tests.people import Cast
from webapp.domain import notification_choices

Visits = Callable[..., Any]


def way_out(member_id: Any, topic: Any, *, secret: str = SECRET, salt: str = "unsubscribe") -> str:
    return f"/unsubscribe/{URLSafeSerializer(secret, salt=salt).dumps([member_id, topic])}"


def mails(cast: Cast, topic: str = "meetings") -> str:
    return notification_choices.of(cast.bob.id, topic)["mail"]


def program(app: Flask) -> FlaskClient:
    """A mail program's server: no cookies, no token, no page before."""
    return FlaskClient(app, app.response_class, use_cookies=False)


@pytest.mark.parametrize(
    "sent",
    [
        {"data": {"List-Unsubscribe": "One-Click"}},
        {"data": {"List-Unsubscribe": "One-Click"}, "content_type": "multipart/form-data"},
        {"data": b"List-Unsubscribe=One-Click", "content_type": "text/plain"},
        {},
    ],
    ids=["form", "multipart", "text", "empty"],
)
def test_a_mail_program_can_turn_a_topic_off_with_one_request(app: Flask, cast: Cast, sent: dict[str, Any]) -> None:
    address = way_out(cast.bob.id, "meetings")
    for _ in range(2):  # it may send it twice
        assert program(app).post(address, **sent).status_code == 200
    assert mails(cast) == "off"
    assert mails(cast, "messages") == "now"
    assert notification_choices.of(cast.bob.id, "meetings")["push"] == "now"


def test_opening_the_link_turns_nothing_off(app: Flask, cast: Cast) -> None:
    page = program(app).get(way_out(cast.bob.id, "meetings"))
    assert page.status_code == 200
    assert "Bob" not in page.text
    assert cast.bob.email not in page.text
    assert mails(cast) == "now"


def test_bob_can_press_the_button_and_take_it_back(visit: Visits, cast: Cast) -> None:
    notification_choices.choose(member=cast.bob, chosen={("meetings", "mail"): "daily"})
    browser, address = visit(), way_out(cast.bob.id, "meetings")
    assert "Stop these mails" in browser.get(address).text
    done = browser.post(address, status=200)
    assert "have stopped" in done.text
    assert 'name="meetings" value="daily"' in done.text
    browser.post(f"{address}/delete", {"meetings": "daily", "messages": "weekly", "pairs": "x"}, status=200)
    assert (mails(cast), mails(cast, "messages")) == ("daily", "now")


def test_bob_can_take_back_what_a_mail_program_did_without_him(app: Flask, visit: Visits, cast: Cast) -> None:
    address = way_out(cast.bob.id, "meetings")
    program(app).post(address)
    browser = visit()
    browser.post(address, status=200)
    browser.post(f"{address}/delete", status=200)
    assert mails(cast) == "now"


def test_the_link_of_a_digest_turns_all_off_that_came_in_it(app: Flask, visit: Visits, cast: Cast) -> None:
    chosen = {("meetings", "mail"): "daily", ("pairs", "mail"): "weekly"}
    notification_choices.choose(member=cast.bob, chosen=chosen)
    address = way_out(cast.bob.id, "digest")
    program(app).post(address)
    assert (mails(cast), mails(cast, "pairs"), mails(cast, "messages")) == ("off", "off", "now")
    visit().post(f"{address}/delete", {"meetings": "daily", "pairs": "weekly"}, status=200)
    assert (mails(cast), mails(cast, "pairs")) == ("daily", "weekly")


def test_charlie_cannot_make_a_link(app: Flask, cast: Cast) -> None:
    bob = cast.bob.id
    for address in (
        way_out(bob, "meetings", secret="x" * 40), way_out(bob, "meetings", salt="cookie-session"),
        way_out(bob, "none"), way_out(bob, ""), way_out(10**9, "meetings"), way_out("1", "meetings"),
        way_out(bob, ["meetings"]), f"{way_out(bob, 'meetings')}x", "/unsubscribe/x",
    ):  # fmt: skip
        for method in ("GET", "POST"):
            assert program(app).open(address, method=method).status_code == 404
    assert not NotificationChoice.select().exists()


def test_charlie_cannot_take_back_for_bob_without_a_token_of_the_page(app: Flask, cast: Cast) -> None:
    assert program(app).post(f"{way_out(cast.bob.id, 'meetings')}/delete").status_code == 400
