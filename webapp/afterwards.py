"""What a request or a job has laid into the outbox leaves after it: one job, however much it is."""

from typing import Any

from flask import Flask, g, has_request_context

from db.database import database
from webapp.domain import outbox


def init_app(app: Flask) -> None:
    """Look into the outbox at the end of each request, and each job, that has laid something in."""
    from webapp import jobs

    jobs.queue.huey.post_execute(name="send")(lambda task, value, error: _send_fresh())

    @app.before_request
    def begin() -> None:
        g.sends_at_end, g.has_to_send = True, False

    @app.after_request
    def send(response: Any) -> Any:
        if g.get("has_to_send"):
            outbox.has_fresh()
        _send_fresh()
        return response


def send() -> None:
    """Send after the present request or job; soon if there is none."""
    if has_request_context() and g.get("sends_at_end"):
        g.has_to_send = True
    elif database.in_transaction():
        outbox.has_fresh()
    else:
        _send_soon()


def _send_fresh() -> None:
    if outbox.take_fresh():
        _send_soon()


def _send_soon() -> None:
    from webapp import jobs

    jobs.send_soon()
