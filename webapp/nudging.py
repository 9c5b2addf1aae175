"""What the clock begins for the weekly rhythm: pairs close that nobody answered for, then what is due is told."""

from webapp.domain import rhythm
from webapp.realtime import broadcasts


def go_round() -> int:
    """Close, announce it, and tell; returns how many were nudged. May run twice, and in every process at once."""
    for pair_id in rhythm.close_unanswered():
        broadcasts.pair_closed(pair_id)
    return rhythm.tick()
