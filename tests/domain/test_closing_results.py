"""What a program's admins see of the answers at the end: from five on, by fives, and of nobody."""

import pytest

from db.models import Member
from tests import ending, people
from tests.people import Cast
from webapp.domain import closing, closing_results


def answered(cast: Cast, number: int, **answers: object) -> Member:
    """Somebody more walks the path and answers."""
    mentor, mentee = people.member(f"Mentor{number} M"), people.member(f"Mentee{number} M")
    pair = ending.walk(people.introduced(cast.program, mentor, mentee), but_last=True)
    given = {"goal": 1 + number % 5, "worth": 5, "recommend": number, "words": f"words {number}", **answers}
    closing.answer(pair=pair, member=mentee, **given)  # type: ignore[arg-type] # what each is
    closing.choose(pair=pair, member=mentee, choice="again")
    return mentee


def test_olivia_sees_only_how_many_before_there_are_five(cast: Cast) -> None:
    for number in range(4):
        answered(cast, number)
    found = closing_results.of_program(cast.program, reader=cast.olivia)
    assert (found.answered, found.counted, found.words) == (4, 0, [])
    assert sum(found.scales["goal"].values()) == sum(found.choices.values()) == 0
    answered(cast, 4)
    found = closing_results.of_program(cast.program, reader=cast.olivia)
    assert found.scales["goal"] == dict.fromkeys(range(1, 6), 1)
    assert (found.mean("worth"), found.mean("recommend"), found.choices["again"]) == (5.0, 2.0, 5)


def test_the_newest_answer_tells_nothing_by_itself(cast: Cast) -> None:
    for number in range(5):
        answered(cast, number)
    before = closing_results.of_program(cast.program, reader=cast.olivia)
    answered(cast, 9, goal=1, worth=1)
    after = closing_results.of_program(cast.program, reader=cast.olivia)
    assert (after.answered, after.counted) == (6, 5)
    assert (after.scales, after.words) == (before.scales, before.words)


def test_words_are_in_no_order_of_time_and_always_in_the_same(cast: Cast) -> None:
    for number in range(10):
        answered(cast, number)
    words = closing_results.of_program(cast.program, reader=cast.olivia).words
    assert sorted(words) == [f"words {n}" for n in range(10)]
    assert words != sorted(words)
    assert closing_results.of_program(cast.program, reader=cast.olivia).words == words


def test_only_who_signs_is_named_and_at_once(cast: Cast) -> None:
    answered(cast, 0, is_signed=True)
    answered(cast, 1)
    found = closing_results.of_program(cast.program, reader=cast.olivia)
    assert [(said.name, said.role, said.text) for said in found.signed] == [("Mentee0 M", "mentee", "words 0")]
    assert found.words == []


def test_olivia_cannot_read_what_a_partner_of_hers_wrote_to_the_other_admins(cast: Cast) -> None:
    for number in range(3):
        answered(cast, number)
    mentee, mentor = people.member("Dana Verdi"), people.member("Erik Lind")
    for one, other, author in ((cast.olivia, mentee, mentee), (mentor, cast.olivia, mentor)):
        pair = ending.walk(people.introduced(cast.program, one, other), but_last=True)
        given = {"goal": 1, "worth": 1, "recommend": 0, "is_signed": author == mentee}
        closing.answer(pair=pair, member=author, words="of Olivia", **given)
    hers = closing_results.of_program(cast.program, reader=cast.olivia)
    assert (hers.counted, hers.signed, len(hers.words)) == (5, [], 3)
    assert not any("of Olivia" in text for text in hers.words)
    others = closing_results.of_program(cast.program, reader=cast.charlie)
    assert (len(others.signed), len(others.words)) == (1, 4)


def test_a_choice_alone_is_no_answer_and_another_programs_are_not_counted(cast: Cast) -> None:
    closing.choose(pair=ending.walk(cast.pair), member=cast.bob, choice="done")
    other = people.program(cast.group, steps=1)
    pair = ending.walk(people.introduced(other, cast.alice, cast.charlie))
    closing.answer(pair=pair, member=cast.charlie, goal=1, worth=1, recommend=0)
    assert closing_results.of_program(cast.program, reader=cast.olivia).answered == 0
    assert closing_results.of_program(other, reader=cast.olivia).answered == 1


@pytest.mark.parametrize("count", [5, 40])
def test_it_takes_one_query_however_many(cast: Cast, statements: list[str], count: int) -> None:
    for number in range(count):
        answered(cast, number, recommend=5)
    statements.clear()
    closing_results.of_program(cast.program, reader=cast.olivia)
    assert len(statements) == 1
