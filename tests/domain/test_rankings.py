"""Which mentors a mentee is suggested, and the order in which they put them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.models import Enrollment, Openness, PairingRule, Ranking, ShownMentor, Wish
from tests import choosing, people
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import rankings
from webapp.domain.errors import NotYours, ProgramIsClosed, TooManyChoices, WrongState
from webapp.domain.matching import pool
from webapp.domain.rankings import MOST_SHOWN, SHOWN_A_PLACE


@pytest.fixture(autouse=True)
def _ranking(cast: Cast) -> None:
    choosing.by(cast, "ranking")


def shown(mentee: Enrollment) -> list[int]:
    return [one.mentor.id for one in rankings.suggestions(enrollment=mentee)]


def test_emil_is_suggested_six_at_most_who_fits_best_first(cast: Cast) -> None:
    mentors = [choosing.mentor(cast, f"Mentor{n} Uno", capacity=5, topics=["work"]) for n in range(7)]
    best = choosing.mentor(cast, "Anna Prima", topics=["sleep"])
    emil = choosing.mentee(cast, "Emil Roth", topics=["sleep"])
    assert shown(emil) == [best.id, *(mentor.id for mentor in mentors[:5])]
    assert shown(emil) == [best.id, *(mentor.id for mentor in mentors[:5])]


def test_emil_is_told_why_only_of_what_is_shared(cast: Cast) -> None:
    style = {"planning": 1, "feedback": 1}
    choosing.mentor(cast, "Anna Prima", working_style=style, goal="To sleep well", location="Trento")
    emil = choosing.mentee(cast, "Emil Roth", working_style=style, goal="To sleep well", location="Trento")
    (one,) = rankings.suggestions(enrollment=emil)
    assert {reason.kind for reason in one.reasons} == {"topics", "languages", "place"}


def test_a_mentor_without_a_place_or_a_language_or_who_must_not_is_not_suggested(cast: Cast) -> None:
    emil = choosing.mentee(cast, "Emil Roth")
    choosing.mentor(cast, "Lang Otto", languages=["fi"])
    choosing.mentor(cast, "Paused Otto", state="paused")
    never, ruled = choosing.mentor(cast, "Never Otto"), choosing.mentor(cast, "Ruled Otto")
    Wish.create(enrollment=never, member=emil.member, kind="never")
    PairingRule.create(program=cast.program, mentor=ruled.member, mentee=emil.member, kind="never")
    Openness.agree(cast.pair.mentor_enrollment)  # Alice, whose one place Bob has
    people.enrolled(cast.program, people.member("Silent Otto"), "mentor")  # has not agreed
    assert shown(emil) == []


def test_one_star_is_not_shown_to_everyone(cast: Cast) -> None:
    star = choosing.mentor(cast, "Anna Prima", topics=["sleep", "work", "feeding"])
    for n in range(6):
        choosing.mentor(cast, f"Mentor{n} Uno", topics=["garden"])
    mentees = [choosing.mentee(cast, f"Mentee{n} Uno") for n in range(3)]
    early = [shown(mentee) for mentee in mentees]
    assert [len(ids) for ids in early] == [6, 6, 6]
    mentees += [choosing.mentee(cast, f"Mentee{n} Uno") for n in range(3, 8)]
    rankings.arrange(enrollment=mentees[0], actor=mentees[0].member, mentors=early[0][:2])
    for mentee in mentees:
        shown(mentee)
    seen = [ShownMentor.mentors_of(mentee) for mentee in mentees]
    assert sum(star.id in ids for ids in seen) == SHOWN_A_PLACE
    assert all(seen), "whoever comes late sees somebody too"
    assert set(early[0][:2]) <= set(seen[0]), "whom somebody has chosen is not taken away"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    capacities=st.lists(st.integers(1, 3), min_size=1, max_size=6),
    waiting=st.integers(1, 9),
    topics=st.lists(st.sampled_from(["sleep", "work", "garden"]), min_size=15, max_size=15),
)
def test_the_turns_of_a_mentor_are_never_exceeded_and_shared_out(
    cast: Cast, capacities: list[int], waiting: int, topics: list[str]
) -> None:
    Enrollment.delete().where(Enrollment.state == "waiting").execute()
    sam, dana = cast.sam, cast.charlie
    mentors = []
    for n, capacity in enumerate(capacities):
        mentors.append(of_somebody(cast, f"m{n}", "mentor", topics[n], capacity))
        Openness.agree(mentors[-1])
    mentees = [of_somebody(cast, f"e{n}", "mentee", topics[6 + n], 1) for n in range(waiting)]
    for mentee in mentees:
        shown(mentee)
    seen = [ShownMentor.mentors_of(mentee) for mentee in mentees]
    for mentor in mentors:
        assert sum(mentor.id in ids for ids in seen) <= SHOWN_A_PLACE * mentor.capacity
    turns = SHOWN_A_PLACE * sum(capacities)
    assert all(len(ids) <= MOST_SHOWN and len(set(ids)) == len(ids) for ids in seen)
    assert all(seen) or turns < waiting
    assert {sam.id, dana.id}.isdisjoint(mentor.member_id for mentor in mentors)


def of_somebody(cast: Cast, name: str, role: str, topic: str, capacity: int) -> Enrollment:
    from db.models import Member

    someone = Member.get_or_none(Member.email == f"{name}@example.org") or people.member(name)
    return people.enrolled(cast.program, someone, role, topics=[topic], capacity=capacity)


def test_two_who_look_at_once_do_not_take_the_same_turn(cast: Cast) -> None:
    star = choosing.mentor(cast, "Anna Prima")
    mentees = [choosing.mentee(cast, f"Mentee{n} Uno") for n in range(8)]
    at_once(*(lambda mentee=mentee: shown(mentee) for mentee in mentees))
    assert ShownMentor.select().where(ShownMentor.mentor == star).count() == SHOWN_A_PLACE


def test_emil_can_put_three_in_order_and_the_solver_knows(cast: Cast) -> None:
    mentors = [choosing.mentor(cast, f"Mentor{n} Uno") for n in range(4)]
    emil = choosing.mentee(cast, "Emil Roth")
    first, second, third, fourth = shown(emil)
    rankings.arrange(enrollment=emil, actor=emil.member, mentors=[third, first, second])
    assert [one.place for one in rankings.suggestions(enrollment=emil)] == [1, 2, 3, None]
    assert pool.of_program(cast.program).rankings == {(emil.id, third): 1, (emil.id, first): 2, (emil.id, second): 3}
    with pytest.raises(TooManyChoices):
        rankings.arrange(enrollment=emil, actor=emil.member, mentors=[third, first, second, fourth])
    rankings.arrange(enrollment=emil, actor=emil.member, mentors=[first, first, 999_999])
    assert Ranking.order_of(emil) == [first]
    assert len(mentors) == 4


def test_emil_cannot_rank_somebody_who_was_not_suggested(cast: Cast) -> None:
    hidden = people.enrolled(cast.program, people.member("Silent Otto"), "mentor")
    emil = choosing.mentee(cast, "Emil Roth")
    rankings.arrange(enrollment=emil, actor=emil.member, mentors=[hidden.id])
    assert Ranking.order_of(emil) == []


def test_nobody_can_rank_for_another_nor_after_the_introduction(cast: Cast) -> None:
    emil = choosing.mentee(cast, "Emil Roth", choosing.mentor(cast, "Anna Prima"))
    with pytest.raises(NotYours):
        rankings.arrange(enrollment=emil, actor=cast.charlie, mentors=[])
    with pytest.raises(NotYours):
        rankings.agree(enrollment=emil, actor=cast.charlie)
    bob = cast.pair.mentee_enrollment
    with pytest.raises(WrongState):
        rankings.arrange(enrollment=bob, actor=cast.bob, mentors=[])


def test_nobody_is_suggested_where_the_admin_decides(cast: Cast) -> None:
    choosing.by(cast, "admin")
    with pytest.raises(ProgramIsClosed):
        shown(choosing.mentee(cast, "Emil Roth"))
