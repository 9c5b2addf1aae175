import re
from collections.abc import Callable
from typing import Any

from db.models import Message
from tests.people import Cast, greeted
from webapp.domain import chat

Visits = Callable[..., Any]


def send(someone: Any, cast: Cast, body: str, client_id: str = "", **fields: Any) -> Any:
    data = {"body": body, "client_id": client_id or f"client-{abs(hash(body))}"[:30], **fields}
    return someone.post(f"/pairs/{cast.pair.id}/messages", data, status=fields.pop("status", 303))


def test_alice_and_bob_can_write_to_each_other(visit: Visits, cast: Cast) -> None:
    alice, bob = visit(cast.alice), visit(cast.bob)
    send(bob, cast, "Hello Alice")
    assert "Hello Alice" in alice.get(f"/pairs/{cast.pair.id}").text
    assert 'class="seen"' in bob.get(f"/pairs/{cast.pair.id}").text


def test_the_same_client_id_is_the_same_message(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    send(bob, cast, "Once", "client-1")
    send(bob, cast, "Once", "client-1")
    send(bob, cast, "Twice?", "client-1", status=409)
    assert Message.select().count() == 1


def test_a_message_too_long_or_empty_keeps_its_words_and_says_why(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    assert "4,000" in send(bob, cast, "x" * 4001, status=422).text
    send(bob, cast, "  ", "client-2", status=422)


def test_replies_have_an_address_and_a_count(visit: Visits, cast: Cast) -> None:
    alice, bob = visit(cast.alice), visit(cast.bob)
    send(bob, cast, "A question")
    send(alice, cast, "An answer", reply_to="1")
    send(bob, cast, "Thanks", reply_to="2")
    page = alice.get(f"/pairs/{cast.pair.id}").text
    assert "2 replies" in page
    assert "An answer" not in page
    thread = alice.get(f"/pairs/{cast.pair.id}/messages/1").text
    assert "An answer" in thread
    assert "Thanks" in thread
    alice.get(f"/pairs/{cast.pair.id}/messages/2")
    alice.get(f"/pairs/{cast.pair.id}/messages/99", status=404)


def test_a_steps_thread_holds_what_was_written_there(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    send(bob, cast, "About step two", step="2")
    send(bob, cast, "About nothing")
    page = bob.get(f"/pairs/{cast.pair.id}/steps/2").text
    assert "About step two" in page
    assert "About nothing" not in page


def test_bob_sees_that_alice_has_read_a_steps_thread(visit: Visits, cast: Cast) -> None:
    bob, alice = visit(cast.bob), visit(cast.alice)
    send(bob, cast, "About step two", step="2")
    alice.get(f"/pairs/{cast.pair.id}/steps/1")
    assert 'class="seen"' not in bob.get(f"/pairs/{cast.pair.id}/steps/2").text
    alice.get(f"/pairs/{cast.pair.id}/steps/2")
    assert 'class="seen"' in bob.get(f"/pairs/{cast.pair.id}/steps/2").text


def test_bob_can_edit_and_delete_his_own_and_nobody_elses(visit: Visits, cast: Cast) -> None:
    alice, bob = visit(cast.alice), visit(cast.bob)
    send(bob, cast, "Helo")
    bob.get(f"/pairs/{cast.pair.id}/messages/1/edit")
    bob.post(f"/pairs/{cast.pair.id}/messages/1/edit", {"body": "Hello"})
    page = alice.get(f"/pairs/{cast.pair.id}").text
    assert "edited" in page
    assert "Helo<" not in page
    alice.get(f"/pairs/{cast.pair.id}/messages/1/edit", status=403)
    alice.post(f"/pairs/{cast.pair.id}/messages/1/delete", status=403)
    bob.post(f"/pairs/{cast.pair.id}/messages/1/delete")
    assert "Deleted" in alice.get(f"/pairs/{cast.pair.id}").text
    assert Message.get().body is None


def test_catching_up_brings_what_was_posted_edited_and_deleted(visit: Visits, cast: Cast) -> None:
    alice, bob = visit(cast.alice), visit(cast.bob)
    for body in ("One", "Two", "Three"):
        send(bob, cast, body)
    bob.post(f"/pairs/{cast.pair.id}/messages/1/edit", {"body": "Uno"})
    bob.post(f"/pairs/{cast.pair.id}/messages/2/delete")
    text = alice.get(f"/pairs/{cast.pair.id}/messages?after=2", htmx=True).text
    assert re.findall(r'id="m(\d)"', text) == ["3", "1", "2"]
    assert "Uno" in text
    assert alice.get(f"/pairs/{cast.pair.id}/messages?after=5", htmx=True, status=204).text == ""


def test_earlier_messages_can_be_shown(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    greeted(cast.pair, by=cast.bob)
    for n in range(chat.PAGE + 5):
        chat.post_message(pair=cast.pair, author=cast.alice, body=f"Number {n}.", client_id=f"client-{n}")
    page = bob.get(f"/pairs/{cast.pair.id}").text
    assert "Number 4." not in page
    assert "Show earlier" in page
    assert 'class="unread"' in page
    assert "Number 4." in bob.get(f"/pairs/{cast.pair.id}?before=7").text


def test_what_members_write_is_never_markup(visit: Visits, cast: Cast) -> None:
    alice, bob = visit(cast.alice), visit(cast.bob)
    send(bob, cast, '<script>1</script><b hx-get="/x" hx-trigger="load">x</b> https://example.org/a?b=1&c=2. ')
    page = alice.get(f"/pairs/{cast.pair.id}").text
    assert "<script>1" not in page
    assert "<b hx-get" not in page
    assert 'href="https://example.org/a?b=1&amp;c=2"' in page


def test_thirty_a_minute_is_the_most(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    greeted(cast.pair, by=cast.alice)
    for n in range(30):
        send(bob, cast, f"Spam {n}")
    refused = send(bob, cast, "One more", status=429)
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert "Try again in" in refused.text
    assert ">\nOne more</textarea>" in refused.text.replace("\r", "")


def test_charlie_cannot_post(visit: Visits, cast: Cast) -> None:
    send(visit(cast.charlie), cast, "Hello", status=404)
    assert not Message.select().exists()
