"""Everybody who could be paired in a program now, and all that pairing them depends on: the solver's only input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Person:
    """A waiting mentee, or a mentor with `places` left, as they answered when they enrolled; no name."""

    enrollment_id: int
    member_id: int
    places: int = 1
    topics: tuple[str, ...] = ()
    goal: str = ""
    experience: str = ""
    languages: tuple[str, ...] = ()
    location: str = ""
    profession: str = ""
    education: str = ""
    availability: tuple[str, ...] = ()  # slots in their own zone, as in domain/availability
    time_zone: str = "UTC"
    working_style: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)  # the program's own questions: label → words
    waits_since: str = ""  # ISO 8601
    rounds_left_out: int = 0
    comes_first: bool = False  # back from a pair that did not fit


@dataclass(frozen=True)
class Pool:
    """The people of a program who can be paired, and what holds between them. Ids of two are always mentee, mentor."""

    mentees: tuple[Person, ...]
    mentors: tuple[Person, ...]
    weights: Mapping[str, float]  # a part's name → 0-10
    acquaintances: str = "new"  # whom to prefer: new | known | either
    wishes: frozenset[tuple[int, int]] = frozenset()  # (who wishes, whom), member ids
    known: frozenset[tuple[int, int]] = frozenset()  # (who says it, whom they know), member ids, also of third persons
    rankings: Mapping[tuple[int, int], int] = field(default_factory=dict)  # enrollment ids → the mentee's 1, 2, 3
    forbidden: Mapping[tuple[int, int], str] = field(
        default_factory=dict
    )  # enrollment ids → block | never | introduced | rule
    musts: frozenset[tuple[int, int]] = frozenset()  # enrollment ids
