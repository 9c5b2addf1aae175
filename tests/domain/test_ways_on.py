"""What comes after a pair's end: again, as a mentor now, or a goodbye."""

from typing import Any

import pytest

from db.models import Dispatch, Enrollment, Membership, Notification, Pair, Program
from tests import ending, people
from tests.people import Cast
from webapp.domain import closing, pairs, ways_on
from webapp.domain.notifications import notify


@pytest.fixture
def over(cast: Cast) -> Pair:
    Enrollment.update(goal="Sleep", experience="Twins").where(Enrollment.member == cast.bob).execute()
    return ending.finished(cast.pair)


def place_of(cast: Cast) -> Any:
    return Enrollment.get(Enrollment.member == cast.bob)


def test_again_opens_the_place_with_its_answers(cast: Cast, over: Pair) -> None:
    place = ways_on.again(pair=over, member=cast.bob)
    assert place
    assert (place.id, place.state, place.goal) == (place_of(cast).id, "draft", "Sleep")
    assert ways_on.again(pair=over, member=cast.bob) == place  # a second click


def test_again_in_a_newer_run_where_this_one_takes_nobody(cast: Cast, over: Pair) -> None:
    Program.update(state="finished").execute()
    over = ending.fresh(over)
    assert ways_on.again(pair=over, member=cast.bob) is None
    old = people.program(cast.group, name="Spring", state="enrolling")
    newer = people.program(cast.group, name="Autumn", state="enrolling")
    place = ways_on.again(pair=over, member=cast.bob)
    assert place
    assert (place.program_id, place.role, place.goal) == (newer.id, "mentee", "Sleep")
    assert old.id != newer.id


def test_somebody_whose_pair_ended_early_waits_again(cast: Cast) -> None:
    pairs.end(pair=cast.pair, member=cast.alice)
    place = ways_on.again(pair=ending.fresh(cast.pair), member=cast.bob)
    assert place
    assert place.state == "waiting"


def test_bob_can_become_a_mentor_with_what_lasts_filled_in(cast: Cast, over: Pair) -> None:
    place = ways_on.as_mentor(pair=over, member=cast.bob)
    assert place
    assert (place.role, place.state, place.experience, place.goal) == ("mentor", "draft", "Twins", "")
    Program.update(roles_open="mentee").execute()
    Enrollment.delete().where(Enrollment.role == "mentor").execute()
    assert ways_on.as_mentor(pair=ending.fresh(over), member=cast.bob) is None


def test_nobody_who_has_left_the_group_is_led_back_into_it(cast: Cast, over: Pair) -> None:
    Membership.update(state="left").where(Membership.member == cast.bob).execute()
    assert ways_on.again(pair=over, member=cast.bob) is None


def test_after_a_goodbye_nothing_of_the_program_comes(cast: Cast, over: Pair) -> None:
    other = people.program(cast.group, name="Other")
    for program in (cast.program, other):
        notify(member=cast.bob, kind="thanked", pair=over, program=program, partner="Alice")
    closing.choose(pair=over, member=cast.bob, choice="done")
    ways_on.say_goodbye(pair=over, member=cast.bob)
    unread = Notification.select().where((Notification.member == cast.bob) & Notification.read_at.is_null())
    assert [row.program_id for row in unread] == [other.id]
    left = Dispatch.select().where(Dispatch.member == cast.bob)
    assert {row.notification.program_id for row in left} == {other.id}
    assert ways_on.goodbyes(cast.program.id) == {cast.bob.id}
    ways_on.again(pair=over, member=cast.bob)
    assert ways_on.goodbyes(cast.program.id) == set()


def test_a_goodbye_after_an_early_end_takes_one_out_of_pairing(cast: Cast) -> None:
    pairs.end(pair=cast.pair, member=cast.alice)
    ways_on.say_goodbye(pair=ending.fresh(cast.pair), member=cast.bob)
    assert place_of(cast).state == "withdrawn"
    assert cast.charlie.id not in ways_on.goodbyes(cast.program.id)
