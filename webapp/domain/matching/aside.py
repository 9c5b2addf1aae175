"""Solving beside the chat: `solve` where nothing else may stand still meanwhile.

NumPy and SciPy's sparse assignment hold Python's lock for as long as one call takes: 10 ms for 500 mentees, a tenth of
a second for 2,000, a second and more for 10,000. So a small pool is solved in gevent's threadpool, and a large one in a
process of its own, which costs half a second to start and gives its memory back when it ends.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

from gevent import monkey

from webapp.domain.matching.pool import Pool
from webapp.domain.matching.solver import Solution, solve
from webapp.domain.threads import in_thread

LARGE = 300_000  # pairs of a mentee and a mentor, from which on a process of its own is worth it
ROOT = Path(__file__).parents[3]
PATIENCE = 120  # seconds, after which something is wrong


def solve_aside(
    pool: Pool, *, locked: Mapping[int, int] | None = None, skipped: Collection[tuple[int, int]] = ()
) -> Solution:
    """`solver.solve`, while other greenlets go on. Not to be called inside `writing()`: it yields."""
    if not monkey.is_module_patched("threading"):
        return solve(pool, locked=locked, skipped=skipped)
    if len(pool.mentees) * len(pool.mentors) < LARGE:
        return in_thread(solve, pool, locked=locked, skipped=skipped)
    return in_a_process(pool, locked=locked or {}, skipped=skipped)


def in_a_process(pool: Pool, *, locked: Mapping[int, int], skipped: Collection[tuple[int, int]]) -> Solution:
    """Solve in a process of its own; nothing of the pool is in its arguments or on the disk."""
    done = subprocess.run(
        [sys.executable, "-m", "webapp.domain.matching.aside"],
        input=pickle.dumps((pool.changed(), dict(locked), frozenset(skipped))),  # with its rarity, as no packed pool
        capture_output=True,
        cwd=ROOT,
        check=True,
        timeout=PATIENCE,
    )
    found: Solution = pickle.loads(done.stdout)  # noqa: S301 # what our own process has just written
    return found


def main() -> None:
    """The process of its own: what `in_a_process` sends comes in, the solution goes out."""
    pool, locked, skipped = pickle.load(sys.stdin.buffer)  # noqa: S301 # what our own process has just sent
    sys.stdout.buffer.write(pickle.dumps(solve(pool, locked=locked, skipped=skipped)))


if __name__ == "__main__":
    main()
