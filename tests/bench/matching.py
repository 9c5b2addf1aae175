"""How quickly whole pools are paired, how near the optimum, in how much memory, and beside mentor-match.

`make bench-matching`. Every size runs in a process of its own (`matching_size.py`); mentor-match, which is not among
our dependencies, in an environment of its own under var/ (`matching_theirs.py`).
"""

import json
import random
import subprocess
import sys
import time
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench.matching_pools import pool_of
from webapp.domain.matching.assignment import Problem, assign
from webapp.domain.matching.pool import Person

ROOT = Path(__file__).parents[2]
THEIRS = ROOT / "var" / "bench" / "mentor-match"
SIZES = ((100, 33), (500, 167), (500, 500), (2_000, 667), (10_000, 3_333))
HEAD = (
    "mentees, mentors",
    "scores, s",
    "pairs, s",
    "reasons, s",
    "all, s (CPU)",
    "peak MB",
    "placed",
    "of the optimum",
)
MOST_SECONDS, MOST_MEGABYTES, LEAST_SHARE, TIMES_FASTER = {(500, 500): 0.5, (10_000, 3_333): 10.0}, 1000, 0.999, 50


@dataclass(frozen=True)
class Size:
    """What one pool took: seconds, CPU seconds, MB; `share` of the optimum, by which method."""

    size: tuple[int, int]
    scores: float
    pairs: float
    reasons: float
    cpu: float
    megabytes: float
    placed: int
    share: float
    method: str

    @property
    def seconds(self) -> float:
        """From the pool to the reasons."""
        return self.scores + self.pairs + self.reasons

    def cells(self) -> tuple[str, ...]:
        """One line of the table."""
        return (
            f"{self.size[0]:,}, {self.size[1]:,}", f"{self.scores:.2f}", f"{self.pairs:.2f}", f"{self.reasons:.2f}",
            f"{self.seconds:.2f} ({self.cpu:.2f})", f"{self.megabytes:.0f}", f"{self.placed:,}",
            f"{self.share:.4%} ({self.method})",
        )  # fmt: skip

    def failures(self) -> list[str]:
        """What misses its goal."""
        most = MOST_SECONDS.get(self.size, 1e9)
        found = [f"{self.seconds:.2f} s, over {most} s"] if self.seconds > most else []
        found += [f"{self.megabytes:.0f} MB"] if self.megabytes > MOST_MEGABYTES else []
        return [*found, *([f"{self.share:.4%} of the optimum"] if self.share < LEAST_SHARE else [])]


def main() -> None:
    """Print the tables; leave with 1 if a goal is missed."""
    sizes = [measure(*size) for size in SIZES]
    print(_table([HEAD, *(size.cells() for size in sizes)]))
    theirs = beside_mentor_match()
    print(f"\n{theirs['words']}")
    missed = [f"{size.size}: {words}" for size in sizes for words in size.failures()]
    missed += [] if theirs["is_beaten"] else ["mentor-match is not beaten"]
    print("\n".join(["", *(missed or ["Every goal is reached."])]))
    sys.exit(bool(missed))


def measure(mentees: int, mentors: int) -> Size:
    """One size, in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.matching_size", str(mentees), str(mentors)]
    said = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout)
    return Size((mentees, mentors), **said)


def beside_mentor_match() -> dict[str, Any]:
    """500 mentees and 500 mentors by mentor-match's rules, theirs and ours; both totals are counted by its code."""
    mentees, mentors = _their_people()
    started, cpu = time.perf_counter(), time.process_time()
    found = _ours(mentees, mentors)
    ours, cpu = time.perf_counter() - started, time.process_time() - cpu
    sent = json.dumps({"mentees": mentees, "mentors": mentors, "ours": found})
    script = str(Path(__file__).with_name("matching_theirs.py"))
    # -I: or this file would be found where their package is, which is called `matching` too.
    done = subprocess.run([_their_python(), "-I", script], input=sent.encode(), check=True, capture_output=True)
    theirs = json.loads(done.stdout)
    faster = theirs["seconds"] / ours
    return {
        "is_beaten": faster >= TIMES_FASTER and theirs["ours"] >= theirs["total"],
        "words": f"500 + 500 by mentor-match {theirs['version']}'s rules: it takes {theirs['seconds']:.1f} s "
        f"({theirs['cpu']:.1f} CPU) for a total of {theirs['total']}; ours {ours:.3f} s ({cpu:.3f} CPU) for "
        f"{theirs['ours']}, {faster:.0f} times faster (goal: {TIMES_FASTER}).",
    }


def _their_people() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The people of our pool as mentor-match knows people: a grade, an organisation, a profession."""
    chance = random.Random(4)
    pool = pool_of(500, 500)

    def theirs(person: Person, least: int, most: int) -> dict[str, Any]:
        where = {"organisation": person.education or "elsewhere", "profession": person.profession or "none"}
        return {"email": f"{person.member_id}@example.org", "grade": chance.randint(least, most), **where}

    return [theirs(one, 0, 6) for one in pool.mentees], [theirs(one, 2, 9) for one in pool.mentors]


def _ours(mentees: list[dict[str, Any]], mentors: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """The rules of `matching_theirs.py` as a matrix, and the best assignment, as (mentee, mentor) by index."""
    grades, organisations, professions = (
        [np.array([person[name] for person in people]) for people in (mentees, mentors)]
        for name in ("grade", "organisation", "profession")
    )
    higher = grades[1][None, :] - grades[0][:, None]
    is_same = organisations[0][:, None] == organisations[1][None, :]
    scores = 9 * (higher == 1) + 12 * (higher == 2) + 4 * (professions[0][:, None] == professions[1][None, :])
    values = np.where(is_same | (higher <= 0), -np.inf, scores).astype(np.float32)
    ones, bonuses = np.ones(len(mentors), np.intp), np.zeros(len(mentees))
    problem = Problem(unit=30, values=values, bonuses=bonuses, places=ones, costs=np.zeros((len(mentors), 1)))
    return [(i, j) for i, j in enumerate(assign(problem).tolist()) if j >= 0]


def _their_python() -> str:
    """The interpreter of an environment that has mentor-match, made where there is none."""
    python = THEIRS / "bin" / "python"
    if not (THEIRS / "installed").exists():
        venv.create(THEIRS, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "mentor-match"], check=True)
        (THEIRS / "installed").touch()
    return str(python)


def _table(lines: list[tuple[str, ...]]) -> str:
    lines = [lines[0], ("---",) * len(lines[0]), *lines[1:]]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


if __name__ == "__main__":
    main()
