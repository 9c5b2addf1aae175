"""What holds for every pool. No names: these people are drawn by chance."""

from collections import Counter
from dataclasses import replace
from itertools import product
from random import Random
from unittest import mock

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from tests.domain.matching.strategies import persons, pools
from webapp.domain.matching import alternatives, assignment, parts, rules, solver
from webapp.domain.matching.assignment import Problem, assign, bound, value
from webapp.domain.matching.pool import Person, Pool, pack, unpack
from webapp.domain.matching.solver import MOST_ROUNDS, MOST_SPREAD, SPREAD, Solution, solve, tier
from webapp.domain.matching.table import UNIT, Table

UNHURRIED = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
Worth = tuple[float, ...]


def worth(pool: Pool, chosen: dict[int, int], held: set[int]) -> Worth:
    """What the solver maximises, the first before the second: held, placed, placed of each tier, scores less spread."""
    table = Table.of(pool)
    tiers = Counter(tier(person) for person in pool.mentees if person.enrollment_id in chosen)
    scores = sum(float(table.values[table.row_of[a], table.column_of[b]]) for a, b in chosen.items())
    crowds = Counter(chosen.values()).values()
    spread = sum(SPREAD * UNIT * min(turn, MOST_SPREAD) for crowd in crowds for turn in range(crowd))
    ranks = [float(tiers[rank]) for rank in range(MOST_ROUNDS + 1, -1, -1)]
    return (float(len(held & chosen.items())), float(len(chosen)), *ranks, round(scores - spread, 3))


def chosen(solution: Solution) -> dict[int, int]:
    return {choice.mentee: choice.mentor for choice in solution.choices}


def people(pool: Pool) -> dict[int, Person]:
    return {person.enrollment_id: person for person in (*pool.mentees, *pool.mentors)}


def possible(pool: Pool) -> list[dict[int, int]]:
    """Every way to pair a small pool that breaks no rule and no capacity."""
    options = [[None, *(b.enrollment_id for b in pool.mentors if not rules.forbids(pool, a, b))] for a in pool.mentees]
    ways = [
        {a.enrollment_id: b for a, b in zip(pool.mentees, way, strict=True) if b is not None}
        for way in product(*options)
    ]
    places = {b.enrollment_id: b.places for b in pool.mentors}
    return [way for way in ways if all(many <= places[b] for b, many in Counter(way.values()).items())]


@UNHURRIED
@given(pools())
def test_no_mentor_gets_more_than_they_have_places_for_and_no_rule_is_broken(pool: Pool) -> None:
    solution, known = solve(pool), people(pool)
    for mentor, many in Counter(chosen(solution).values()).items():
        assert many <= known[mentor].places
    for choice in solution.choices:
        assert rules.forbids(pool, known[choice.mentee], known[choice.mentor]) is None
    assert {*chosen(solution), *solution.unplaced} == {person.enrollment_id for person in pool.mentees}


@UNHURRIED
@given(pools(mentees=4, mentors=3))
def test_nothing_is_better_than_what_is_suggested(pool: Pool) -> None:
    held = set(pool.musts)
    found = worth(pool, chosen(solve(pool)), held)
    musts = max(worth(pool, way, held)[0] for way in possible(pool))
    assert found == max(worth(pool, way, held) for way in possible(pool))
    assert found[0] == musts


@UNHURRIED
@given(pools(), st.integers())
def test_the_same_people_in_another_order_get_the_same_pairs(pool: Pool, seed: int) -> None:
    mentees, mentors = list(pool.mentees), list(pool.mentors)
    Random(seed).shuffle(mentees)  # noqa: S311 # chance here is no secret
    Random(seed).shuffle(mentors)  # noqa: S311 # chance here is no secret
    assert solve(replace(pool, mentees=tuple(mentees), mentors=tuple(mentors))) == solve(pool)


