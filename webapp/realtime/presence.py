"""Whether the partner is here now, as one open socket believes it.

Pages say that they are here and say it again; what nobody repeats is forgotten, so a process that was killed leaves
nobody "here" for ever. Nothing is stored, and only ids travel.
"""

import time

from webapp.realtime import broadcasts
from webapp.realtime.hub import Event

KINDS = ("came", "here", "left")
STANDS_FOR = 100.0  # seconds; a page repeats itself every 45
GRACE = 8.0  # seconds in which somebody who left may come back: a reload, or another page of the pair


class Presence:
    """What one socket of a member knows of the partner. A socket whose page never speaks of presence hears nothing."""

    def __init__(self, pair_id: int, member_id: int) -> None:
        self.pair_id, self.member_id = pair_id, member_id
        self.until = 0.0
        self.told: bool | None = None  # what the page was told last; None before it has asked

    @property
    def is_partner_here(self) -> bool:
        """Whether the partner's page spoke lately."""
        return time.monotonic() < self.until

    def say(self) -> None:
        """The member's page says that it is here: the partner hears of it, if there is anyone to hear."""
        if self.told is None:
            broadcasts.presence(self.pair_id, by=self.member_id, kind="came")
        elif self.is_partner_here:
            broadcasts.presence(self.pair_id, by=self.member_id, kind="here")
        self.told = self.is_partner_here

    def hear(self, event: Event) -> None:
        """Take in a `came`, `here` or `left`, of the partner or of another page of the member's own."""
        is_mine = event["by"] == self.member_id
        if event["kind"] == "left":
            if is_mine:
                self._say_again()  # that one has gone, this one stands
            else:
                self.until = min(self.until, time.monotonic() + GRACE)
        elif not is_mine:
            self.until = time.monotonic() + STANDS_FOR
            if event["kind"] == "came":
                self._say_again()

    def news(self) -> bool | None:
        """Whether the partner is here, if the page was told otherwise; else None."""
        if self.told is None or self.told == self.is_partner_here:
            return None
        self.told = self.is_partner_here
        return self.told

    def due_in(self) -> float | None:
        """In how many seconds the page must be told that the partner has gone, if nothing is heard; None for never."""
        return max(0.0, self.until - time.monotonic()) if self.told else None

    def leave(self) -> None:
        """The socket has gone."""
        if self.told is not None:
            broadcasts.presence(self.pair_id, by=self.member_id, kind="left")

    def _say_again(self) -> None:
        if self.told is not None:
            broadcasts.presence(self.pair_id, by=self.member_id, kind="here")
