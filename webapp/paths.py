"""Where a page is, without its host: also in a job, which answers no request."""

from typing import Any

from flask import current_app


def path(endpoint: str, /, **values: Any) -> str:
    """As Flask's `url_for`, but it needs no request."""
    return str(current_app.url_map.bind("localhost").build(endpoint, values))
