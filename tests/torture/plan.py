"""The rows in their order, with the doses of `make torture` and of its cut."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.torture.rows import conditions, crashes, databases, hostile, races, revocations
from tests.torture.stage import Stage
from tests.torture.verdict import Verdict

HASHES = 10 * 19  # what the threads of a pool keep that have hashed passwords
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
    memory: int = 0  # MB that a worker may keep besides what any row leaves

    def pairs(self, is_quick: bool) -> int:
        """How many pairs it uses up."""
        return self.couples(self.quick if is_quick else self.full)


ROWS = (
    Row("kill-worker", "kill -9 a worker", crashes.a_worker, 50, 2, lambda _: 20),
    Row("kill-all", "kill -9 everything", crashes.everything, 15, 1, lambda _: 20),
    Row("stop", "SIGTERM, SIGINT, SIGQUIT", crashes.a_stop, 21, 3, lambda _: 50),
    Row("flaky", "flaky link", conditions.a_flaky_link, 300, 4, lambda _: 20),
    Row("disk", "disk full, then freed", databases.a_full_disk, 20, 3, lambda _: 61, ("sqlite",)),
    Row("postgresql", "PostgreSQL immediate restart", databases.postgresql_restart, 20, 1, lambda _: 20, BOTH[1:]),
    Row("redis", "Redis killed", databases.redis_killed, 60, 3, lambda _: 20, BOTH[1:]),
    Row("clock", "clock ±3 h", conditions.a_jumping_clock, 6, 1, lambda _: 20),
    Row("malformed", "malformed frames", hostile.malformed, 10_000, 300, lambda _: 20),
    Row("slow", "slow clients", hostile.slow_clients, 60, 3, lambda _: 100),
    Row("flood", "one socket flooding", hostile.flood, 10, 1, lambda _: 1),
    Row("stuck", "one reader stuck", conditions.a_stuck_reader, 15, 2, lambda _: 11),
    Row("block", "block while both write", races.block_while_both_write, 1000, 32, lambda n: n),
    Row("revocation", "a right ends, at the database", revocations.at_the_database, 1000, 30, lambda n: n),
    Row("logins", "a login ends while both write", revocations.with_sockets, 200, 8, lambda n: n, memory=HASHES),
    Row("same-id", "one id from 20 connections", races.one_id_from_many_connections, 1000, 6, lambda n: (n + 1) // 2),
    Row("two-workers", "two workers, no Redis", conditions.two_workers_without_redis, 20, 3, lambda _: 20, BOTH[:1]),
)
