"""The assignment of greatest value: mentees (rows) to mentors' places (columns). It knows numbers and no people.

Exact, and quick for large pools: each mentee's best mentors are assigned by SciPy's sparse Jonker-Volgenant; the prices
of the places that follow from it (linear programming's duals) say which pairs outside the shortlists could make the
whole better; those are added and all is assigned again, until there are none. Then no assignment of all pairs is
better (Bertsekas, "Network Optimization", 1998, chapter 7). All numbers are whole, so nothing is lost by rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

Floats = NDArray[np.float32]
Numbers = NDArray[np.float64]
Indices = NDArray[np.intp]

SHORTLIST = 8  # mentors a mentee, to begin with
MORE = 6  # mentors that are added to a mentee's list where they would make the whole better
LARGE = 2_000_000  # pairs; of so many the best is not looked for any longer than until at most …
LOST = 1e-4  # … this share of what the pairs are worth can still be won
TURNS, WARMTH = 10, 0.03  # of the first guess at the prices
NOBODY = -1


@dataclass(frozen=True)
class Problem:
    """What is to be assigned.

    `values`: rows by columns, whole numbers up to `unit`, -inf where it is forbidden; `bonuses`: what it is worth that
    a row is placed at all; `places`: how many rows a column takes; `costs`: columns by places, whole, never falling.
    """

    unit: float

    values: Floats
    bonuses: Numbers
    places: Indices
    costs: Numbers

    def worth(self, rows: Any, columns: Any) -> Numbers:
        """What placing these rows in these columns is worth, without the places' costs."""
        worth: Numbers = self.values[rows, columns] + self.bonuses[rows]
        return worth


@dataclass(frozen=True)
class Pairs:
    """The pairs that are looked at: row, column, worth; sorted by row."""

    rows: Indices
    columns: Indices
    worth: Numbers


def assign(problem: Problem) -> Indices:
    """Each row's column, or NOBODY; of the greatest total worth less costs.

    Of a very large problem it may be less by `LOST` of the values, never by a bonus.
    """
    mentors = max(1, problem.values.shape[1])
    codes = _shortlist(problem)
    while True:
        rows, columns = np.divmod(codes, mentors)
        pairs = Pairs(rows, columns, problem.worth(rows, columns))
        found = _assigned(problem, pairs)
        if mentors <= SHORTLIST:
            return found
        price = prices(problem, pairs, found)
        missing = _missing(problem, found, price)
        if not len(missing) or _is_good_enough(problem, found, price):
            return found
        codes = np.union1d(codes, missing)


def prices(problem: Problem, pairs: Pairs, found: Indices) -> Numbers:
    """What a place of each column is worth to the rows: at these prices no row would rather have another column.

    The least such prices, by Bellman and Ford: a column costs what the most eager of the others would gain by it.
    `found` is the best assignment of these pairs; for another one there are no such prices.
    """
    counts = np.bincount(found[found >= 0], minlength=len(problem.places))
    last = problem.costs[np.arange(len(counts)), np.maximum(counts - 1, 0)]
    price: Numbers = np.where(counts > 0, last, 0.0)
    order = np.argsort(pairs.columns, kind="stable")
    rows, columns = pairs.rows[order], pairs.columns[order]
    is_placed = found[rows] >= 0
    theirs = np.where(is_placed, found[rows], 0)
    gain = pairs.worth[order] - np.where(is_placed, problem.worth(rows, theirs), 0.0)
    starts = np.flatnonzero(np.append(True, columns[1:] != columns[:-1])[: len(columns)])
    for _ in range(len(starts) + 1):
        asked = np.maximum.reduceat(gain + np.where(is_placed, price[theirs], 0.0), starts)
        risen = np.maximum(price[columns[starts]], asked)
        if np.array_equal(risen, price[columns[starts]]):
            break
        price[columns[starts]] = risen
    return price


def bound(problem: Problem, price: Numbers) -> float:
    """What no assignment can be worth more than, by the duality of linear programming; from any prices."""
    at_most = 0.0
    for rows in _slices(problem):
        net = (problem.values[rows] + problem.bonuses[rows, None] - price).max(axis=1, initial=0.0)
        at_most += float(np.maximum(net, 0.0).sum())
    has = np.arange(problem.costs.shape[1])[None, :] < problem.places[:, None]
    return at_most + float((np.maximum(price[:, None] - problem.costs, 0.0) * has).sum())


def value(problem: Problem, found: Indices) -> float:
    """What an assignment is worth, places' costs taken off."""
    rows = np.flatnonzero(found >= 0)
    counts = np.bincount(found[rows], minlength=len(problem.places))
    is_used = np.arange(problem.costs.shape[1])[None, :] < counts[:, None]
    return float(problem.worth(rows, found[rows]).sum() - (problem.costs * is_used).sum())


