from tests.domain.matching.people import ALICE, BOB, DANA, EMIL, alice, bob, person, pool_of
from webapp.domain.matching import alternatives
from webapp.domain.matching.solver import Solution, solve


def pairs(solution: Solution) -> dict[int, int]:
    return {choice.mentee: choice.mentor for choice in solution.choices}


def test_bob_gets_the_mentor_who_offers_what_he_wants() -> None:
    pool = pool_of([bob(topics=("sleep",))], [person(DANA, topics=("work",)), alice(topics=("sleep",))])
    assert pairs(solve(pool)) == {BOB * 10: ALICE * 10}


def test_nobody_is_left_out_for_a_better_total() -> None:
    emil = person(EMIL, topics=("sleep",), languages=("it",))
    one, other = alice(topics=("sleep",), languages=("it",)), person(DANA, topics=("work",), languages=("en",))
    pool = pool_of([bob(topics=("sleep",), languages=("it", "en")), emil], [one, other])
    assert pairs(solve(pool)) == {BOB * 10: DANA * 10, EMIL * 10: ALICE * 10}


def test_whoever_comes_first_goes_before_who_fits_better() -> None:
    first = person(EMIL, topics=("work",), comes_first=True)
    pool = pool_of([bob(topics=("sleep",)), first], [alice(topics=("sleep",))])
    assert pairs(solve(pool)) == {EMIL * 10: ALICE * 10}


def test_a_lock_goes_before_a_must_and_a_block_before_both() -> None:
    mentees, mentors = [bob(), person(EMIL)], [alice(), person(DANA)]
    must = pool_of(mentees, mentors, musts=frozenset({(BOB * 10, DANA * 10)}))
    assert pairs(solve(must))[BOB * 10] == DANA * 10
    assert pairs(solve(must, locked={BOB * 10: ALICE * 10}))[BOB * 10] == ALICE * 10
    blocked = pool_of(mentees, mentors, forbidden={(BOB * 10, DANA * 10): "block"})
    assert pairs(solve(blocked, locked={BOB * 10: DANA * 10}))[BOB * 10] == ALICE * 10


def test_places_are_kept_to_and_equal_pairs_are_spread() -> None:
    pool = pool_of([bob(), person(EMIL)], [alice(places=2), person(DANA, places=2)])
    assert sorted(pairs(solve(pool)).values()) == [ALICE * 10, DANA * 10]


def test_an_alternative_says_what_it_costs_and_whom_it_displaces() -> None:
    emil, dana = person(EMIL, topics=("work",)), person(DANA, topics=("work",))
    pool = pool_of([bob(topics=("sleep",)), emil], [alice(topics=("sleep",)), dana])
    solution = solve(pool)
    [found] = alternatives.of(pool, solution, BOB * 10, locked={}, skipped=())
    assert (found.mentor, found.displaces) == (DANA * 10, EMIL * 10)
    assert found.cost > 0
