"""Why somebody is unmatched, and which single change would open the way to how many people, counted over the pool.

Causes and changes are data (kind, values), the weightiest first; the words are in `templates/policies/`. What an admin
reads takes the rules into account; what a member reads of themselves (`what_to_tell`) is worked out as if there were
none, so that it cannot betray a block or a "never", and gives no number that could point at somebody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from webapp.domain.availability import SLOTS, week
from webapp.domain.matching import keys
from webapp.domain.matching.pool import Person, Pool
from webapp.domain.matching.readiness import Readiness, Risk, Shortage, readiness, shortages

if TYPE_CHECKING:
    from webapp.domain.matching.solver import Solution

__all__ = [
    "Cause",
    "Change",
    "Readiness",
    "Risk",
    "Shortage",
    "readiness",
    "shortages",
    "what_to_tell",
    "why_unplaced",
    "why_waiting",
]

DRAWBACKS = ("no_hours", "no_topic")
FEW = 3  # fewer people than this are not counted to a member: the number could point at one of them


@dataclass(frozen=True)
class Change:
    """One thing that could be otherwise, and the enrollments to which it would open the way.

    `place`: one more place with any of `people`; `language` (an ISO 639-1 code), `hours` (a slot in the person's own
    zone) and `topic`: if the person had it too.
    """

    kind: str
    value: str = ""
    opens: int = 0
    people: tuple[int, ...] = ()  # enrollment ids; none where a member reads it


@dataclass(frozen=True)
class Cause:
    """One thing that keeps somebody unmatched, what its sentence names, and the change that would help most.

    `about` is of how many people on the other side it tells something.

    | kind | what it means | values |
    | --- | --- | --- |
    | `nobody` | there is nobody on the other side | |
    | `no_places` | nobody on the other side had a place to begin with | |
    | `forbidden` | a rule forbids everybody who has a place | |
    | `no_language` | no language in common with anybody who has a place | own languages |
    | `taken` | those who would be possible have no place left: others came first | how many they are |
    | `no_hours` | never free at the same time as anybody who is possible, as far as they said | |
    | `no_topic` | nobody who is possible offers (or wants) any of the topics, as far as they said | own topics |
    | `possible` | there are people with whom it is possible, and no pair was made of it yet | how many |
    | `few` | (members only) too few take part to say more without pointing at somebody | |
    """

    kind: str
    values: tuple[Any, ...] = ()
    change: Change | None = None
    about: int = 0


@dataclass(frozen=True)
class _Sight:
    """One person, and how they see everybody on the other side: `left` is how many places each still has."""

    person: Person
    others: tuple[Person, ...]
    left: Mapping[int, int]
    ruled_out: frozenset[int] = frozenset()
    is_mentee: bool = True
    allowed: tuple[Person, ...] = field(init=False)
    roomy: tuple[Person, ...] = field(init=False)  # allowed, and with a place
    possible: tuple[Person, ...] = field(init=False)  # roomy, and they can talk with each other

    def __post_init__(self) -> None:
        allowed = tuple(o for o in self.others if o.enrollment_id not in self.ruled_out)
        roomy = tuple(o for o in allowed if self.left[o.enrollment_id] > 0)
        object.__setattr__(self, "allowed", allowed)
        object.__setattr__(self, "roomy", roomy)
        object.__setattr__(self, "possible", tuple(o for o in roomy if _speak(self.person, o)))

    @property
    def full(self) -> tuple[Person, ...]:
        """With whom it would be possible if they had a place."""
        return tuple(o for o in self.allowed if self.left[o.enrollment_id] < 1 and _speak(self.person, o))


def why_unplaced(pool: Pool, solution: Solution, mentee: int) -> list[Cause]:
    """Why a mentee (or a mentor; an enrollment id) has nobody in a solution, for the admin; never empty.

    Raises KeyError for somebody who is not in the pool.
    """
    taken = Counter(choice.mentor for choice in solution.choices) + Counter(
        choice.mentee for choice in solution.choices
    )
    return _causes(_sight(pool, mentee, taken))


def why_waiting(pool: Pool, enrollment: int) -> list[Cause]:
    """Why a mentee or a mentor (an enrollment id) of the pool is not paired yet, for the admin; never empty.

    Raises KeyError for somebody who is not in the pool.
    """
    return _causes(_sight(pool, enrollment, {}))


def what_to_tell(pool: Pool, enrollment: int) -> list[Cause]:
    """The same for the person themselves: without the rules, without people, without small numbers; never empty.

    It depends on nothing of the pool but the answers and places of everybody: not on `forbidden`, which holds blocks.
    Raises KeyError for somebody who is not in the pool.
    """
    sight = _sight(replace(pool, forbidden={}), enrollment, {})
    if not sight.others:
        return [Cause("nobody")]
    if len(sight.others) < FEW or 0 < len(sight.roomy) < FEW:
        return [Cause("few")]
    told = [cause for cause in _causes(sight) if cause.kind not in DRAWBACKS or cause.about >= FEW]
    return [_discreet(cause) for cause in told]


def _sight(pool: Pool, enrollment: int, taken: Mapping[int, int]) -> _Sight:
    is_mentee = any(person.enrollment_id == enrollment for person in pool.mentees)
    own, across = (pool.mentees, pool.mentors) if is_mentee else (pool.mentors, pool.mentees)
    person = next((person for person in own if person.enrollment_id == enrollment), None)
    if person is None:
        raise KeyError(enrollment)
    others = tuple(other for other in across if other.member_id != person.member_id)
    left = {o.enrollment_id: (o.places if is_mentee else 1) - taken.get(o.enrollment_id, 0) for o in others}
    pairs = (pair for pair in pool.forbidden if enrollment in pair)
    ruled_out = frozenset(mentor if is_mentee else mentee for mentee, mentor in pairs)
    return _Sight(person, others, left, ruled_out, is_mentee)


def _causes(sight: _Sight) -> list[Cause]:
    """What keeps somebody from everybody; where it is possible with some, only what makes it harder."""
    if not sight.others:
        return [Cause("nobody")]
    if sight.possible:
        return [*_drawbacks(sight), Cause("possible", (len(sight.possible),))]
    crowd, wall = _crowd(sight), _wall(sight)
    return sorted([cause for cause in (crowd, wall) if cause], key=lambda cause: -_opens(cause))


def _crowd(sight: _Sight) -> Cause | None:
    """Those with whom it would be possible have no place (left); where nobody has one, that is said in any case."""
    full = sight.full
    if not any(other.places > 0 for other in sight.others):
        return Cause("no_places", (len(full),), _one_more_place(sight))
    return Cause("taken", (len(full),), _one_more_place(sight)) if full else None


def _wall(sight: _Sight) -> Cause | None:
    """What stands between somebody and those who have a place, or everybody where nobody has one."""
    has_room = any(left > 0 for left in sight.left.values())
    if not has_room and sight.full:
        return None
    within_reach = sight.roomy if has_room else sight.allowed
    if not within_reach:
        return Cause("forbidden")
    return Cause("no_language", sight.person.languages, _best_language(sight) if has_room else None)


def _drawbacks(sight: _Sight) -> list[Cause]:
    """What speaks against all of those with whom it is possible and who have said something of it."""
    person, found = sight.person, []
    said_hours = [other for other in sight.possible if other.availability] if person.availability else []
    if said_hours and not any(_meet(person, other) for other in said_hours):
        found.append(Cause("no_hours", (), _best_slot(sight), len(said_hours)))
    said_topics = [other for other in sight.possible if other.topics] if person.topics else []
    if said_topics and not any(_match(person, other) for other in said_topics):
        found.append(Cause("no_topic", person.topics, _best_topic(sight), len(said_topics)))
    return sorted(found, key=lambda cause: -_opens(cause))


def _one_more_place(sight: _Sight) -> Change | None:
    """Only a mentee waits for places; a mentee is only one, however many mentors wait."""
    people = tuple(other.enrollment_id for other in sight.full)
    return Change("place", "", len(people), people) if sight.is_mentee and people else None


def _best_language(sight: _Sight) -> Change | None:
    return _best("language", ((code, other) for other in sight.roomy for code in dict.fromkeys(other.languages)))


def _best_slot(sight: _Sight) -> Change | None:
    person = sight.person
    free = [(slot, week((slot,), person.time_zone)) for slot in SLOTS if slot not in person.availability]
    weeks = [(other, week(tuple(other.availability), other.time_zone)) for other in sight.possible]
    return _best("hours", ((slot, other) for slot, bits in free for other, theirs in weeks if bits & theirs))


def _best_topic(sight: _Sight) -> Change | None:
    words: dict[str, str] = {}  # as it was written first
    for topic in (topic for other in sight.possible for topic in other.topics):
        words.setdefault(keys.tag(topic), topic)
    return _best("topic", ((words[tag], other) for other in sight.possible for tag in _tags(other)))


def _best(kind: str, openings: Iterable[tuple[str, Person]]) -> Change | None:
    """The value that opens the way to most people; of several the one that comes first."""
    people: dict[str, list[int]] = {}
    for value, other in openings:
        people.setdefault(value, []).append(other.enrollment_id)
    if not people:
        return None
    value, opened = max(people.items(), key=lambda entry: len(entry[1]))
    return Change(kind, value, len(opened), tuple(opened))


def _discreet(cause: Cause) -> Cause:
    """Without whom it opens the way to, and without a number or a change that is of a few only."""
    change = cause.change
    is_of_many = change is not None and change.opens >= FEW
    told = replace(change, people=()) if change and is_of_many else None
    is_small = cause.kind in ("taken", "possible") and cause.values[0] < FEW
    return Cause(cause.kind, () if is_small else cause.values, told, cause.about)


def _opens(cause: Cause) -> int:
    return cause.change.opens if cause.change else 0


def _speak(one: Person, other: Person) -> bool:
    """Whether they share a language; somebody who named none may speak any."""
    return not (one.languages and other.languages) or not set(one.languages).isdisjoint(other.languages)


def _meet(one: Person, other: Person) -> bool:
    """Whether they are ever free at the same time."""
    return bool(week(tuple(one.availability), one.time_zone) & week(tuple(other.availability), other.time_zone))


def _match(one: Person, other: Person) -> bool:
    """Whether one of them offers something that the other wants."""
    return not _tags(one).keys().isdisjoint(_tags(other))


def _tags(person: Person) -> dict[str, None]:
    """The topics as they are compared, each once, in the order in which they were written."""
    return dict.fromkeys(keys.tag(topic) for topic in person.topics)