def _is_good_enough(problem: Problem, found: Indices, price: Numbers) -> bool:
    if problem.values.size < LARGE:
        return False
    rows = np.flatnonzero(found >= 0)
    gap = bound(problem, price) - value(problem, found)
    return gap < LOST * float(problem.values[rows, found[rows]].sum(dtype=np.float64))


def _guess(problem: Problem) -> Floats:
    """Prices at which each column is wanted about as often as it has places: what popular mentors are not spared for.

    Sinkhorn's way: the wants as probabilities, each column dearer by the logarithm of how much too often it is wanted.
    """
    warmth = np.float32(WARMTH * problem.unit)
    price = np.zeros(problem.values.shape[1], np.float32)
    for _ in range(TURNS):
        wanted = np.full(len(price), 1e-9, np.float32)
        for rows in _slices(problem):
            wants = (problem.values[rows] - price) / warmth
            wants -= np.maximum(wants.max(axis=1, keepdims=True), -1e30)
            np.exp(wants, out=wants)
            wants /= np.maximum(wants.sum(axis=1, keepdims=True), 1)
            wanted += wants.sum(axis=0)
        price = np.maximum(0, price + warmth * np.log(wanted / np.maximum(problem.places, 1))).astype(np.float32)
        price -= price.min()
    return price


def _shortlist(problem: Problem) -> Indices:
    """Each row's best columns, prices taken off, as row × columns + column, ascending."""
    mentors = problem.values.shape[1]
    most = min(SHORTLIST, mentors)
    found = [np.zeros(0, np.intp)]
    price = _guess(problem) if most < mentors else np.zeros(mentors, np.float32)
    for rows in _slices(problem):
        block = problem.values[rows] - price
        best = np.argpartition(block, mentors - most, axis=1)[:, mentors - most :] if most < mentors else _all(block)
        i = np.repeat(np.arange(len(block)), most)
        j = best.ravel()
        is_allowed = np.isfinite(block[i, j])
        found.append((i[is_allowed] + rows.start) * mentors + j[is_allowed])
    return np.sort(np.concatenate(found))


def _assigned(problem: Problem, pairs: Pairs) -> Indices:
    """The best assignment of some pairs. A row's own last resort, to have no place, is a column more."""
    people, mentors = problem.values.shape
    if not people:
        return np.zeros(0, np.intp)
    seats = np.minimum(problem.places, np.bincount(pairs.columns, minlength=mentors))
    first = np.concatenate([[0], np.cumsum(seats)])
    owner, turn = np.repeat(np.arange(mentors), seats), np.arange(first[-1]) - np.repeat(first[:-1], seats)
    many = seats[pairs.columns]
    place = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    column = np.repeat(first[pairs.columns], many) + place
    worth = np.repeat(pairs.worth, many) - problem.costs[owner[column], turn[column]]
    most = max(1.0, float(worth.max(initial=0.0)) + 1)
    rows = np.concatenate([np.repeat(pairs.rows, many), np.arange(people)])
    columns = np.concatenate([column, first[-1] + np.arange(people)])
    weights = np.concatenate([most - worth, np.full(people, most)])
    wide = csr_array((weights, (rows, columns)), shape=(people, int(first[-1]) + people))
    chosen = min_weight_full_bipartite_matching(wide)[1]
    return np.where(chosen < first[-1], np.append(owner, NOBODY)[np.minimum(chosen, first[-1])], NOBODY)


def _missing(problem: Problem, found: Indices, price: Numbers) -> Indices:
    """Pairs that would make the whole better at these prices: each row's most wanted, as row × columns + column."""
    mentors = problem.values.shape[1]
    missing = [np.zeros(0, np.intp)]
    most = min(MORE, mentors)
    for rows in _slices(problem):
        here = found[rows]
        net = problem.values[rows] - price
        net += problem.bonuses[rows, None]
        own = np.where(here >= 0, net[np.arange(len(here)), here], 0.0)
        eager = np.flatnonzero(net.max(axis=1) > own)
        best = np.argpartition(net[eager], mentors - most, axis=1)[:, mentors - most :]
        i, j = np.repeat(eager, most), best.ravel()
        better = net[i, j] > own[i]
        missing.append((i[better] + rows.start) * mentors + j[better])
    return np.concatenate(missing)


def _slices(problem: Problem) -> list[slice]:
    """Some rows at a time, so that no copy is large."""
    people, mentors = problem.values.shape
    step = max(1, 1_000_000 // max(1, mentors))
    return [slice(start, min(start + step, people)) for start in range(0, people, step)]


def _all(block: Floats) -> Indices:
    return np.tile(np.arange(block.shape[1]), (block.shape[0], 1))
