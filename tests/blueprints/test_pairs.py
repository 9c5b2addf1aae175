import re
from collections.abc import Callable
from typing import Any

from db.models import CheckIn, Completion, Enrollment, Note, Pair
from tests.people import Cast

Visits = Callable[..., Any]


def test_alice_and_bob_can_see_their_page_worded_for_their_role(visit: Visits, cast: Cast) -> None:
    alice, bob = visit(cast.alice), visit(cast.bob)
    page = alice.get(f"/pairs/{cast.pair.id}").text
    assert "You and Bob" in page
    assert "Task 1 of the mentor" in page
    assert "Prompt 1.1 for Bob" in page
    assert "Task 1 of the mentee" in bob.get(f"/pairs/{cast.pair.id}").text


def test_a_step_can_be_completed_by_either_and_undone_for_a_day(visit: Visits, cast: Cast) -> None:
    bob, alice = visit(cast.bob), visit(cast.alice)
    bob.follow(bob.post(f"/pairs/{cast.pair.id}/steps/1/completion"))
    bob.post(f"/pairs/{cast.pair.id}/steps/1/completion")
    page = alice.get(f"/pairs/{cast.pair.id}").text
    assert "Step 2 of 8" in page
    assert "Bob noted · today" in page
    alice.post(f"/pairs/{cast.pair.id}/steps/1/completion/delete")
    assert "Step 1 of 8" in alice.get(f"/pairs/{cast.pair.id}").text


def test_an_old_completion_cannot_be_undone(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    bob.post(f"/pairs/{cast.pair.id}/steps/1/completion")
    Completion.update(completed_at="2026-01-01 00:00:00.000000").execute()
    bob.post(f"/pairs/{cast.pair.id}/steps/1/completion/delete", status=409)


def test_the_two_share_notes_and_a_goal(visit: Visits, cast: Cast) -> None:
    alice, bob = visit(cast.alice), visit(cast.bob)
    alice.post(f"/pairs/{cast.pair.id}/steps/1/notes", {"body": "Ask about Tuesday"})
    assert "Ask about Tuesday" in bob.get(f"/pairs/{cast.pair.id}/steps/1").text
    note = Note.get()
    bob.post(f"/pairs/{cast.pair.id}/steps/1/notes/{note.id}/delete", status=403)
    alice.post(f"/pairs/{cast.pair.id}/steps/1/notes/{note.id}/delete")
    alice.post(f"/pairs/{cast.pair.id}/steps/1/notes", {"body": " "}, status=422)
    bob.get(f"/pairs/{cast.pair.id}/goal/edit")
    bob.post(f"/pairs/{cast.pair.id}/goal/edit", {"body": "One night a week"})
    assert "One night a week" in alice.get(f"/pairs/{cast.pair.id}").text


def test_bob_can_check_in_and_alice_cannot_see_the_number(visit: Visits, cast: Cast) -> None:
    alice, bob = visit(cast.alice), visit(cast.bob)
    bob.post(f"/pairs/{cast.pair.id}/check-ins", {"score": "11"}, status=422)
    bob.post(f"/pairs/{cast.pair.id}/check-ins", {"score": "3", "words": "Hard week"})
    bob.post(f"/pairs/{cast.pair.id}/check-ins", {"score": "4", "words": "Hard week, better now"})
    assert [row.score for row in CheckIn.select()] == [4]
    page = alice.get(f"/pairs/{cast.pair.id}").text
    assert "Hard week, better now" in page
    assert "checked" not in page
    assert "checked" in bob.get(f"/pairs/{cast.pair.id}").text


def test_the_two_can_pause_go_on_and_end(visit: Visits, cast: Cast, mailbox: Callable[[], Any]) -> None:
    alice, bob = visit(cast.alice), visit(cast.bob)
    home = f"/pairs/{cast.pair.id}"
    alice.post(f"{home}/pause")
    assert "taking a break" in bob.get(home).text
    bob.post(f"{home}/messages", {"body": "See you in May", "client_id": "aaaaaaaa"})
    bob.post(f"{home}/pause/delete")
    bob.post(f"{home}/finish", status=409)
    alice.get(f"{home}/ending")
    alice.post(f"{home}/ending")
    assert Pair.get().state == "ended"
    bob.post(f"{home}/messages", {"body": "Hello?", "client_id": "bbbbbbbb"}, status=409)
    assert "This mentorship has ended" in bob.get(home).text
    (told,) = mailbox()
    assert told["to"] == "bob@example.org"
    assert "has ended" in told["subject"]


def test_the_end_of_the_path_can_be_celebrated(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    for number in range(1, 9):
        bob.post(f"/pairs/{cast.pair.id}/steps/{number}/completion")
    assert "walked the whole path" in bob.get(f"/pairs/{cast.pair.id}").text
    bob.post(f"/pairs/{cast.pair.id}/finish")
    bob.get(f"/pairs/{cast.pair.id}")
    assert Pair.get().state == "completed"
    assert "have finished your path" in visit(cast.alice).get("/").text


def test_bob_can_block_alice_who_learns_nothing_but_that_it_is_closed(visit: Visits, cast: Cast) -> None:
    alice, bob = visit(cast.alice), visit(cast.bob)
    home = f"/pairs/{cast.pair.id}"
    bob.get(f"{home}/block")
    blocked = bob.post(f"{home}/block")
    with bob.client.session_transaction() as session:
        assert "Alice" not in str(dict(session))  # signed, but not sealed
    bob.follow(blocked)
    alice.post(f"{home}/messages", {"body": "Hello?", "client_id": "bbbbbbbb"}, status=409)
    page = alice.get(home).text
    assert "conversation is closed" in page
    assert "blocked" not in page.lower().replace("block_", "")
    bob.post(f"/blocks/{cast.alice.id}/delete")
    alice.post(f"{home}/messages", {"body": "Hello?", "client_id": "bbbbbbbb"}, status=409)


def test_after_a_block_nothing_more_of_bob_is_told_to_alice(visit: Visits, cast: Cast) -> None:
    alice, bob = visit(cast.alice), visit(cast.bob)
    home = f"/pairs/{cast.pair.id}"
    alice.post(f"{home}/messages", {"body": "Are you there?", "client_id": "aaaaaaaa"})
    bob.post(f"{home}/block")
    before = alice.get(home).text
    Enrollment.update(location="Trieste", profession="Baker").execute()
    bob.get(home)  # and reads what was written
    after = alice.get(home).text
    assert "Trieste" not in after
    assert 'class="seen"' not in after
    assert re.sub(r'value="[^"]*"|"X-CSRFToken":"[^"]*"', "", before) == re.sub(
        r'value="[^"]*"|"X-CSRFToken":"[^"]*"', "", after
    )


def test_charlie_and_the_admin_cannot_reach_a_pair(visit: Visits, cast: Cast) -> None:
    for person in (cast.charlie, cast.olivia, cast.sam):
        someone = visit(person)
        for path in ("", "/steps/1", "/messages?after=0", "/messages/1", "/goal/edit", "/ending", "/block"):
            someone.get(f"/pairs/{cast.pair.id}{path}", status=404)
        for path in ("/messages", "/steps/1/completion", "/check-ins", "/steps/1/notes", "/pause", "/block"):
            someone.post(f"/pairs/{cast.pair.id}{path}", {"body": "x", "client_id": "cccccccc"}, status=404)
