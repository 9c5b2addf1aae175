"""What two people have in common, from their answers alone: nothing here touches the database."""

from dataclasses import replace

import pytest

from tests.domain.matching.people import ALICE, BOB, CHARLIE, DANA, alice, bob, person, pool_of
from webapp.domain.matching.parts import Reason, score
from webapp.domain.matching.pool import Person
from webapp.domain.matching.reasons import between, doubts, in_common

STYLE = ("planning", "feedback", "writing", "listening", "purpose", "manner")


def found(mentee: Person, mentor: Person, *wishes: tuple[int, int]) -> dict[str, Reason]:
    pool = pool_of([mentee], [mentor], wishes=frozenset(wishes))
    return {reason.kind: reason for reason in between(pool, mentee, mentor)}


def against(mentee: Person, mentor: Person) -> list[Reason]:
    return doubts(pool_of([mentee], [mentor]), mentee, mentor)


def fit(mentee: Person, mentor: Person, **columns: object) -> float:
    return score(pool_of([mentee], [mentor], **columns), mentee, mentor)


def test_two_who_left_everything_open_have_nothing_in_common_and_nothing_against() -> None:
    assert found(bob(), alice()) == {}
    assert against(bob(), alice()) == []
    assert fit(bob(), alice()) == 0


def test_what_bob_wants_and_alice_offers_is_found_whatever_the_case_in_bobs_words() -> None:
    reason = found(
        bob(
            topics=(
                "Sleep",
                "work",
            )
        ),
        alice(
            topics=(
                " sleep ",
                "feeding",
            )
        ),
    )["topics"]
    assert reason == Reason("topics", 0.5, ("Sleep",))


def test_languages_that_both_speak_are_named() -> None:
    assert found(
        bob(
            languages=(
                "it",
                "ar",
            )
        ),
        alice(
            languages=(
                "en",
                "it",
            )
        ),
    )["languages"].values == ("it",)
    assert "languages" not in found(bob(languages=("it",)), alice(languages=("en",)))


def test_free_hours_are_compared_across_zones_in_bobs_time() -> None:
    mentee = bob(availability=("3-evening",), time_zone="Europe/Rome")  # 17 to 21 in Rome is 21:30 to 1:30 in Kolkata
    mentor = alice(availability=("3-night",), time_zone="Asia/Kolkata")
    assert found(mentee, mentor)["hours"].values == ((3, 17.0, 19.5),)
    assert "hours" not in found(mentee, replace(mentor, time_zone="Europe/Rome"))


def test_six_free_hours_in_common_are_enough() -> None:
    grid = ("0-evening", "1-evening", "2-evening")
    assert found(bob(availability=grid), alice(availability=grid))["hours"].weight == 1.0
    assert found(bob(availability=grid), alice(availability=grid[:1]))["hours"].weight == 4 / 6


def test_the_same_town_is_found_with_or_without_its_country() -> None:
    assert found(bob(location="Trento, Italy"), alice(location="trento"))["place"].values == ("Trento",)
    assert "place" not in found(bob(location=""), alice(location=""))
    assert found(bob(location=", Italy"), alice(location="Trento, ITALY"))["place"] == Reason("place", 0.4, ("Italy",))


def test_the_same_profession_and_education_are_found() -> None:
    reasons = found(bob(profession="Nurse", education="x"), alice(profession="nurse", education="y"))
    assert reasons["profession"].values == ("Nurse",)
    assert "education" not in reasons


def test_ways_of_working_are_alike_within_one_point() -> None:
    mentee = bob(working_style=dict.fromkeys(STYLE, 3))
    mentor = alice(working_style=dict(zip(STYLE, (2, 4, 3, 3, 1, 5), strict=True)))
    assert found(mentee, mentor)["style"] == Reason("style", (4 * 0.75 + 0.25 + 0.25 + 0.5) / 6, (4, 6))
    assert "style" not in found(mentee, replace(mentor, working_style=dict.fromkeys(STYLE, 5)))


def test_a_wish_by_both_weighs_more_than_by_one_and_others_wishes_nothing() -> None:
    assert found(bob(), alice(), (BOB, ALICE))["wish"] == Reason("wish", 0.5, ("mentee",))
    assert found(bob(), alice(), (ALICE, BOB))["wish"].values == ("mentor",)
    assert found(bob(), alice(), (ALICE, BOB), (BOB, ALICE))["wish"].weight == 1.0
    assert "wish" not in found(bob(), alice(), (CHARLIE, ALICE), (BOB, CHARLIE))


