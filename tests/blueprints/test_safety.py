"""Blocking from the pair's page, a message and a profile; what the blocked one can notice; mails that do not leave."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from huey import Huey
from huey.storage import SqliteStorage

from db.clock import now
from db.models import Block, Member, Pair
from tests.people import Cast, enrolled, greeted
from webapp import jobs
from webapp.domain import outbox, safety
from webapp.jobs import SealedSerializer

Visits = Callable[..., Any]


def test_alice_can_block_bob_within_two_taps(visit: Visits, cast: Cast) -> None:
    alice, greeting = visit(cast.alice), greeted(cast.pair, by=cast.bob)
    of_pair, of_bob = f"/pairs/{greeting.id}/block", f"/members/{cast.bob.id}/block"
    ways = {f"/pairs/{greeting.id}": of_pair, f"/pairs/{greeting.id}/messages/1": of_pair, of_bob[:-6]: of_bob}
    for page, way in ways.items():
        assert f'href="{way}"' in alice.get(page).text
    said = alice.get(of_bob).text
    assert "Your mentorship ends" in said
    assert "Bob is not told" in said
    assert Pair.get().is_open
    assert "was not told" in alice.follow(alice.post(of_bob)).text
    assert not Pair.get().is_open
    assert alice.get(of_pair, status=303).location == "/blocks"


def test_sam_can_block_and_unblock_somebody_with_whom_he_has_no_pair(visit: Visits, cast: Cast) -> None:
    sam, way = visit(cast.sam), f"/members/{cast.olivia.id}/block"
    said = sam.get(way).text
    assert "You two are never paired" in said
    assert "mentorship ends" not in said
    listed = sam.follow(sam.post(way)).text
    assert "Olivia Neri" in listed
    sam.post(f"/blocks/{cast.olivia.id}/delete")
    assert "Nobody." in sam.get("/blocks").text


def test_charlie_cannot_block_whom_he_cannot_know_of(visit: Visits, cast: Cast) -> None:
    charlie = visit(cast.charlie)
    for path in (f"/members/{cast.alice.id}/block", f"/members/{cast.charlie.id}/block", "/members/999999/block"):
        charlie.get(path, status=404)
        charlie.post(path, status=404)
    assert not Block.select().exists()


def test_bob_sees_the_same_of_a_stranger_who_blocked_him_and_of_one_who_did_not(
    visit: Visits, cast: Cast, dana: Member
) -> None:
    bob = visit(cast.bob)
    pages = ["/", "/groups", f"/groups/{cast.group.slug}", f"/groups/{cast.group.slug}/memberships", "/blocks"]
    pages += [f"/programs/{cast.program.id}", f"/members/{dana.id}", f"/members/{dana.id}/block", "/account"]
    enrolled(cast.program, dana, "mentor")

    def seen() -> list[tuple[int, int]]:
        answers = [bob.client.get(page) for page in pages]
        return [(answer.status_code, len(answer.text)) for answer in answers]

    before = seen()
    safety.block(blocker=dana, blocked=cast.bob)
    assert seen() == before


def test_bob_is_told_nothing_of_alice_after_a_block_but_what_was_there(visit: Visits, cast: Cast) -> None:
    greeted(cast.pair, by=cast.bob)
    alice, bob = visit(cast.alice), visit(cast.bob)
    alice.get(f"/pairs/{cast.pair.id}")  # has read it, and was here
    safety.block(blocker=cast.alice, blocked=cast.bob)
    page = bob.get(f"/pairs/{cast.pair.id}").text
    assert "This conversation is closed" in page
    assert "Alice Rossi" in page
    told = re.sub(r"data-words='[^']*'", "", page)  # what the script could say, the same on every page
    for sign in ("was here", 'class="seen"', 'id="presence"', 'id="composer"', "has blocked"):
        assert sign not in told


class Waiting:
    """A real queue, in a file, that is worked off when the test says so."""

    def __init__(self, huey: Huey) -> None:
        self.huey = huey

    def work_off(self) -> int:
        """How many tasks there were."""
        done = 0
        while task := self.huey.dequeue():
            self.huey.execute(task)
            done += 1
        return done


@pytest.fixture
def waiting(app: Flask, tmp_path: Path) -> Iterator[Waiting]:
    before = dict(vars(jobs.queue))
    options: dict[str, Any] = {"name": "waymark", "serializer": SealedSerializer(), "results": False}
    jobs.queue.huey = Huey(storage_class=SqliteStorage, filename=str(tmp_path / "jobs.db"), **options)
    jobs.queue.send_due = jobs.queue.huey.task(name="send_soon")(jobs._send_due)
    yield Waiting(jobs.queue.huey)
    vars(jobs.queue).update(before)


@pytest.mark.parametrize("is_blocker", [True, False])
def test_a_mail_that_waits_does_not_leave_after_a_block(
    visit: Visits, cast: Cast, waiting: Waiting, mailbox: Callable[[], list[Any]], is_blocker: bool
) -> None:
    visit(cast.alice).post(f"/pairs/{cast.pair.id}/ending")
    two = (cast.alice, cast.bob) if is_blocker else (cast.bob, cast.alice)
    safety.block(blocker=two[0], blocked=two[1])
    assert waiting.work_off() == 1
    assert mailbox() == []


def test_a_mail_that_waits_leaves_where_a_block_is_between_others(
    visit: Visits, cast: Cast, waiting: Waiting, mailbox: Callable[[], list[Any]]
) -> None:
    visit(cast.alice).post(f"/pairs/{cast.pair.id}/ending")
    safety.block(blocker=cast.bob, blocked=cast.charlie)
    safety.block(blocker=cast.olivia, blocked=cast.bob)
    assert waiting.work_off() == 1
    assert [letter["to"] for letter in mailbox()] == ["bob@example.org"]


def test_an_invitation_of_olivias_does_not_reach_charlie_who_has_blocked_her_meanwhile(
    visit: Visits, cast: Cast, waiting: Waiting, mailbox: Callable[[], list[Any]]
) -> None:
    addresses = "charlie@example.org\nnew@example.org"
    visit(cast.olivia).post(f"/groups/{cast.group.slug}/invitations/mails", {"emails": addresses})
    safety.block(blocker=cast.charlie, blocked=cast.olivia)
    waiting.work_off()
    assert [letter["to"] for letter in mailbox()] == ["new@example.org"]


def test_a_delayed_mail_is_looked_at_when_it_leaves_and_not_before(
    cast: Cast, waiting: Waiting, mailbox: Callable[[], list[Any]]
) -> None:
    consumer = waiting.huey.create_consumer(workers=1, worker_type="thread", check_worker_health=False, periodic=False)
    for about in (cast.alice, cast.sam):
        letter = {"to": "bob@example.org", "subject": "Hello", "text": f"About {about.first_name}"}
        outbox.post(letter, to=cast.bob, about=about, due_at=now() + timedelta(seconds=1))
    jobs.queue.send_due()
    jobs.queue.send_due.schedule(delay=2)
    workers = [worker for _, worker in consumer.worker_threads] + [consumer.scheduler]
    for thread in workers:
        thread.start()
    safety.block(blocker=cast.alice, blocked=cast.bob)
    end = time.monotonic() + 20
    while not mailbox() and time.monotonic() < end:
        time.sleep(0.1)
    consumer.stop_flag.set()
    for thread in workers:
        thread.join(10)
    assert ["About Sam" in letter.get_content() for letter in mailbox()] == [True]
