from functools import partial
from typing import Any

import pytest

from db.models import Program, Step
from tests import people
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import curricula, programs, progress, steps
from webapp.domain.curriculum import step_content
from webapp.domain.errors import ChangedMeanwhile, LastStep, PathIsFull
from webapp.domain.file_rules import MOST_STEPS

WORDS = {"prompts": ["So?"], "tips": [], "task": ""}
CONTENT: dict[str, Any] = {
    "title": "New",
    "purpose": "Why",
    "minutes": 20,
    "mentor": WORDS,
    "mentee": WORDS,
    "resources": [],
}


def titles(program: Program) -> list[str]:
    return [step.title for step in Step.of_program(program)]


def test_a_step_moves_and_pairs_keep_what_they_have_done(cast: Cast) -> None:
    path = list(Step.of_program(cast.program))
    progress.complete_step(pair=cast.pair, member=cast.alice, step=path[0])
    steps.move(actor=cast.olivia, program=cast.program, step=path[0], seen=0, to=2)
    assert titles(cast.program)[:3] == ["Step number 2", "Step number 3", "Step number 1"]
    walked = progress.path_of(cast.pair)
    assert [s.step.title for s in walked.steps if s.is_done] == ["Step number 1"]
    assert walked.here
    assert walked.here.step.title == "Step number 2"


def test_two_admins_cannot_move_the_same_step_twice_by_accident(cast: Cast) -> None:
    step = Step.of_program(cast.program).first()
    steps.move(actor=cast.olivia, program=cast.program, step=step, seen=0, to=1)
    with pytest.raises(ChangedMeanwhile):
        steps.move(actor=cast.olivia, program=cast.program, step=step, seen=0, to=1)
    assert titles(cast.program)[:3] == ["Step number 2", "Step number 1", "Step number 3"]


def test_a_step_cannot_leave_the_path_at_its_ends(cast: Cast) -> None:
    first = Step.of_program(cast.program).first()
    steps.move(actor=cast.olivia, program=cast.program, step=first, seen=0, to=-1)
    steps.move(actor=cast.olivia, program=cast.program, step=first, seen=0, to=99)
    assert titles(cast.program)[-1] == "Step number 1"


def test_a_removed_step_stays_with_those_who_did_it_and_comes_back_where_it_was(cast: Cast) -> None:
    path = list(Step.of_program(cast.program))
    progress.complete_step(pair=cast.pair, member=cast.bob, step=path[3])
    steps.remove(actor=cast.olivia, program=cast.program, step=path[3])
    assert "Step number 4" not in titles(cast.program)
    assert "Step number 4" in [s.step.title for s in progress.path_of(cast.pair).steps]
    steps.move(actor=cast.olivia, program=cast.program, step=path[0], seen=0, to=1)
    steps.add(actor=cast.olivia, program=cast.program, content=CONTENT, after=0)
    steps.put_back(actor=cast.olivia, program=cast.program, step=path[3])
    found = titles(cast.program)
    assert found.index("Step number 4") == found.index("Step number 3") + 1


def test_the_first_step_removed_comes_back_first(cast: Cast) -> None:
    path = list(Step.of_program(cast.program))
    steps.remove(actor=cast.olivia, program=cast.program, step=path[0])
    steps.move(actor=cast.olivia, program=cast.program, step=path[7], seen=6, to=0)
    steps.put_back(actor=cast.olivia, program=cast.program, step=path[0])
    assert titles(cast.program)[:2] == ["Step number 1", "Step number 8"]


def test_a_new_step_stands_where_it_was_put(cast: Cast) -> None:
    third = list(Step.of_program(cast.program))[2]
    for after, place in ((third.id, 3), (0, 0), (None, -1), (9_999_999, -1)):
        steps.add(actor=cast.olivia, program=cast.program, content={**CONTENT, "title": f"After {after}"}, after=after)
        assert titles(cast.program)[place] == f"After {after}"


def test_a_path_keeps_one_step_and_has_a_longest_length(cast: Cast) -> None:
    short = people.program(cast.group, steps=1)
    with pytest.raises(LastStep):
        steps.remove(actor=cast.olivia, program=short, step=Step.of_program(short).first())
    full = people.program(cast.group, steps=MOST_STEPS)
    with pytest.raises(PathIsFull):
        steps.add(actor=cast.olivia, program=full, content=CONTENT, after=None)
    gone = Step.of_program(full).first()
    steps.remove(actor=cast.olivia, program=full, step=gone)
    steps.add(actor=cast.olivia, program=full, content=CONTENT, after=None)
    with pytest.raises(PathIsFull):
        steps.put_back(actor=cast.olivia, program=full, step=gone)


def test_who_saves_second_is_told_that_the_step_has_changed(cast: Cast) -> None:
    step = Step.of_program(cast.program).first()
    begun = step.version
    steps.update(actor=cast.olivia, step=step, content={**CONTENT, "title": "Mine"}, version=begun)
    with pytest.raises(ChangedMeanwhile):
        steps.update(actor=cast.olivia, step=step, content={**CONTENT, "title": "Theirs"}, version=begun)
    assert Step.get_by_id(step.id).title == "Mine"


def test_a_removed_step_cannot_be_reworded(cast: Cast) -> None:
    step = Step.of_program(cast.program).first()
    steps.remove(actor=cast.olivia, program=cast.program, step=step)
    with pytest.raises(ChangedMeanwhile):
        steps.update(actor=cast.olivia, step=step, content=CONTENT, version=step.version)


def test_saving_a_step_unchanged_changes_nothing(cast: Cast) -> None:
    step = Step.of_program(
        programs.create(actor=cast.olivia, group=cast.group, curriculum=curricula.every("en")[0])
    ).first()
    steps.update(actor=cast.olivia, step=step, content=step_content(step), version=step.version)
    assert Step.get_by_id(step.id).version == step.version


def test_of_many_admins_who_move_a_step_at_once_one_does(cast: Cast) -> None:
    step = Step.of_program(cast.program).first()
    move = partial(steps.move, actor=cast.olivia, program=cast.program, step=step, seen=0, to=1)
    seen = at_once(*[move] * 8)
    assert [result for result in seen if not isinstance(result, ChangedMeanwhile)] == [None]
    assert titles(cast.program)[:3] == ["Step number 2", "Step number 1", "Step number 3"]
