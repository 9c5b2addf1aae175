"""A member's devices: each sign-in has one, only its owner changes it, and nobody is asked twice."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from db.models import Member, PushDismissal, PushSubscription
from tests.people import Cast
from tests.push_service import Device
from webapp.domain import chat, push_keys

Visits = Callable[..., Any]
ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/x"
ASKS = 'id="ask"'


def fields(endpoint: str = ENDPOINT, **more: Any) -> dict[str, Any]:
    return {"endpoint": endpoint, **Device().keys, **more}


def talked(cast: Cast) -> None:
    for author in (cast.bob, cast.alice):
        chat.post_message(pair=cast.pair, author=author, body="Hello", client_id=f"{author.id:020}")


def test_bob_can_be_told_on_this_device_and_stop(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    assert "data-on" not in bob.get("/account/notifications").text
    answer = bob.post("/push-subscriptions", fields())
    assert "This device tells you from now on." in bob.follow(answer).text
    assert "data-on" in bob.get("/account/notifications").text
    assert "data-on" not in visit(cast.bob).get("/account/notifications").text  # another device of his
    bob.post("/push-subscriptions/delete")
    assert not PushSubscription.select().exists()


def test_charlie_cannot_stop_what_bob_is_told(visit: Visits, cast: Cast) -> None:
    visit(cast.bob).post("/push-subscriptions", fields())
    visit(cast.charlie).post("/push-subscriptions/delete")
    assert PushSubscription.get().member_id == cast.bob.id


def test_charlie_cannot_have_us_call_a_machine_of_his(visit: Visits, cast: Cast) -> None:
    charlie = visit(cast.charlie)
    for endpoint in ("https://evil.example/x", "http://127.0.0.1:6379/", "", "https://" + "x" * 5000):
        assert "does not know" in charlie.post("/push-subscriptions", fields(endpoint), status=400).text
    assert not PushSubscription.select().exists()


def test_signing_out_ends_it(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    bob.post("/push-subscriptions", fields())
    bob.post("/logout")
    assert not PushSubscription.select().exists()


def test_bob_is_asked_on_the_pairs_page_once_both_have_written(visit: Visits, cast: Cast) -> None:
    bob, page = visit(cast.bob), f"/pairs/{cast.pair.id}"
    chat.post_message(pair=cast.pair, author=cast.bob, body="Hello", client_id="1" * 20)
    assert ASKS not in bob.get(page).text
    chat.post_message(pair=cast.pair, author=cast.alice, body="Hello", client_id="2" * 20)
    assert ASKS in bob.get(page).text
    assert ASKS not in bob.get(f"{page}/steps/1").text
    assert bob.post("/push-subscriptions", fields(pair=cast.pair.id)).headers["Location"] == page
    assert ASKS not in bob.get(page).text


def test_whoever_says_not_now_is_not_asked_again_on_any_device(visit: Visits, cast: Cast) -> None:
    talked(cast)
    bob, page = visit(cast.bob), f"/pairs/{cast.pair.id}"
    for _ in range(2):
        assert bob.post("/push-subscriptions/dismissal", {"pair": cast.pair.id}).headers["Location"] == page
    assert PushDismissal.select().count() == 1
    for someone, is_asked in ((bob, False), (visit(cast.bob), False), (visit(cast.alice), True)):
        assert (ASKS in someone.get(page).text) is is_asked


def test_charlie_cannot_be_led_to_a_pair_that_is_not_his(visit: Visits, cast: Cast) -> None:
    visit(cast.charlie).post("/push-subscriptions/dismissal", {"pair": cast.pair.id}, status=404)


def test_the_key_is_the_one_that_signs(app: Flask, visit: Visits, cast: Cast) -> None:
    assert visit(cast.bob).client.get("/push-subscriptions/key").json == {"key": push_keys.public()}


def test_what_bobs_devices_are_stands_in_his_archive(cast: Cast, visit: Visits) -> None:
    from webapp.domain.chapters import CHAPTERS

    visit(cast.bob).post("/push-subscriptions", fields())
    chapter = next(each for each in CHAPTERS if each.key == "pushes")
    (entry,) = chapter.entries(Member.get_by_id(cast.bob.id))
    assert entry["service"] == "updates.push.services.mozilla.com"
    assert ENDPOINT not in str(entry)
