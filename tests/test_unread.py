"""Looking soon after a message: one timer a process, however many messages there are."""

import threading
from typing import Any

import pytest
from flask import Flask

from tests.people import Cast
from webapp import unread


class Timer:
    """In place of the clock's: runs when it is told to."""

    made: list["Timer"] = []

    def __init__(self, _seconds: float, work: Any) -> None:
        self.work, self.daemon, self.is_started = work, False, False
        Timer.made.append(self)

    def start(self) -> None:
        self.is_started = True


@pytest.fixture
def looks(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often was looked."""
    found: list[int] = []
    Timer.made = []
    monkeypatch.setattr(threading, "Timer", Timer)
    monkeypatch.setattr(unread._Look, "app", app)
    monkeypatch.setattr(unread.unread_messages, "tell", lambda: found.append(1))
    return found


def test_a_thousand_messages_set_one_timer_and_the_next_one_another(looks: list[int]) -> None:
    for _ in range(1000):
        unread.posted()
    assert len(Timer.made) == 1
    assert Timer.made[0].is_started
    Timer.made[0].work()
    assert looks == [1]
    unread.posted()
    assert len(Timer.made) == 2
    Timer.made[1].work()


def test_charlie_who_posts_nothing_sets_none(looks: list[int], cast: Cast) -> None:
    assert Timer.made == []
    assert looks == []
