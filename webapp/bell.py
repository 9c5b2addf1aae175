"""The bell of every open page: whoever was told something, or has read it, hears of it once that is committed."""

from typing import Any

from flask import Flask

from webapp.domain import notifications
from webapp.realtime import broadcasts


def init_app(app: Flask) -> None:
    """Ring at the end of each request that has left somebody a notification, or marked one as read."""

    @app.after_request
    def ring_after(response: Any) -> Any:
        ring()
        return response


def ring() -> None:
    """Tell the open pages of those who were told something here. After a request, a job, and what a socket has read."""
    for member_id in notifications.take_fresh():
        broadcasts.news(member_id)
