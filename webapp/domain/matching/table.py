"""All scores of a pool at once, and what the rules forbid: blocks of some mentees by every mentor, float32."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from webapp.domain.matching import blocks, parts
from webapp.domain.matching.blocks import Floats, Sides
from webapp.domain.matching.once import once
from webapp.domain.matching.pool import Person, Pool

ROWS = 256  # mentees a block: with 3,333 mentors 3.4 MB, which stays in a processor's cache
# A score is a whole number of these: what is equal on paper is equal here, in whatever order a processor added it up.
UNIT = 100_000


class Table:
    """The scores of a pool's people, each side in the order of enrollment ids."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.mentees = sorted(pool.mentees, key=lambda person: person.enrollment_id)
        self.mentors = sorted(pool.mentors, key=lambda person: person.enrollment_id)
        sides = Sides(pool, self.mentees, self.mentors)
        self._parts = {name: blocks.PARTS[name](sides) for name in parts.ANSWERED if pool.weights.get(name)}
        self._mute = blocks.languages(sides)
        self._open = {
            name: (_flags(map(is_open, self.mentees)), _flags(map(is_open, self.mentors)))
            for name, is_open in parts.IS_OPEN.items()
        }

    @classmethod
    def of(cls, pool: Pool) -> Table:
        """The pool's table, which it keeps."""
        found: Table = pool.__dict__.get("_table") or cls(pool)
        pool.__dict__["_table"] = found
        return found

    @once
    def values(self) -> Floats:
        """All scores in `UNIT`s, -inf for who cannot be paired. Not to be written to."""
        values = np.empty((len(self.mentees), len(self.mentors)), np.float32)
        for start in range(0, len(self.mentees), ROWS):
            rows = slice(start, min(start + ROWS, len(self.mentees)))
            block = self.scores(rows)
            block[self.forbidden(rows)] = -np.inf
            values[rows] = block
        values.flags.writeable = False
        return values

    def scores(self, rows: slice) -> Floats:
        """`parts.score` of some mentees and every mentor, in `UNIT`s, whatever the rules forbid."""
        block = self._shares[rows] @ self._usual
        for k, part in enumerate(self._parts.values()):
            found = part(rows)
            found *= self._shares[rows, k, None]
            block += found
        self._add_what_was_said(rows, block)
        block *= UNIT
        return np.rint(block, out=block)

    def forbidden(self, rows: slice) -> NDArray[np.bool_]:
        """What `rules.forbids` says of some mentees and every mentor."""
        is_open = self._open["languages"]
        block = (self._mute(rows) == 0) & ~is_open[0][rows, None] & ~is_open[1][None, :]
        block |= _ids(self.mentees[rows])[:, None] == _ids(self.mentors)[None, :]
        block[:, [person.places < 1 for person in self.mentors]] = True
        i, j = self._banned
        inside = (i >= rows.start) & (i < rows.stop)
        block[i[inside] - rows.start, j[inside]] = True
        return block

    def places_of(self, couples: Iterable[tuple[int, int]]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The rows and columns of couples of enrollment ids; those of whom one is not in the pool are left out."""
        found = [(self.row_of[a], self.column_of[b]) for a, b in couples if a in self.row_of and b in self.column_of]
        both = np.array(sorted(found), np.intp).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    @once
    def row_of(self) -> Mapping[int, int]:
        """A mentee's row by enrollment id."""
        return {person.enrollment_id: i for i, person in enumerate(self.mentees)}

    @once
    def column_of(self) -> Mapping[int, int]:
        """A mentor's column by enrollment id."""
        return {person.enrollment_id: j for j, person in enumerate(self.mentors)}

    @once
    def _banned(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        return self.places_of(self.pool.forbidden)

    @once
    def _bases(self) -> Floats:
        weights = self.pool.weights
        most = sum(weights.get(name, 0.0) for name in parts.ANSWERED)
        answered = sum((~self._open[name][0] * weights.get(name, 0.0) for name in parts.ANSWERED), start=np.zeros(1))
        return np.maximum(answered, most / 2).astype(np.float32)

    @once
    def _shares(self) -> Floats:
        """Mentees by parts: what a part's weight is of the weights that a mentee's scores are a mean over."""
        weights = [self.pool.weights[name] * ~self._open[name][0] for name in self._parts]
        shares = np.array(weights, np.float32).reshape(len(weights), len(self.mentees)).T
        bases = np.maximum(self._bases, np.float32(1e-9))[:, None]
        return np.asarray(shares / bases, np.float32)

    @once
    def _usual(self) -> Floats:
        """Parts by mentors: what it counts that a mentor has left a part open."""
        usual = [parts.USUAL[name] * self._open[name][1] for name in self._parts]
        return np.array(usual, np.float32).reshape(len(usual), len(self.mentors))

    @once
    def _said(self) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
        """Of which couples somebody has said something: rows, columns, weights for them and against them."""
        rows_of, columns_of = _by_member(self.mentees), _by_member(self.mentors)
        couples = set(self.pool.rankings)
        for one, other in self.pool.wishes | self.pool.known:
            couples |= {(rows_of[a], columns_of[b]) for a, b in ((one, other), (other, one))
                        if a in rows_of and b in columns_of}  # fmt: skip
        i, j = self.places_of(couples)
        found = [parts.said(self.pool, self.mentees[a], self.mentors[b]) for a, b in zip(i, j, strict=True)]
        return i, j, np.array(found, np.float32).reshape(-1, 2)

    def _add_what_was_said(self, rows: slice, block: Floats) -> None:
        i, j, weights = self._said
        inside = slice(*np.searchsorted(i, (rows.start, rows.stop)))
        i, j, (more, less) = i[inside], j[inside], weights[inside].T
        bases, at = self._bases[i], (i - rows.start, j)
        block[at] = (block[at] * bases + more) / np.maximum(bases + more + less, np.float32(1e-9))


def _flags(values: Iterable[bool]) -> NDArray[np.bool_]:
    return np.fromiter(values, bool)


def _ids(people: Sequence[Person]) -> NDArray[np.int64]:
    return np.array([person.member_id for person in people], np.int64)


def _by_member(people: Sequence[Person]) -> dict[int, int]:
    return {person.member_id: person.enrollment_id for person in people}
