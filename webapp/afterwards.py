"""What a request has laid into the outbox leaves after it: one job, however much it is."""

from typing import Any

from flask import Flask, g, has_request_context

from webapp.domain import outbox


def init_app(app: Flask) -> None:
    """Look into the outbox at the end of each request that has laid something in."""

    @app.before_request
    def begin() -> None:
        g.sends_at_end, g.has_to_send = True, False

    @app.after_request
    def send(response: Any) -> Any:
        if outbox.take_fresh() or g.get("has_to_send"):
            _send_soon()
        return response


def send() -> None:
    """Send after the present request, or soon if there is none. Call after the commit."""
    if has_request_context() and g.get("sends_at_end"):
        g.has_to_send = True
    else:
        _send_soon()


def _send_soon() -> None:
    from webapp import jobs

    jobs.send_soon()
