"""Why two people fit, in words: to the admin everything, to the two only what each agreed to share."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from db.models import Enrollment, Member
from webapp import introductions, reason_words
from webapp.domain.availability import SharedTime
from webapp.domain.matching import reasons
from webapp.domain.matching.parts import Reason
from webapp.reason_words import FOR_ADMINS, FOR_THE_TWO, READERS, reason_for

CANARY = "kanarienvogel"
PRIVATE = ("goals", "answers", "style", "wish", "ranking", "acquaintances", "people")
EXAMPLES: dict[str, list[tuple[Any, ...]]] = {  # one and many
    "topics": [("CV review",), ("CV review", "pricing", "sleep")],
    "goals": [("publish",), ("publish", "novel")],
    "experience": [("forty",), ("forty,", "“career”.")],
    "answers": [("garden",), ("garden", "dogs")],
    "style": [(3, 6), (1, 1)],
    "hours": [(SharedTime(1, 17, 21),), (SharedTime(1, 17, 21), SharedTime(3, 9.25, 12), SharedTime(5, 9, 17))],
    "languages": [("it",), ("it", "ar", "en")],
    "place": [("Trento",)],
    "profession": [("midwife",)],
    "education": [("Law",)],
    "wish": [("mentee",), ("mentor",), ("mentee", "mentor")],
    "ranking": [(1,), (2,), (3,)],
    "acquaintances": [("known",)],
    "people": [(1,), (4,)],
    "both_know": [("Dana Verdi",), ("Dana Verdi", "Erik Lind")],
    "no_language": [()],
    "no_hours": [()],
    "few_hours": [(0.5,), (1.0,), (2.0,)],
    "no_topic": [()],
    "know_each_other": [()],
}
CASES = [
    (language, to, Reason(kind, 1.0, values))
    for language in ("en", "it")
    for to in READERS
    for kind, examples in EXAMPLES.items()
    for values in examples
]


@pytest.fixture
def words(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def bob(**columns: Any) -> Enrollment:
    return Enrollment(member=Member(id=1, name="Bob Conti"), role="mentee", time_zone="UTC", **columns)


def alice(**columns: Any) -> Enrollment:
    return Enrollment(member=Member(id=2, name="Alice Rossi"), role="mentor", **{"time_zone": "UTC", **columns})


def test_every_kind_that_there_is_has_words() -> None:
    kinds = {
        kind
        for line in re.findall(r"^\| (`.*?) \|", reasons.__doc__ or "", re.M)
        for kind in re.findall(r"`(\w+)`", line)
    }
    assert kinds == FOR_ADMINS.keys()
    assert FOR_THE_TWO.keys() - FOR_ADMINS.keys() == {"both_know"}
    assert EXAMPLES.keys() == FOR_ADMINS.keys() | FOR_THE_TWO.keys()


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize(("language", "to", "reason"), CASES)
def test_a_reason_is_a_whole_sentence_or_nothing(language: str, to: str, reason: Reason) -> None:
    with force_locale(language):
        said = reason_for(reason, bob(), alice(), to)
    assert said == said.strip()
    assert not said or said.endswith(".")
    assert not re.search(r"%\(|\(\)|  |\.\.|None", said)
    if to == "admin":
        assert bool(said) == (reason.kind in FOR_ADMINS)


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("to", [reader for reader in READERS if reader != "admin"])
@pytest.mark.parametrize("kind", PRIVATE)
def test_what_is_for_admins_is_never_told_to_the_two(language: str, to: str, kind: str) -> None:
    with force_locale(language):
        assert CANARY not in reason_for(Reason(kind, 1.0, (CANARY, 987)), bob(), alice(), to)
        assert "987" not in reason_for(Reason(kind, 1.0, (987, 986)), bob(), alice(), to)


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize("to", ["both", "mentee", "mentor"])
def test_a_wish_is_told_only_if_both_wished(to: str) -> None:
    told = {who: reason_for(Reason("wish", 1.0, who), bob(), alice(), to) for who in EXAMPLES["wish"]}
    assert told == {("mentee",): "", ("mentor",): "", ("mentee", "mentor"): "You wished for each other."}


@pytest.mark.usefixtures("words")
def test_each_reads_it_from_their_own_side() -> None:
    topics = Reason("topics", 1.0, ("CV review",))
    said = {to: reason_for(topics, bob(), alice(), to) for to in READERS}
    assert said == {
        "admin": "Alice offers CV review, which Bob wants.",
        "both": "Alice knows something about CV review, which Bob would like to talk about.",
        "mentee": "Alice offers CV review, which you want.",
        "mentor": "You offer CV review, which Bob wants.",
    }


@pytest.mark.usefixtures("words")
def test_words_of_a_story_are_named_without_what_stood_around_them() -> None:
    stories = Reason("experience", 0.2, ("forty,", "“career”.", "night-shifts"))
    said = reason_for(stories, bob(), alice(), "mentee")
    assert said == "Your stories have something in common: “forty”, “career”, and “night-shifts”."


@pytest.mark.usefixtures("words")
def test_hours_are_said_simply_and_on_ones_own_clock() -> None:
    mentee = bob(availability=["1-evening"])
    mentor = alice(availability=["1-evening", "1-night"], time_zone="Europe/Rome")
    shared = Reason("hours", 1.0, (SharedTime(1, 17, 21),))
    assert reason_for(shared, mentee, alice(), "both") == "You are both free on Tuesday evenings."
    assert reason_for(shared, mentee, mentor, "mentee") == "You are both free on Tuesday evenings."
    assert reason_for(shared, mentee, mentor, "mentor") == "You are both free on Tuesday 18:00–22:00."
    assert reason_for(shared, mentee, mentor, "both") == "You are free at the same time for about 4 hours a week."
    assert reason_for(shared, mentee, mentor) == "Both are free on Tuesday evenings. In Bob's time."
    few = Reason("few_hours", 1.0, (1.0,))
    assert reason_for(few, mentee, mentor) == "They are seldom free at the same time: about an hour a week."


@pytest.mark.usefixtures("words")
def test_an_introduction_begins_with_what_the_two_have_in_common() -> None:
    found = [
        Reason("topics", 1.0, ("CV review",)),
        Reason("goals", 1.0, (CANARY,)),
        Reason("experience", 1.0, (CANARY,)),
        Reason("place", 1.0, ("Trento",)),
        Reason("ranking", 1.0, (1,)),
        Reason("place", 1.0, ("Trento",)),
        Reason("people", 1.0, (7,)),
    ]
    text = introductions.text_for(bob(), alice(), found, language="en", both_know=["Dana Verdi"])
    lines = text.splitlines()
    assert lines[0] == "Bob and Alice, you both know Dana Verdi and you both live in Trento."
    assert lines[2].startswith("Alice knows something about CV review")
    assert lines[-1].startswith("Bob, the first message is yours")
    assert text.count("Trento") == 1
    assert not any(word in text for word in (CANARY, "7", "first choice"))
    bare = introductions.text_for(bob(), alice(), [], language="en", both_know=[])
    assert bare.startswith("Bob, meet Alice. Alice, meet Bob.\n\nBob, the first message")
    assert introductions.text_for(bob(), alice(), found, language="it", both_know=[]).startswith(
        "Bob e Alice, vivete nello stesso luogo: Trento."
    )


def test_what_stands_in_a_day_has_a_name_in_every_language(app: Flask) -> None:
    with app.test_request_context():
        for language in ("en", "it"):
            with force_locale(language):
                assert reason_words.times([SharedTime(0, *hours) for hours in reason_words.NAMED_HOURS])