def test_what_speaks_against_two_is_only_what_both_have_said() -> None:
    mentee = bob(topics=("sleep",), languages=("it",), availability=("0-early",))
    mentor = alice(topics=("work",), languages=("en",), availability=("1-early",))
    assert [reason.kind for reason in against(mentee, mentor)] == ["no_language", "no_hours", "no_topic"]
    assert against(mentee, alice()) == []


def test_hardly_any_free_hours_in_common_are_said() -> None:
    mentee = bob(availability=("0-early",), time_zone="Europe/Rome")
    mentor = alice(availability=("0-early",), time_zone="Europe/London")
    assert [(r.kind, r.values) for r in against(mentee, mentor)] == [("few_hours", (2.0,))]


def test_what_counts_most_comes_first_and_more_in_common_fits_better() -> None:
    mentee = bob(topics=("sleep",), languages=("it",), location="Trento")
    mentor = alice(topics=("sleep",), languages=("it",), location="Trento")
    assert list(found(mentee, mentor)) == ["topics", "languages", "place"]
    assert 0 < fit(mentee, replace(mentor, topics=("work",))) < fit(mentee, mentor) < 1


def test_a_rare_topic_says_more_than_one_that_everybody_wants() -> None:
    mentee = bob(topics=("sleep", "pricing"))
    others = [person(n, topics=("sleep",)) for n in range(6, 12)]
    one, other = alice(topics=("pricing",)), person(DANA, topics=("sleep",))
    pool = pool_of([mentee, *others], [one, other])
    assert score(pool, mentee, one) > 1.5 * score(pool, mentee, other)


def test_plurals_accents_and_a_words_form_make_no_difference() -> None:
    assert found(bob(topics=("Career changes",)), alice(topics=("career change",)))["topics"].weight == 1
    assert found(bob(location="Forlì"), alice(location="FORLI"))["place"].values == ("Forlì",)
    reason = found(bob(experience="I changed careers at forty"), alice(experience="A career change, twice"))[
        "experience"
    ]
    assert reason.values == ("changed", "careers")


def test_what_every_text_has_is_nothing_in_common() -> None:
    assert "goals" not in found(bob(goal="I want to be with you"), alice(goal="You want to be with me"))
    assert "goals" not in found(bob(goal="Vorrei che tutto sia"), alice(goal="Vorrei che sia"))


def test_whoever_leaves_much_open_does_not_fit_better_than_who_answers_and_differs_a_little() -> None:
    mentee = bob(topics=("sleep",), profession="Nurse", goal="to sleep", experience="two girls")
    silent, open_ = (
        alice(topics=("sleep",)),
        alice(topics=("sleep",), profession="Baker", goal="sleep", experience="girls"),
    )
    assert fit(mentee, silent) < fit(mentee, open_)


def test_what_nobody_answered_does_not_count() -> None:
    full = {"topics": ("sleep",), "working_style": {"writing": 3}, "availability": ("0-evening", "1-evening")}
    full |= {"languages": ("it",), "goal": "rest"}
    assert fit(bob(**full), alice(**full)) == pytest.approx(1)


def test_a_wish_or_a_rank_never_makes_two_fit_less() -> None:
    mentee, mentor = bob(topics=("sleep",), languages=("it",)), alice(topics=("sleep", "work"), languages=("it",))
    ranked = {"rankings": {(BOB * 10, ALICE * 10): 3}}
    wished = {"wishes": frozenset({(BOB, ALICE)})}
    assert fit(mentee, mentor, **wished) > fit(mentee, mentor)
    assert fit(mentee, mentor, **ranked) > fit(mentee, mentor)


def test_two_who_know_each_other_fit_as_the_program_wants_it() -> None:
    mentee, mentor = bob(topics=("sleep", "work")), alice(topics=("sleep",))
    known = frozenset({(ALICE, BOB)})  # either one's word is enough
    new, either, wanted = (fit(mentee, mentor, known=known, acquaintances=way) for way in ("new", "either", "known"))
    assert new < either < wanted
    pool = pool_of([mentee], [mentor], known=known)
    assert [reason.kind for reason in doubts(pool, mentee, mentor)] == ["know_each_other"]
    assert "acquaintances" not in {reason.kind for reason in between(pool, mentee, mentor)}


def test_people_in_common_are_counted_and_not_named() -> None:
    mentee, mentor = bob(profession="Nurse"), alice(profession="nurse")
    pool = pool_of([mentee], [mentor], known=frozenset({(BOB, CHARLIE), (CHARLIE, ALICE), (BOB, DANA)}))
    assert in_common(pool, mentee, mentor) == [Reason("people", 1.0, (1,)), Reason("profession", 1.0, ("Nurse",))]