@UNHURRIED
@given(pools(), persons(99, places=3))
def test_another_mentor_never_makes_it_worse(pool: Pool, mentor: Person) -> None:
    more = replace(pool, mentors=(*pool.mentors, mentor))
    held = set(pool.musts)
    assert worth(more, chosen(solve(more)), held) >= worth(pool, chosen(solve(pool)), held)


@UNHURRIED
@given(pools())
def test_a_packed_pool_gives_the_same_pairs(pool: Pool) -> None:
    assert unpack(pack(pool)) == pool
    assert solve(unpack(pack(pool))) == solve(pool)


@settings(UNHURRIED, max_examples=200)
@given(pools())
def test_the_table_says_what_the_parts_and_the_rules_say(pool: Pool) -> None:
    table = Table(pool)
    if not table.mentees:
        return
    everybody = slice(0, len(table.mentees))
    scores, forbidden = table.scores(everybody), table.forbidden(everybody)
    for i, mentee in enumerate(table.mentees):
        for j, mentor in enumerate(table.mentors):
            score = parts.score(pool, mentee, mentor)
            assert scores[i, j] / UNIT == pytest.approx(score, abs=2 / UNIT)
            assert 0 <= score <= 1 + 1e-9
            assert forbidden[i, j] == (rules.forbids(pool, mentee, mentor) is not None)


@settings(UNHURRIED, max_examples=150)
@given(pools(places=1))
def test_a_change_costs_what_solving_again_around_it_costs(pool: Pool) -> None:
    solution = solve(pool)
    for mentee in pool.mentees[:2]:
        number = mentee.enrollment_id
        if any(number == one for one, _ in pool.musts):
            continue
        for found in alternatives.of(pool, solution, number, locked={}, skipped=()):
            again = solve(pool, locked={number: found.mentor})
            assert chosen(again)[number] == found.mentor
            assert found.cost == pytest.approx(solution.total - again.total, abs=1e-4)


@UNHURRIED
@given(st.integers(0, 2**32 - 1), st.integers(1, 30), st.integers(1, 12), st.integers(1, 3))
def test_a_large_problem_is_solved_as_exactly_as_by_the_dense_method(
    seed: int, rows: int, columns: int, most: int
) -> None:
    chance = np.random.default_rng(seed)
    values = np.rint(chance.random((rows, columns)) ** 2 * 1000).astype(np.float32)
    values[chance.random((rows, columns)) < 0.5] = -np.inf
    problem = Problem(
        unit=1000,
        values=values,
        bonuses=1e5 * chance.integers(1, 3, rows).astype(float),
        places=chance.integers(0, most + 1, columns),
        costs=np.tile(np.arange(most) * 10.0, (columns, 1)),
    )
    with mock.patch.object(assignment, "SHORTLIST", 2), mock.patch.object(assignment, "MORE", 1):
        found = assign(problem)
    assert value(problem, found) == dense(problem)
    assert all(np.isfinite(values[i, j]) for i, j in enumerate(found) if j >= 0)
    assert (np.bincount(found[found >= 0], minlength=columns) <= problem.places).all()


def dense(problem: Problem) -> float:
    """The best worth by SciPy's dense assignment, with every place a column of its own."""
    owner = [(j, k) for j, many in enumerate(problem.places) for k in range(many)]
    worth_ = problem.values + problem.bonuses[:, None]
    seats = [worth_[:, j] - problem.costs[j, k] for j, k in owner]
    wide = np.stack([*seats, *np.zeros((len(worth_), len(worth_)))], axis=1)
    wide[~np.isfinite(wide)] = -1e12
    return float(wide[linear_sum_assignment(wide, maximize=True)].sum())


def test_nobody_can_be_paired_in_an_empty_pool() -> None:
    pool = Pool((), (), {})
    assert solve(pool) == Solution((), (), 0)
    assert solver.Table.of(pool).values.shape == (0, 0)
    assert bound(Problem(1, np.zeros((0, 0), np.float32), *(np.zeros(0),) * 2, np.zeros((0, 1))), np.zeros(0)) == 0
