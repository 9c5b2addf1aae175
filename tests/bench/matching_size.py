"""One pool, measured in this process: `python -m tests.bench.matching_size MENTEES MENTORS`; prints JSON."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import numpy as np
from scipy.optimize import linear_sum_assignment

from tests.bench.matching_pools import pool_of
from webapp.domain.matching import assignment, reasons, solver
from webapp.domain.matching.assignment import Indices, Problem
from webapp.domain.matching.pool import Pool
from webapp.domain.matching.table import Table

MOST_DENSE = 2_000  # mentees, up to whom the exact optimum is worked out densely: 10,000 would need gigabytes


def main(mentees: int, mentors: int) -> None:
    """Time it, weigh it, and only then look for the optimum, in another process."""
    pool = pool_of(mentees, mentors)
    took: dict[str, float] = {}
    cpu = time.process_time()
    with _timed(took, "scores"):
        Table.of(pool).values  # noqa: B018 # working it out is what is measured
    with _timed(took, "pairs"):
        solution = solver.solve(pool)
    with _timed(took, "reasons"):
        everybody = {person.enrollment_id: person for person in (*pool.mentees, *pool.mentors)}
        for choice in solution.choices:
            reasons.between(pool, everybody[choice.mentee], everybody[choice.mentor])
    took["cpu"] = time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    command = [sys.executable, "-m", "tests.bench.matching_size", str(mentees), str(mentors), "optimum"]
    optimum = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    print(json.dumps({**took, **optimum, "megabytes": peak, "placed": len(solution.choices)}))


def optimum(mentees: int, mentors: int) -> None:
    """The share of the optimum, which the dense method finds, or ours once no price leaves anything to be won."""
    problem, found = _solved(pool_of(mentees, mentors))
    ours = assignment.value(problem, found)
    best = dense(problem) if mentees <= MOST_DENSE else by_duality(problem)
    rows = np.flatnonzero(found >= 0)
    share = 1 - (best - ours) / float(problem.values[rows, found[rows]].sum(dtype=np.float64))
    method = "exact, dense" if mentees <= MOST_DENSE else "exact, by duality"
    print(json.dumps({"share": share, "method": method}))


def dense(problem: Problem) -> float:
    """The most that an assignment can be worth, by SciPy's dense method, with a column for every place."""
    owner = np.repeat(np.arange(len(problem.places)), problem.places)
    turn = np.concatenate([np.arange(many) for many in problem.places])
    wide = (problem.values + problem.bonuses[:, None])[:, owner] - problem.costs[owner, turn]
    wide = np.hstack([wide, np.zeros((len(wide), len(wide)))])  # to have no place is worth nothing
    wide[~np.isfinite(wide)] = -1e12
    return float(wide[linear_sum_assignment(wide, maximize=True)].sum())


def by_duality(problem: Problem) -> float:
    """The most that an assignment can be worth: solved until the prices show that no pair could add anything."""
    with mock.patch.object(assignment, "LARGE", float("inf")):
        return assignment.value(problem, assignment.assign(problem))


def _solved(pool: Pool) -> tuple[Problem, Indices]:
    table = Table.of(pool)
    held = solver.held(table, table.values, {})
    problem = solver.problem(table, table.values, np.arange(len(held)), held)
    return problem, assignment.assign(problem)


@contextmanager
def _timed(took: dict[str, float], name: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    took[name] = time.perf_counter() - started


if __name__ == "__main__":
    (optimum if "optimum" in sys.argv else main)(int(sys.argv[1]), int(sys.argv[2]))
