"""The app for scanners: as it is, save that nothing is limited and nobody signs out.

A scanner is nothing but a flood, and presses every button, the one that would end its own session first of all.
"""

from typing import Any

from webapp import create_app as create
from webapp.domain import accounts
from webapp.extensions import limiter


def create_app() -> Any:
    """The app without limits, and with sessions that stay."""
    accounts.end_session = accounts.end_sessions = lambda *asked, **more: None  # type: ignore[assignment] # as above
    made = create()
    limiter.enabled = False
    limiter.limiter.hit = limiter.limiter.test = lambda *asked, **more: True  # type: ignore[method-assign] # as above
    return made
