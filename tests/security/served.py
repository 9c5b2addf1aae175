"""The app for scanners: as it is, save that nothing is limited, since a scanner is nothing but a flood."""

from typing import Any

from webapp import create_app as create
from webapp import limits


def create_app() -> Any:
    """The app without limits."""
    limits._may = lambda *asked: True  # type: ignore[assignment] # for a scanner only
    return create(RATELIMIT_ENABLED=False)
