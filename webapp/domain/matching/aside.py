"""Solving beside the chat: `solve` where nothing else may stand still meanwhile.

NumPy and SciPy's sparse assignment hold Python's lock for as long as one call takes: 10 ms for 500 mentees, a tenth of
a second for 2,000, a second and more for 10,000. So a small pool is solved in gevent's threadpool, and a large one in a
process of its own, which costs half a second to start and gives its memory back when it ends.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

from gevent import get_hub, monkey

from webapp.domain.matching.pool import Pool, pack, unpack
from webapp.domain.matching.solver import Choice, Solution, solve

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
        found: Solution = get_hub().threadpool.apply(_solved, (pool, dict(locked or {}), tuple(skipped)))
        return found
    return in_a_process(pool, locked=locked or {}, skipped=skipped)


def in_a_process(pool: Pool, *, locked: Mapping[int, int], skipped: Collection[tuple[int, int]]) -> Solution:
    """Solve in a process of its own; nothing of the pool is in its arguments or on the disk."""
    extra = json.dumps({"locked": list(locked.items()), "skipped": list(skipped)}).encode()
    done = subprocess.run(
        [sys.executable, "-m", "webapp.domain.matching.aside"],
        input=len(extra).to_bytes(8, "big") + extra + pack(pool),
        capture_output=True,
        cwd=ROOT,
        check=True,
        timeout=PATIENCE,
    )
    said = json.loads(done.stdout)
    return Solution(tuple(Choice(*choice) for choice in said["choices"]), tuple(said["unplaced"]), said["total"])


def _solved(pool: Pool, locked: dict[int, int], skipped: tuple[tuple[int, int], ...]) -> Solution:
    return solve(pool, locked=locked, skipped=skipped)


def main() -> None:
    """The process of its own: what `in_a_process` sends comes in, the solution goes out as JSON."""
    sent = sys.stdin.buffer.read()
    size = 8 + int.from_bytes(sent[:8], "big")
    extra = json.loads(sent[8:size])
    skipped = [(one, other) for one, other in extra["skipped"]]
    found = solve(unpack(sent[size:]), locked=dict(extra["locked"]), skipped=skipped)
    choices = [(choice.mentee, choice.mentor, choice.score) for choice in found.choices]
    print(json.dumps({"choices": choices, "unplaced": found.unplaced, "total": found.total}))


if __name__ == "__main__":
    main()
