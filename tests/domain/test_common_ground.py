"""What two people have in common, from their answers alone: nothing here touches the database."""

from typing import Any

from db.models import Enrollment, Member
from webapp.domain.common_ground import against, common_ground, fit
from webapp.domain.matching.parts import Reason

BOB, ALICE, CHARLIE = 1, 2, 3
STYLE = ("planning", "feedback", "writing", "listening", "purpose", "manner")


def answers(member_id: int, role: str, **columns: Any) -> Enrollment:
    return Enrollment(**{"member": Member(id=member_id), "role": role, "time_zone": "UTC", **columns})


def bob(**columns: Any) -> Enrollment:
    return answers(BOB, "mentee", **columns)


def alice(**columns: Any) -> Enrollment:
    return answers(ALICE, "mentor", **columns)


def found(mentee: Enrollment, mentor: Enrollment, *wishes: tuple[int, int]) -> dict[str, Reason]:
    return {reason.kind: reason for reason in common_ground(mentee, mentor, set(wishes))}


def test_two_who_left_everything_open_have_nothing_in_common_and_nothing_against() -> None:
    assert common_ground(bob(), alice()) == []
    assert against(bob(), alice()) == []
    assert fit([]) == 0


def test_what_bob_wants_and_alice_offers_is_found_whatever_the_case_in_bobs_words() -> None:
    reason = found(bob(topics=["Sleep", "work"]), alice(topics=[" sleep ", "feeding"]))["topics"]
    assert reason == Reason("topics", 0.5, ("Sleep",))


def test_languages_that_both_speak_are_named() -> None:
    assert found(bob(languages=["it", "ar"]), alice(languages=["en", "it"]))["languages"].values == ("it",)
    assert "languages" not in found(bob(languages=["it"]), alice(languages=["en"]))


def test_free_hours_are_compared_across_zones_in_bobs_time() -> None:
    mentee = bob(availability=["3-evening"], time_zone="Europe/Rome")  # 17 to 21 in Rome is 21:30 to 1:30 in Kolkata
    mentor = alice(availability=["3-night"], time_zone="Asia/Kolkata")
    assert found(mentee, mentor)["hours"].values == ((3, 17.0, 19.5),)
    mentor.time_zone = "Europe/Rome"
    assert "hours" not in found(mentee, mentor)


def test_six_free_hours_in_common_are_enough() -> None:
    grid = ["0-evening", "1-evening", "2-evening"]
    assert found(bob(availability=grid), alice(availability=grid))["hours"].weight == 1.0
    assert found(bob(availability=grid), alice(availability=grid[:1]))["hours"].weight == 4 / 6


def test_the_same_town_is_found_with_or_without_its_country() -> None:
    assert found(bob(location="Trento, Italy"), alice(location="trento"))["place"].values == ("Trento",)
    assert "place" not in found(bob(location=""), alice(location=""))
    assert "place" not in found(bob(location=", Italy"), alice(location=", Italy"))


def test_the_same_profession_and_education_are_found() -> None:
    reasons = found(bob(profession="Nurse", education="x"), alice(profession="nurse", education="y"))
    assert reasons["profession"].values == ("Nurse",)
    assert "education" not in reasons


def test_ways_of_working_are_alike_within_one_point() -> None:
    mentee = bob(working_style=dict.fromkeys(STYLE, 3))
    mentor = alice(working_style=dict(zip(STYLE, (2, 4, 3, 3, 1, 5), strict=True)))
    assert found(mentee, mentor)["style"] == Reason("style", 4 / 6, (4, 6))
    mentor.working_style = dict.fromkeys(STYLE, 5)
    assert "style" not in found(mentee, mentor)


def test_a_wish_by_both_weighs_more_than_by_one_and_others_wishes_nothing() -> None:
    assert found(bob(), alice(), (BOB, ALICE))["wish"] == Reason("wish", 0.5, ("mentee",))
    assert found(bob(), alice(), (ALICE, BOB))["wish"].values == ("mentor",)
    assert found(bob(), alice(), (ALICE, BOB), (BOB, ALICE))["wish"].weight == 1.0
    assert "wish" not in found(bob(), alice(), (CHARLIE, ALICE), (BOB, CHARLIE))


def test_what_speaks_against_two_is_only_what_both_have_said() -> None:
    mentee = bob(topics=["sleep"], languages=["it"], availability=["0-early"])
    mentor = alice(topics=["work"], languages=["en"], availability=["1-early"])
    assert [reason.kind for reason in against(mentee, mentor)] == ["no_language", "no_hours", "no_topic"]
    assert against(mentee, alice()) == []


def test_hardly_any_free_hours_in_common_are_said() -> None:
    mentee = bob(availability=["0-early"], time_zone="Europe/Rome")
    mentor = alice(availability=["0-early"], time_zone="Europe/London")
    assert [(r.kind, r.values) for r in against(mentee, mentor)] == [("few_hours", (2.0,))]


def test_what_counts_most_comes_first_and_more_in_common_fits_better() -> None:
    mentee = bob(topics=["sleep"], languages=["it"], location="Trento")
    mentor = alice(topics=["sleep"], languages=["it"], location="Trento")
    reasons = common_ground(mentee, mentor)
    assert [reason.kind for reason in reasons] == ["topics", "languages", "place"]
    assert 0 < fit(reasons[1:]) < fit(reasons) < 1
