from collections.abc import Callable
from typing import Any

import pytest
from peewee import OperationalError

from db.models import Completion, Membership, Message, Notification, Pair, Step
from tests.people import Cast, enrolled, group, introduced, member, program
from webapp.blueprints.home import routes
from webapp.domain import notifications, outbox

Visits = Callable[..., Any]


def message(pair: Pair, author: Any, seq: int) -> None:
    columns = {
        "uid": str(seq),
        "client_id": str(seq),
        "nonce": b"",
        "tag": b"",
        "body": b"",
        "sent_at": pair.introduced_at,
    }
    Message.create(pair=pair, seq=seq, changed_seq=seq, author=author, **columns)
    Pair.update(seq=seq, last_active_at=pair.introduced_at).where(Pair.id == pair.id).execute()


def test_a_stranger_can_read_what_this_is(visit: Visits) -> None:
    page = visit().get("/").text
    assert "/signup" in page
    assert "<script" not in page
    assert "<img" not in page


def test_alice_can_see_her_pair_and_the_one_next_thing(visit: Visits, cast: Cast) -> None:
    for step in Step.of_program(cast.program).limit(2):
        Completion.create(pair=cast.pair, step=step, member=cast.bob)
    message(cast.pair, cast.bob, 1)
    message(cast.pair, cast.bob, 2)
    page = visit(cast.alice).get("/").text
    assert "Step 3 of 8:" in page
    assert "Step number 3" in page
    assert "2 new messages" in page
    assert "Bob Conti" in page
    assert f'href="/pairs/{cast.pair.id}"' in page
    assert "bob@example.org" not in page


def test_bob_is_asked_to_write_first(visit: Visits, cast: Cast) -> None:
    assert "You write first." in visit(cast.bob).get("/").text
    assert "Bob is asked to write first." in visit(cast.alice).get("/").text


def test_bob_is_told_when_the_path_is_walked_or_the_pair_rests(visit: Visits, cast: Cast) -> None:
    for step in Step.of_program(cast.program):
        Completion.create(pair=cast.pair, step=step, member=cast.bob)
    message(cast.pair, cast.bob, 1)
    assert "Finish with Alice" in visit(cast.bob).get("/").text
    Pair.update(state="paused").execute()
    assert "You are taking a break." in visit(cast.bob).get("/").text
    Pair.update(state="completed").execute()
    assert "Paths behind you" in visit(cast.bob).get("/").text


def test_a_waiting_mentee_can_see_that_others_wait_too(visit: Visits, cast: Cast) -> None:
    place = enrolled(cast.program, cast.charlie, "mentee")
    for name in ("Dana", "Elif"):
        enrolled(cast.program, member(name), "mentee")
    page = visit(cast.charlie).get("/").text
    assert "2 others wait with you." in page
    assert f'href="/enrollments/{place.id}"' in page


def test_olivia_can_see_what_waits_for_her(visit: Visits, cast: Cast) -> None:
    enrolled(cast.program, cast.charlie, "mentee")
    enrolled(cast.program, member("Dana"), "mentee", state="requested")
    draft = program(cast.group, name="Not yet", state="draft")
    Membership.create(group=cast.group, member=member("Elif"), state="requested")
    page = visit(cast.olivia).get("/").text
    for words in ("1 mentee waits to be paired", "1 person asks to take part", "1 person asks to join", "Not yet"):
        assert words in page
    assert f'href="/programs/{cast.program.id}/rounds"' in page
    assert f'href="/programs/{draft.id}"' in page


def test_alice_and_charlie_cannot_see_what_waits_for_an_admin(visit: Visits, cast: Cast) -> None:
    program(cast.group, name="Not yet", state="draft")
    for person in (cast.alice, cast.sam, cast.charlie):
        page = visit(person).get("/").text
        assert "Not yet" not in page
        assert "Waiting for you as an admin" not in page


def test_charlie_cannot_see_anything_of_others_and_gets_one_action(visit: Visits, cast: Cast) -> None:
    page = visit(cast.charlie).get("/").text
    assert "You are in no group yet." in page
    for name in ("Alice", "Bob", cast.group.name):
        assert name not in page


def test_somebody_who_asked_to_join_is_told_so(visit: Visits, cast: Cast) -> None:
    Membership.create(group=cast.group, member=cast.charlie, state="requested")
    page = visit(cast.charlie).get("/").text
    assert "asked to join" in page
    assert "Your request is with" in page


def test_bob_can_read_his_news_and_mark_it_read(visit: Visits, cast: Cast) -> None:
    notifications.notify(member=cast.bob, kind="introduced", pair=cast.pair, partner="Alice")
    bob, alice = visit(cast.bob), visit(cast.alice)
    assert "You have been introduced to Alice." in bob.get("/").text
    first = Notification.get().id
    alice.post("/notifications/read-mark", {"oldest": first, "newest": first})
    bob.post("/notifications/read-mark", {"oldest": "x"})
    assert "You have been introduced to Alice." in bob.get("/").text
    notifications.notify(member=cast.bob, kind="membership_ended", group=cast.group)
    page = bob.follow(bob.post("/notifications/read-mark", {"oldest": first, "newest": first})).text
    assert "You have been introduced to" not in page
    assert "no longer a member" in page


def test_the_home_page_asks_the_database_as_often_with_50_rows_as_with_5(
    visit: Visits, cast: Cast, statements: list[str]
) -> None:
    alice = visit(cast.alice)
    counts, made = [], 0
    for rows in (5, 50):
        while made < rows:
            made += 1
            one = group(cast.alice, name=f"Group {made}")
            path = program(one, steps=2)
            someone = member(f"Person{made}")
            pair = introduced(path, cast.alice, someone)
            message(pair, someone, 1)
            enrolled(path, cast.alice, "mentee")
            enrolled(path, someone, "mentor")
            program(one, steps=0, state="draft")
            Membership.create(group=one, member=cast.charlie, state="requested")
            notifications.notify(member=cast.alice, kind="membership_requested", group=one)
            notifications.notify(member=cast.alice, kind="introduced", pair=pair, partner="x")
        outbox.take_fresh()  # else this request would also begin to send it all
        statements.clear()
        alice.get("/")
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[0] <= 20


def test_a_probe_can_tell_alive_from_ready(
    visit: Visits, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    statements.clear()
    assert visit().get("/healthz").json == {"status": "alive"}
    assert not statements
    assert visit().get("/readyz").json == {"status": "ready"}
    monkeypatch.setattr(routes, "is_current", lambda: False)
    visit().get("/readyz", status=503)

    def fail() -> bool:
        raise OperationalError

    monkeypatch.setattr(routes, "is_current", fail)
    assert visit().get("/readyz", status=503).is_json
