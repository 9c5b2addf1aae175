"""A mentee asks mentors, one after the other. Capacity and the three days hold whatever happens at once."""

from datetime import timedelta
from typing import Any

import pytest

from db.clock import now
from db.models import Block, Enrollment, Notification, PairingRule, Wish
from tests import choosing, people
from tests.choosing import accept, ask, decline, kinds_of, of, run_out, states, told
from tests.people import Cast
from webapp.domain import enrollments, pairing, queues, requests, safety
from webapp.domain.errors import NobodyToAsk, NotYours, ProgramIsClosed, RequestIsOver, WrongState


def test_emil_can_ask_and_the_first_has_three_days(cast: Cast, emil: Enrollment, anna: Enrollment) -> None:
    assert kinds_of(ask(emil)) == [("mentor_asked", "Anna", "Emil")]
    first, second = of(emil)
    assert (first.mentor, first.state, second.state) == (anna, "asked", "queued")
    assert timedelta(days=2, hours=23) < first.expires_at - now() <= timedelta(days=3)
    assert told(anna.member) == ["mentor_asked"]
    assert requests.open_to([anna]) == [first]


def test_emil_asks_once_however_often_he_taps(emil: Enrollment) -> None:
    ask(emil)
    assert ask(emil) == []
    assert states(emil) == ["asked", "queued"]


def test_charlie_cannot_ask_in_emils_name(cast: Cast, emil: Enrollment) -> None:
    with pytest.raises(NotYours):
        requests.ask(enrollment=emil, actor=cast.charlie)
    with pytest.raises(NotYours):
        requests.take_back(enrollment=emil, actor=cast.charlie)


def test_emil_cannot_ask_where_an_admin_decides(cast: Cast, emil: Enrollment) -> None:
    choosing.by(cast, "ranking")
    with pytest.raises(ProgramIsClosed):
        ask(emil)
    assert of(emil) == []


def test_emil_cannot_ask_while_he_does_not_wait(emil: Enrollment) -> None:
    enrollments.pause(enrollment=emil, actor=emil.member)
    with pytest.raises(WrongState):
        ask(emil)


def test_emil_cannot_ask_nobody(cast: Cast) -> None:
    with pytest.raises(NobodyToAsk):
        ask(choosing.mentee(cast, "Fritz Lang"))


def test_whoever_cannot_be_asked_is_passed_over(cast: Cast, emil: Enrollment, anna: Enrollment) -> None:
    Enrollment.update(state="paused").where(Enrollment.id == anna.id).execute()
    assert kinds_of(ask(emil)) == [("mentor_asked", "Bruno", "Emil")]


def test_anna_can_accept_and_the_two_are_introduced(cast: Cast, emil: Enrollment, anna: Enrollment) -> None:
    ask(emil)
    pair, letters = accept(of(emil)[0])
    assert (pair.mentor, pair.mentee, pair.introduced_by, pair.introduction) == (
        anna.member, emil.member, emil.member, "Meet.",
    )  # fmt: skip
    assert letters == []
    assert states(emil) == ["accepted", "withdrawn"]
    assert Enrollment.get_by_id(emil.id).state == "paired"
    assert accept(of(emil)[0]) == (pair, [])


def test_charlie_cannot_answer_for_anna(cast: Cast, emil: Enrollment) -> None:
    ask(emil)
    with pytest.raises(NotYours):
        accept(of(emil)[0], cast.charlie)
    with pytest.raises(NotYours):
        requests.decline(request=of(emil)[0], actor=cast.charlie)


def test_anna_can_decline_and_the_next_is_asked(emil: Enrollment, bruno: Enrollment) -> None:
    ask(emil)
    assert kinds_of(decline(of(emil)[0])) == [("mentor_asked", "Bruno", "Emil"), ("request_moved_on", "Emil", "Bruno")]
    assert states(emil) == ["declined", "asked"]
    assert told(emil.member) == ["request_moved_on"]
    with pytest.raises(RequestIsOver):
        accept(of(emil)[0])


def test_emil_hears_what_comes_next_when_nobody_is_left(emil: Enrollment) -> None:
    ask(emil)
    decline(of(emil)[0])
    assert kinds_of(decline(of(emil)[1])) == [("requests_over", "Emil", "")]
    assert told(emil.member) == ["request_moved_on", "requests_over"]
    assert Enrollment.get_by_id(emil.id).state == "waiting"
    with pytest.raises(NobodyToAsk):
        ask(emil)  # whoever has said no is not asked again


def test_anna_cannot_accept_what_has_run_out_even_if_nobody_has_noted_it(emil: Enrollment, anna: Enrollment) -> None:
    ask(emil)
    run_out(emil)
    assert requests.open_to([anna]) == []
    with pytest.raises(RequestIsOver):
        accept(of(emil)[0])


