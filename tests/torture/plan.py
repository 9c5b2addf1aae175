"""The rows in their order, with the doses of `make torture` and of its cut."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.torture.rows import crashes
from tests.torture.stage import Stage
from tests.torture.verdict import Verdict

BOTH = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Row:
    """A fault: how to play it, and how much of it. `couples` is how many fresh pairs a dose needs."""

    name: str
    title: str
    play: Callable[[Stage, Verdict, int], None]
    full: int
    quick: int
    couples: Callable[[int], int]
    databases: tuple[str, ...] = BOTH

    def pairs(self, is_quick: bool) -> int:
        """How many pairs it uses up."""
        return self.couples(self.quick if is_quick else self.full)


ROWS = (
    Row("kill-worker", "kill -9 a worker", crashes.a_worker, 50, 2, lambda _: 20),
    Row("kill-all", "kill -9 everything", crashes.everything, 15, 1, lambda _: 20),
    Row("stop", "SIGTERM, SIGINT, SIGQUIT", crashes.a_stop, 21, 3, lambda _: 50),
)
