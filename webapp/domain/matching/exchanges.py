"""What follows when one mentee gets another mentor: who moves, who is moved by them, until all have a place again.

The best such chain is a longest path in the graph of mentors, where an arc from one mentor to another is the mentee of
the first who would lose least by going to the second; one node more, the last, stands for having no place. In a best
solution no circle of such arcs gains anything, so Bellman and Ford find the best chain (Bertsekas 1998, chapter 7).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from webapp.domain.matching.assignment import Indices, Numbers, Problem
from webapp.domain.matching.once import once

NOTHING = -1  # nobody moves along an arc: a free place is taken, or one is left empty


@dataclass(frozen=True)
class Chain:
    """What follows: the change of the sum of values, of the rows that move, and the first row that has to move."""

    change: float
    first: int | None


@dataclass(frozen=True)
class Exchanges:
    """The chains in a solved problem: `found` is each row's column, or -1. `moved` is the row that goes elsewhere."""

    problem: Problem
    found: Indices
    moved: int

    def chain(self, column: int) -> Chain | None:
        """What follows when the moved row goes to a column; None where it cannot."""
        if not np.isfinite(self.problem.values[self.moved, column] + self._ways[0][column]):
            return None
        change = self._value(self.moved, column) - self._value(self.moved, int(self.found[self.moved]))
        at, first = column, None
        for _ in range(len(self.problem.places) + 1):
            if at == self._target:
                break
            goal = int(self._ways[1][at])
            row = self._who(at, goal)
            if row != NOTHING:
                change += self._value(row, goal) - self._value(row, at)
                first = row if at == column else first
            at = goal
        return Chain(change, first)

    @property
    def _target(self) -> int:
        """The mentor whose place the moved row leaves, or nobody's."""
        return int(self.found[self.moved]) % (len(self.problem.places) + 1)

    @once
    def _ways(self) -> tuple[Numbers, Indices]:
        """Of each node, what the best chain from there to the place that has become free gains, and its next node.

        The next node changes only where a longer chain gains more, so none goes round in a circle that gains nothing.
        """
        best, after = np.full(len(self._arcs), -np.inf), np.zeros(len(self._arcs), np.intp)
        best[self._target] = 0.0
        for _ in range(len(best)):
            gains = self._arcs + best
            following = gains.argmax(axis=1)
            longer = gains[np.arange(len(best)), following]
            is_better = longer > best
            is_better[self._target] = False
            if not is_better.any():
                break
            best, after = np.where(is_better, longer, best), np.where(is_better, following, after)
        return best, after

    @once
    def _arcs(self) -> Numbers:
        """From node to node, what it gains to move the mentee who loses least by it, or to take or leave a place."""
        mentors = len(self.problem.places)
        arcs = np.full((mentors + 1, mentors + 1), -np.inf)
        for at in range(mentors + 1):
            if len(rows := self._rows_at(at)):
                arcs[at] = self._gains(rows, at).max(axis=0)
        arcs[:mentors, mentors] = np.maximum(arcs[:mentors, mentors], self._places[0])
        arcs[mentors, :mentors] = np.maximum(arcs[mentors, :mentors], self._places[1])
        np.fill_diagonal(arcs, -np.inf)
        return arcs

    @once
    def _places(self) -> tuple[Numbers, Numbers]:
        """What it gains to take one more place of each mentor, and to leave one empty."""
        mentors = len(self.problem.places)
        counts = np.bincount(self.found[self.found >= 0], minlength=mentors)
        costs = np.hstack([self.problem.costs, np.zeros((mentors, 1))])[
            np.arange(mentors)[None, :], [counts, counts - 1]
        ]
        taking = np.where(counts < self.problem.places, -costs[0], -np.inf)
        return taking, np.where(counts > 0, costs[1], -np.inf)

    def _rows_at(self, node: int) -> Indices:
        is_here = self.found == (node if node < len(self.problem.places) else -1)
        is_here[self.moved] = False
        return np.flatnonzero(is_here)

    def _gains(self, rows: Indices, at: int) -> Numbers:
        """What it gains to move each of some rows, who are all at one node, to every node."""
        worth = self.problem.values[rows] + self.problem.bonuses[rows, None]
        nodes = np.hstack([worth, np.zeros((len(rows), 1))])
        gains: Numbers = nodes - nodes[:, [at]]
        return gains

    def _who(self, at: int, goal: int) -> int:
        """The row that moves along an arc, or NOTHING."""
        rows, last = self._rows_at(at), len(self.problem.places)
        alone = self._places[0][at] if goal == last else self._places[1][goal] if at == last else -np.inf
        gains = self._gains(rows, at)[:, goal] if len(rows) else np.zeros(0)
        return int(rows[np.argmax(gains)]) if len(rows) and gains.max() > alone else NOTHING

    def _value(self, row: int, node: int) -> float:
        return float(self.problem.values[row, node]) if 0 <= node < len(self.problem.places) else 0.0
