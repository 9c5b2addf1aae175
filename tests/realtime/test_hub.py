import os
import socket
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from webapp.realtime.hub import BESIDE_THE_LAST, Hub, Listener

ALICE, BOB, CHARLIE = 1, 2, 3


def nothing() -> None:
    return


def waiting_for(condition: Callable[[], bool]) -> bool:
    for _ in range(100):
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_alice_and_bob_can_hear_of_their_pair_and_charlie_cannot() -> None:
    hub, woken = Hub(), []
    alice, charlie = Listener(7, ALICE, lambda: woken.append("alice")), Listener(8, CHARLIE, nothing)
    hub.subscribe(alice)
    hub.subscribe(charlie)
    hub.publish({"pair": 7, "kind": "changed", "seq": 1})
    assert woken == ["alice"]
    assert alice.heard() == [{"pair": 7, "kind": "changed", "seq": 1}]
    assert alice.heard() == []
    assert charlie.heard() == []


def test_what_is_told_in_this_process_leaves_it_nowhere() -> None:
    hub, sent = Hub(), []
    alice = Listener(7, ALICE, nothing)
    hub.subscribe(alice)
    hub._wire = SimpleNamespace(send=sent.append)  # type: ignore[assignment] # all that publishing asks of it
    hub.publish({"pair": 7, "kind": "changed", "seq": 1}, here={"row": "sealed"})
    assert alice.heard() == [{"pair": 7, "kind": "changed", "seq": 1, "row": "sealed"}]
    assert sent == [{"pair": 7, "kind": "changed", "seq": 1}]


def test_a_socket_that_has_gone_is_forgotten() -> None:
    hub, bob = Hub(), Listener(7, BOB, nothing)
    hub.subscribe(bob)
    assert hub.count(BOB) == hub.count() == 1
    hub.unsubscribe(bob)
    hub.publish({"member": BOB, "kind": "look"})
    assert bob.heard() == []
    assert hub.count(BOB) == hub.count() == 0


def test_a_listener_that_does_not_listen_keeps_a_bounded_number() -> None:
    bob = Listener(7, BOB, nothing)
    for n in range(1000):
        bob.tell({"pair": 7, "kind": "changed", "seq": n})
    assert len(bob.heard()) == 50


def test_several_processes_without_redis_are_deaf_and_one_is_not_once_the_last_one_has_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    several, alone = Hub(is_alone=False), Hub(is_alone=True)
    assert several.is_deaf
    assert alone.is_deaf
    later = time.monotonic() + BESIDE_THE_LAST
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert several.is_deaf
    assert not alone.is_deaf


@pytest.mark.parametrize("is_listening", [False, True], ids=["dead", "hung"])
def test_nobody_waits_for_a_redis_that_does_not_answer(is_listening: bool) -> None:
    with socket.socket() as redis:
        redis.bind(("127.0.0.1", 0))
        if is_listening:
            redis.listen()
        hub, woken = Hub(f"redis://127.0.0.1:{redis.getsockname()[1]}/0", is_alone=False), []
        hub.subscribe(Listener(7, ALICE, lambda: woken.append("alice")))
        started = time.monotonic()
        for n in range(1_000):
            hub.publish({"pair": 7, "kind": "changed", "seq": n})
        assert time.monotonic() - started < 2  # one connection alone would have waited as long
        assert len(woken) >= 1_000
        assert hub.is_deaf
        hub.close()


@pytest.mark.skipif("TEST_REDIS_URL" not in os.environ, reason="wants Redis")
def test_another_process_hears_through_redis() -> None:
    here, there = (Hub(os.environ["TEST_REDIS_URL"], is_alone=False) for _ in range(2))
    bob = Listener(7, BOB, nothing)
    there.subscribe(bob)
    assert waiting_for(lambda: not there.is_deaf)
    assert bob.heard() == [{"everyone": True, "kind": "look"}], "what was said before it could hear may be missed"
    here.publish({"pair": 7, "kind": "changed", "seq": 1}, here={"row": "sealed"})
    assert waiting_for(lambda: bool(bob.events))
    assert bob.heard() == [{"pair": 7, "kind": "changed", "seq": 1}]
    here.close()
    there.close()
