"""A queue that cannot be reached loses nothing of a request that is committed."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import redis
from flask import Flask

from tests.people import Cast
from webapp import jobs, mail

Visits = Callable[..., Any]


def test_bob_is_told_even_while_the_queue_is_gone(
    app: Flask, monkeypatch: pytest.MonkeyPatch, mailbox: Callable[[], Any], visit: Visits, cast: Cast
) -> None:
    def gone(*arguments: Any) -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(jobs.queue.huey, "enqueue", gone)
    visit(cast.alice).post(f"/pairs/{cast.pair.id}/ending")
    for _ in range(100):
        if mailbox():
            break
        time.sleep(0.02)
    (told,) = mailbox()
    assert told["to"] == "bob@example.org"
    with app.app_context():
        assert mail.is_configured()
