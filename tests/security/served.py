"""The app for scanners: as it is, save that nothing is limited and nobody signs out.

A scanner is nothing but a flood, and presses every button, the one that would end its own session first of all.
"""

from typing import Any

from webapp import create_app as create
from webapp import limits
from webapp.domain import accounts


def create_app() -> Any:
    """The app without limits, and with sessions that stay."""
    limits._may = lambda *asked: True  # type: ignore[assignment] # for a scanner only
    accounts.end_session = accounts.end_sessions = lambda *asked, **more: None  # type: ignore[assignment] # as above
    return create(RATELIMIT_ENABLED=False)
