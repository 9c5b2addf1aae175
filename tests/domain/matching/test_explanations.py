"""Why somebody is unmatched, and whether a change that is named does what it says."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.matching.people import ALICE, BOB, CHARLIE, DANA, EMIL, alice, bob, person, pool_of
from webapp.domain.availability import shared_hours, week
from webapp.domain.matching import keys, rules
from webapp.domain.matching.explanations import Cause, Change, what_to_tell, why_unplaced, why_waiting
from webapp.domain.matching.pool import Person, Pool
from webapp.domain.matching.solver import Solution, solve

BOBS, ALICES = BOB * 10, ALICE * 10
LANGUAGES, TOPICS, SLOTS = ("en", "it", "ar"), ("sleep", "work", "Feeding"), ("0-early", "1-evening", "5-night")


def kinds(causes: list[Cause]) -> list[str]:
    return [cause.kind for cause in causes]


def mentors(count: int, **columns: Any) -> list[Person]:
    return [person(100 + n, **columns) for n in range(count)]


def test_bob_waits_because_nobody_is_there() -> None:
    assert why_waiting(pool_of([bob()], []), BOBS) == [Cause("nobody")]


def test_bob_waits_because_no_mentor_has_a_place_and_alice_could_take_one_more() -> None:
    pool = pool_of([bob(languages=("it",))], [alice(places=0), person(DANA, places=0, languages=("en",))])
    assert why_waiting(pool, BOBS) == [Cause("no_places", (1,), Change("place", "", 1, (ALICES,)))]


def test_bob_speaks_no_language_of_those_with_a_place_and_is_told_which_one_would_open_most() -> None:
    others = [*mentors(2, languages=("en",)), person(DANA, languages=("de", "en")), alice(languages=("ar",), places=0)]
    wall, crowd = why_waiting(pool_of([bob(languages=("ar",))], others), BOBS)
    assert (wall.kind, wall.values) == ("no_language", ("ar",))
    assert wall.change == Change("language", "en", 3, (1000, 1010, DANA * 10))
    assert crowd == Cause("taken", (1,), Change("place", "", 1, (ALICES,)))


def test_a_rule_is_named_without_saying_which() -> None:
    for why in ("block", "never", "rule", "introduced"):
        pool = pool_of([bob()], [alice()], forbidden={(BOBS, ALICES): why})
        assert why_waiting(pool, BOBS) == why_waiting(pool, ALICES) == [Cause("forbidden")]


def test_others_came_first_in_a_round() -> None:
    pool = pool_of([bob(), person(EMIL, comes_first=True)], [alice()])
    solution = solve(pool)
    assert solution.unplaced == (BOBS,)
    assert why_unplaced(pool, solution, BOBS) == [Cause("taken", (1,), Change("place", "", 1, (ALICES,)))]


def test_a_mentor_who_got_nobody_is_explained_too() -> None:
    pool = pool_of([bob()], [alice(), person(DANA)])
    solution = Solution((), (), 0.0)
    assert kinds(why_unplaced(pool, solution, ALICES)) == ["possible"]
    placed = solve(pool)
    left = {ALICES, DANA * 10} - {choice.mentor for choice in placed.choices}
    assert why_unplaced(pool, placed, left.pop()) == [Cause("taken", (1,), None)]


def test_a_slot_that_would_open_four_mentors_is_found_in_bobs_own_zone() -> None:
    pool = pool_of(
        [bob(availability=("0-early",), time_zone="Europe/Rome")],
        [*mentors(4, availability=("1-evening",), time_zone="Europe/Rome"), alice(availability=("5-night",))],
    )
    hours, possible = why_waiting(pool, BOBS)
    assert hours.change is not None
    assert (hours.kind, hours.change.value, hours.change.opens) == ("no_hours", "1-evening", 4)
    assert possible == Cause("possible", (5,))


def test_what_nobody_offers_is_named_with_what_most_offer_whatever_the_case() -> None:
    pool = pool_of(
        [bob(topics=("pricing",))],
        [alice(topics=("Sleep", "work")), person(DANA, topics=("sleep", "SLEEP")), person(EMIL)],
    )
    topic, possible = why_waiting(pool, BOBS)
    assert topic == Cause("no_topic", ("pricing",), Change("topic", "Sleep", 2, (ALICES, DANA * 10)), 2)
    assert possible.values == (3,)


def test_bob_is_not_weighed_against_himself() -> None:
    both = person(BOB, enrollment_id=77)
    assert why_waiting(pool_of([bob()], [both]), BOBS) == [Cause("nobody")]


def test_charlie_who_is_in_no_pool_is_not_explained() -> None:
    for explain in (why_waiting, what_to_tell):
        try:
            explain(pool_of([bob()], [alice()]), CHARLIE * 10)
        except KeyError:
            continue
        raise AssertionError("Charlie was explained")


def test_bob_is_told_no_number_that_points_at_somebody() -> None:
    two = pool_of([bob(topics=("pricing",))], [alice(topics=("sleep",)), person(DANA, topics=("sleep",))])
    assert what_to_tell(two, BOBS) == [Cause("few")]
    mixed = pool_of([bob(topics=("pricing",))], [*mentors(2, topics=("work",)), alice(topics=("sleep",))])
    topic, possible = what_to_tell(mixed, BOBS)
    assert topic.change is None
    assert possible.values == (3,)
    one_said = pool_of([bob(availability=("0-early",))], [*mentors(3), alice(availability=("1-evening",))])
    assert kinds(what_to_tell(one_said, BOBS)) == ["possible"]


def person_of(member_id: int) -> st.SearchStrategy[Person]:
    def few(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
        return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)

    return st.builds(
        person,
        st.just(member_id),
        places=st.integers(0, 2),
        languages=few(LANGUAGES),
        topics=few(TOPICS),
        availability=few(SLOTS),
        time_zone=st.sampled_from(("UTC", "Europe/Rome", "Asia/Kolkata")),
    )


@st.composite
def pools(draw: st.DrawFn) -> Pool:
    mentees = [draw(person_of(n)) for n in range(1, draw(st.integers(1, 6)) + 1)]
    offering = [draw(person_of(n)) for n in range(20, 20 + draw(st.integers(0, 6)))]
    two = [(mentee.enrollment_id, mentor.enrollment_id) for mentee in mentees for mentor in offering]
    forbidden = draw(st.dictionaries(st.sampled_from(two), st.sampled_from(("block", "never")))) if two else {}
    return pool_of([replace(mentee, places=1) for mentee in mentees], offering, forbidden=forbidden)


def after(pool: Pool, solution: Solution) -> Pool:
    """The pool with only the places that a solution has left."""
    taken = [choice.mentor for choice in solution.choices]
    left = (replace(m, places=max(0, m.places - taken.count(m.enrollment_id))) for m in pool.mentors)
    return replace(pool, mentors=tuple(left))


def with_change(pool: Pool, mentee: Person, change: Change) -> tuple[Pool, Person]:
    """The pool in which a change has come true, and the mentee in it."""
    added: dict[str, Any] = {
        "language": {"languages": (*mentee.languages, change.value)},
        "hours": {"availability": (*mentee.availability, change.value)},
        "topic": {"topics": (*mentee.topics, change.value)},
        "place": {},
    }
    changed = replace(mentee, **added[change.kind])
    mentees = tuple(changed if m == mentee else m for m in pool.mentees)
    more = set(change.people) if change.kind == "place" else set()
    given = tuple(replace(m, places=m.places + (m.enrollment_id in more)) for m in pool.mentors)
    return replace(pool, mentees=mentees, mentors=given), changed


def are_open(pool: Pool, mentee: Person, kind: str) -> set[int]:
    """With whom it is possible by the rules; for hours and topics, with whom these fit as well."""
    open_to = [m for m in pool.mentors if rules.forbids(pool, mentee, m) is None]
    fits = {
        "hours": lambda m: shared_hours(week(mentee.availability, mentee.time_zone), week(m.availability, m.time_zone)),
        "topic": lambda m: {keys.tag(t) for t in mentee.topics} & {keys.tag(t) for t in m.topics},
    }
    return {m.enrollment_id for m in open_to if kind not in fits or fits[kind](m)}


@settings(max_examples=300, deadline=None)
@given(pools())
def test_whoever_is_unplaced_is_told_why_and_each_change_opens_what_it_says(pool: Pool) -> None:
    solution = solve(pool)
    left = after(pool, solution)
    for mentee in (m for m in pool.mentees if m.enrollment_id in solution.unplaced):
        causes = why_unplaced(pool, solution, mentee.enrollment_id)
        assert causes
        for change in (cause.change for cause in causes if cause.change):
            better, changed = with_change(left, mentee, change)
            opened = are_open(better, changed, change.kind) - are_open(left, mentee, change.kind)
            assert opened == set(change.people)
            assert len(opened) == change.opens > 0


@settings(max_examples=200, deadline=None)
@given(pools())
def test_everybody_who_waits_is_told_why(pool: Pool) -> None:
    for someone in (*pool.mentees, *pool.mentors):
        assert why_waiting(pool, someone.enrollment_id)
        assert what_to_tell(pool, someone.enrollment_id)


@settings(max_examples=200, deadline=None)
@given(pools())
def test_what_members_are_told_depends_on_no_block_and_no_never(pool: Pool) -> None:
    without = replace(pool, forbidden={})
    for someone in (*pool.mentees, *pool.mentors):
        told = what_to_tell(pool, someone.enrollment_id)
        assert told == what_to_tell(without, someone.enrollment_id)
        assert not any(cause.change and (cause.change.people or cause.change.opens < 3) for cause in told)


@settings(max_examples=200, deadline=None)
@given(pools())
def test_a_change_that_bob_is_told_opens_as_many_as_it_says(pool: Pool) -> None:
    free = replace(pool, forbidden={})
    for mentee in pool.mentees:
        for change in (cause.change for cause in what_to_tell(pool, mentee.enrollment_id) if cause.change):
            if change.kind == "place":
                continue
            better, changed = with_change(free, mentee, change)
            opened = are_open(better, changed, change.kind) - are_open(free, mentee, change.kind)
            assert len(opened) == change.opens
