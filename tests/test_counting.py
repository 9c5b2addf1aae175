"""Limits counted in the process's memory: they hold, they end, and they start no threads."""

import threading

import pytest
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from webapp import counting

TWO = parse("2 per minute")


@pytest.fixture
def moments(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock: its last moment is now."""
    moments = [1_000_000.0]
    monkeypatch.setattr("time.time", lambda: moments[-1])
    monkeypatch.setattr("time.monotonic", lambda: moments[-1])
    return moments


def test_charlie_cannot_go_past_a_limit_and_alice_has_her_own(moments: list[float]) -> None:
    limiter = FixedWindowRateLimiter(storage_from_string("process://"))
    assert [limiter.hit(TWO, "charlie") for _ in range(3)] == [True, True, False]
    assert limiter.hit(TWO, "alice")
    moments.append(moments[-1] + 61)
    assert limiter.hit(TWO, "charlie")


def test_hits_start_no_threads_and_what_has_expired_is_forgotten(moments: list[float]) -> None:
    storage = storage_from_string("process://")
    storage.timer.join()  # the library's first, which ends by itself
    limiter, before = FixedWindowRateLimiter(storage), threading.active_count()
    for n in range(50):
        limiter.hit(TWO, str(n))
    assert threading.active_count() == before
    assert len(storage.storage) == 50
    moments.append(moments[-1] + 61 + counting.SWEPT_EVERY)
    limiter.hit(TWO, "charlie")
    assert len(storage.storage) == 1
