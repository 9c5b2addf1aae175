"""What every measurement of the chat needs: both servers up, the loop, and how long and how often."""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.bench.chat_clients import Loop
from tests.bench.chat_load import Echo, Outcome, Target
from tests.bench.chat_processes import SERVER_CORES, Filled, bare, fill, on, serving
from tools import services

CONNECTED = 150  # pairs, for the highest rates
TALKED = 16  # pairs whose page has its 30 messages


@dataclass
class Bench:
    """The app and the bare server, filled and running, each on the servers' core."""

    options: argparse.Namespace
    folder: Path
    loop: Loop
    filled: Filled
    chat: Target
    echo: Echo
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def is_sqlite(self) -> bool:
        return bool(self.options.database == "sqlite")

    @property
    def rounds(self) -> int:
        return 1 if self.options.quick else 3

    def seconds(self, usual: float) -> float:
        """How long, where an unhurried run takes so long."""
        return usual / 3 if self.options.quick else usual

    def both(self, rate: float, seconds: float) -> tuple[list[Outcome], list[Outcome]]:
        """The chat and the echo at a rate, in turns."""
        chats: list[Outcome] = []
        echoes: list[Outcome] = []
        for _ in range(self.rounds):
            for target, outcomes in ((self.echo, echoes), (self.chat, chats)):
                with target.connected():
                    outcomes.append(self.noted(target, target.run(rate, seconds)))
        return chats, echoes

    def noted(self, target: Target, outcome: Outcome, words: str = "") -> Outcome:
        """The outcome, shown to who waits."""
        self.outcomes.append(outcome)
        print(f"    {target.name}{words} at {outcome}", flush=True)
        return outcome

    @contextmanager
    def another(self, name: str, pairs: int, seated: int) -> Iterator[Filled]:
        """A database of its own with so many pairs, and so many of them signed in."""
        with ExitStack() as stack:
            yield fill(self.folder / name, pairs, seated=seated, more=_database(stack, self.options.database))


def prepared(options: argparse.Namespace, folder: Path, stack: ExitStack) -> Bench:
    """The database filled, both servers up."""
    more = _database(stack, options.database)
    filled = fill(folder / "chat", CONNECTED, seated=CONNECTED, talked=TALKED, more=more)
    (folder / "bare").mkdir()
    loop = Loop()
    chat = Target(loop, stack.enter_context(serving(filled)), filled.seats)
    echo = Echo(loop, stack.enter_context(bare(folder / "bare")), filled.seats)
    return Bench(options, folder, loop, filled, chat, echo)


def _database(stack: ExitStack, kind: str) -> dict[str, str]:
    if kind == "sqlite":
        return {}
    with on(SERVER_CORES):
        return {"DATABASE_URL": stack.enter_context(services.postgresql(is_durable=True))}


def middle(outcomes: list[Outcome], name: str) -> float:
    """The median of the rounds: one that was disturbed does not count."""
    return float(median(getattr(outcome, name) for outcome in outcomes))
