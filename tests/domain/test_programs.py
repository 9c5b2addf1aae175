from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from db.clock import now
from db.models import Pair, PairingPolicy, Program, Question, Step
from tests import people
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import curricula, programs, steps
from webapp.domain.curriculum import Curriculum
from webapp.domain.errors import WrongState

TODAY = date(2026, 11, 21)


def made(cast: Cast, **settings: Any) -> Program:
    curriculum = curricula.built_in("new-parents", "en")
    assert curriculum
    return programs.create(actor=cast.olivia, group=cast.group, curriculum=curriculum, **settings)


def titles(program: Program) -> list[str]:
    return [step.title for step in Step.of_program(program)]


def test_olivia_can_make_a_program_with_every_word_of_its_curriculum(cast: Cast) -> None:
    curriculum = curricula.built_in("new-parents", "it")
    assert curriculum
    program = programs.create(actor=cast.olivia, group=cast.group, curriculum=curriculum, starts_on=TODAY)
    assert Curriculum.from_program(program) == curriculum
    assert (program.state, program.starts_on, program.curriculum) == ("draft", TODAY, "new-parents")


def test_a_program_is_made_whole_or_not_at_all(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Program.select().count()

    def broken(**columns: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(Question, "create", broken)
    curriculum = curricula.built_in("career-advancement", "en")
    assert curriculum
    with pytest.raises(RuntimeError):
        programs.create(actor=cast.olivia, group=cast.group, curriculum=curriculum)
    assert Program.select().count() == before


ALLOWED = {
    ("draft", "enrolling"),
    ("enrolling", "running"),
    ("enrolling", "finished"),
    ("running", "finished"),
    ("finished", "running"),
    ("draft", "archived"),
    ("finished", "archived"),
}


@pytest.mark.parametrize("to", ["enrolling", "running", "finished", "archived"])
@pytest.mark.parametrize("state", ["draft", "enrolling", "running", "finished", "archived"])
def test_a_program_goes_only_where_it_may(cast: Cast, state: str, to: str) -> None:
    program = people.program(cast.group, state=state)
    if (state, to) in ALLOWED or (state, to) == ("archived", "finished"):
        programs.change_state(actor=cast.olivia, program=program, to=to, today=TODAY)
        assert Program.get_by_id(program.id).state == to
        return
    with pytest.raises(WrongState):
        programs.change_state(actor=cast.olivia, program=program, to=to, today=TODAY)
    assert Program.get_by_id(program.id).state == state


def test_a_program_without_a_date_starts_on_the_day_that_it_starts(cast: Cast) -> None:
    for starts_on, expected in ((None, TODAY), (date(2026, 12, 1), date(2026, 12, 1))):
        program = made(cast, state="enrolling", starts_on=starts_on)
        programs.change_state(actor=cast.olivia, program=program, to="running", today=TODAY)
        assert Program.get_by_id(program.id).starts_on == expected


@pytest.mark.parametrize(("opened", "expected"), [(None, "draft"), (now(), "finished")])
def test_a_program_comes_out_of_the_archive_where_it_went_in(cast: Cast, opened: Any, expected: str) -> None:
    program = people.program(cast.group, state="archived", opened_at=opened)
    programs.bring_back(actor=cast.olivia, program=program)
    assert Program.get_by_id(program.id).state == expected
    with pytest.raises(WrongState):
        programs.bring_back(actor=cast.olivia, program=program)


def test_finishing_leaves_the_open_pairs_as_they_are(cast: Cast) -> None:
    programs.change_state(actor=cast.olivia, program=cast.program, to="finished", today=TODAY)
    pair, program = Pair.get_by_id(cast.pair.id), Program.get_by_id(cast.program.id)
    assert pair.is_open
    assert not program.is_walked
    assert not program.takes_enrollments


def test_a_copy_is_a_draft_with_the_same_words_and_nobody_in_it(cast: Cast) -> None:
    program = made(cast, state="enrolling", starts_on=TODAY, enrollment_rule="approval")
    steps.remove(actor=cast.olivia, program=program, step=Step.of_program(program).first())
    other = people.group(cast.olivia, "Another")
    copied = programs.copy(actor=cast.olivia, program=program, group=other, name="Again")
    assert (copied.name, copied.state, copied.starts_on, copied.group_id) == ("Again", "draft", None, other.id)
    assert copied.enrollment_rule == "approval"
    assert copied.opened_at is None
    assert titles(copied) == titles(program)
    assert copied.tags == program.tags


def test_a_copy_pairs_as_the_program_does_on_a_day_of_its_own(cast: Cast) -> None:
    columns = {"preset": "near", "weights": {"topics": 9}, "acquaintances": "known", "choosing": "ranking"}
    PairingPolicy.create(program=cast.program, next_round_on=TODAY, **columns)
    copied = programs.copy(actor=cast.olivia, program=cast.program, group=cast.group, name="Again")
    policy = PairingPolicy.of(copied)
    assert {name: getattr(policy, name) for name in columns} == columns
    assert policy.next_round_on is None


def test_a_program_ends_when_its_last_step_is_done(cast: Cast) -> None:
    program = Program(starts_on=TODAY, cadence_days=7)
    assert programs.ends_on(program, 8) == TODAY + timedelta(weeks=8)
    assert programs.ends_on(Program(starts_on=None), 8) is None
    assert programs.ends_on(Program(starts_on=TODAY, ends_on=TODAY), 8) == TODAY


@pytest.mark.parametrize("day", range(1, 15))
def test_the_proposed_start_is_a_monday_in_two_to_three_weeks(day: int) -> None:
    start = programs.proposed_start(date(2026, 11, day))
    assert start.weekday() == 0
    assert 14 <= (start - date(2026, 11, day)).days <= 20


def test_of_many_admins_who_finish_a_program_at_once_one_does(cast: Cast) -> None:
    finish = partial(programs.change_state, actor=cast.olivia, program=cast.program, to="finished", today=TODAY)
    seen = at_once(*[finish] * 8)
    assert [result for result in seen if not isinstance(result, WrongState)] == [None]