def test_what_has_run_out_moves_on_once(cast: Cast, emil: Enrollment, anna: Enrollment) -> None:
    ask(emil)
    assert queues.settle(program=cast.program) == []
    run_out(emil)
    letters = queues.settle(program=cast.program)
    assert kinds_of(letters) == [("mentor_asked", "Bruno", "Emil"), ("request_moved_on", "Emil", "Bruno")]
    assert queues.settle(program=cast.program) == []
    assert states(emil) == ["expired", "asked"]
    assert told(anna.member) == []  # she had not read it yet


def test_a_full_mentors_other_requests_move_on_at_once(cast: Cast, emil: Enrollment, anna: Enrollment) -> None:
    ask(emil)
    fritz = choosing.mentee(cast, "Fritz Lang", anna)
    gerda = choosing.mentee(cast, "Gerda Tau", anna, choosing.mentor(cast, "Cora Terza"))
    ask(fritz), ask(gerda)
    _pair, letters = accept(of(emil)[0])
    assert sorted(kinds_of(letters)) == [
        ("mentor_asked", "Cora", "Gerda"), ("request_moved_on", "Gerda", "Cora"), ("requests_over", "Fritz", ""),
    ]  # fmt: skip
    assert (states(fritz), states(gerda)) == (["withdrawn"], ["withdrawn", "asked"])


def test_an_introduction_by_hand_ends_what_emil_asks(
    cast: Cast, emil: Enrollment, anna: Enrollment, bruno: Enrollment
) -> None:
    ask(emil)
    Notification.update(read_at=now()).execute()
    pairing.introduce(
        by=cast.olivia,
        program=cast.program,
        mentor_enrollment_id=bruno.id,
        mentee_enrollment_id=emil.id,
        introduction="",
    )
    assert states(emil) == ["withdrawn", "withdrawn"]
    assert told(anna.member) == ["mentor_asked", "request_ended"]
    with pytest.raises(RequestIsOver):
        accept(of(emil)[0])


def test_emil_can_ask_no_longer(emil: Enrollment, anna: Enrollment) -> None:
    ask(emil)
    requests.take_back(enrollment=emil, actor=emil.member)
    assert states(emil) == ["withdrawn", "withdrawn"]
    assert told(anna.member) == []
    ask(emil)
    assert states(emil)[2:] == ["asked", "queued"]


@pytest.mark.parametrize("is_blocker", [True, False])
def test_a_block_ends_a_request_and_is_not_told(
    cast: Cast, emil: Enrollment, anna: Enrollment, is_blocker: bool
) -> None:
    ask(emil)
    one, other = (emil.member, anna.member) if is_blocker else (anna.member, emil.member)
    safety.block(blocker=one, blocked=other)
    assert requests.open_to([anna]) == []
    assert told(anna.member) == []
    with pytest.raises(RequestIsOver):
        accept(of(emil)[0])
    letters = queues.settle(program=cast.program)
    assert kinds_of(letters) == [("mentor_asked", "Bruno", "Emil"), ("request_moved_on", "Emil", "Bruno")]


def test_a_never_by_anybody_hides_a_request(cast: Cast, emil: Enrollment, anna: Enrollment) -> None:
    ask(emil)
    nevers: list[Any] = [
        lambda: Wish.create(enrollment=anna, member=emil.member, kind="never"),
        lambda: Wish.create(enrollment=emil, member=anna.member, kind="never"),
        lambda: PairingRule.create(program=cast.program, mentor=anna.member, mentee=emil.member, kind="never"),
    ]
    for never in nevers:
        made = never()
        assert requests.open_to([anna]) == []
        with pytest.raises(RequestIsOver):
            accept(of(emil)[0])
        made.delete_instance()
    assert len(requests.open_to([anna])) == 1


def test_a_mentee_who_pauses_is_asked_for_no_longer(cast: Cast, emil: Enrollment, anna: Enrollment) -> None:
    ask(emil)
    Notification.update(read_at=now()).execute()
    enrollments.pause(enrollment=emil, actor=emil.member)
    assert requests.open_to([anna]) == []
    assert queues.settle(program=cast.program) == []
    assert states(emil) == ["withdrawn", "withdrawn"]
    assert told(anna.member) == ["mentor_asked", "request_ended"]


def test_requests_end_where_the_admin_decides_again(cast: Cast, emil: Enrollment) -> None:
    ask(emil)
    choosing.by(cast, "admin")
    with pytest.raises(RequestIsOver):
        accept(of(emil)[0])
    assert kinds_of(queues.settle(program=cast.program)) == [("requests_over", "Emil", "")]


def test_emil_does_not_find_whom_he_has_blocked(emil: Enrollment, anna: Enrollment) -> None:
    ask(emil)
    Block.create(blocker=emil.member, blocked=anna.member)
    assert [row.mentor.member.first_name for row in requests.made_by(emil)] == ["Bruno"]


def test_people_who_join_elsewhere_are_left_alone(cast: Cast, emil: Enrollment) -> None:
    ask(emil)
    other = people.program(cast.group, name="Another one")
    assert queues.settle(program=other) == []
    assert states(emil) == ["asked", "queued"]
