import re
from collections.abc import Callable
from typing import Any

from db.models import Completion, Question, Step
from tests import people
from tests.people import Cast
from tests.programming import WORDS
from webapp.domain import progress

Visits = Callable[..., Any]


def test_olivia_can_move_a_step_with_and_without_script(visit: Visits, cast: Cast) -> None:
    olivia, step = visit(cast.olivia), Step.of_program(cast.program).first()
    place = f"/programs/{cast.program.id}/steps/{step.id}/place"
    olivia.follow(olivia.post(place, {"seen": "0", "to": "1"}))
    part = olivia.post(place, {"seen": "1", "to": "2"}, status=200, htmx=True).text
    assert part.index("Step number 3") < part.index("Step number 1")
    assert "<html" not in part
    for htmx in (False, True):
        told = olivia.post(place, {"seen": "1", "to": "2"}, status=409, htmx=htmx).text
        assert "Somebody else changed this" in told
        assert told.index("Step number 3") < told.index("Step number 1")
    olivia.post(place, {"seen": "x"}, status=409)


def test_olivia_can_add_a_step_where_she_wants_it(visit: Visits, cast: Cast) -> None:
    olivia, path = visit(cast.olivia), f"/programs/{cast.program.id}/steps/new"
    told = olivia.post(path, {"title": "x", "after": "0"}, status=422).text
    assert "Write at least one thing for the mentee to talk about." in told
    half = {**WORDS, "after": "0", "resource_2_body": "Text only"}
    assert "A resource has both a title and a text." in olivia.post(path, half, status=422).text
    whole = {**WORDS, "after": "0", "mentor_prompt_3": "Third?", "resource_2_title": "R", "resource_2_body": "Text"}
    olivia.follow(olivia.post(path, whole))
    step = Step.of_program(cast.program).first()
    assert step.title == "A walk"
    assert step.words_for("mentor")["prompts"] == ["M?", "Third?"]
    assert step.resources == [{"title": "R", "body": "Text"}]


def test_olivia_can_reword_a_step_and_is_told_of_anothers_words(visit: Visits, cast: Cast) -> None:
    olivia, step = visit(cast.olivia), Step.of_program(cast.program).first()
    path = f"/programs/{cast.program.id}/steps/{step.id}/edit"
    shown = olivia.get(path).text
    assert "Prompt 1.3 for {partner}" in shown
    sent = {**WORDS, "version": step.version}
    olivia.follow(olivia.post(path, sent))
    conflict = olivia.post(path, {**sent, "title": "A run"}, status=409).text
    assert "Somebody else changed this" in conflict
    assert 'value="A run"' in conflict
    assert "A walk" in conflict
    again = re.search(r'name="version"[^>]*value="(\w+)"', conflict)
    assert again
    olivia.post(path, {**sent, "title": "A run", "version": again.group(1)})
    assert Step.get_by_id(step.id).title == "A run"


def test_olivia_can_remove_a_step_and_put_it_back(visit: Visits, cast: Cast) -> None:
    olivia, step = visit(cast.olivia), Step.of_program(cast.program).first()
    progress.complete_step(pair=cast.pair, member=cast.bob, step=step)
    base = f"/programs/{cast.program.id}/steps/{step.id}/removal"
    olivia.get(base)
    text = olivia.follow(olivia.post(base)).text
    assert "Put back" in text
    assert Completion.select().count() == 1
    olivia.follow(olivia.post(base + "/delete"))
    assert Step.of_program(cast.program).first() == step


def test_olivia_cannot_reach_a_step_of_another_program(visit: Visits, cast: Cast) -> None:
    other = people.program(people.group(cast.charlie, "Elsewhere"))
    foreign = Step.of_program(other).first()
    visit(cast.olivia).post(f"/programs/{cast.program.id}/steps/{foreign.id}/removal", status=404)
    visit(cast.olivia).post(f"/programs/{other.id}/steps/{foreign.id}/removal", status=404)


def test_olivia_can_ask_questions_of_her_own(visit: Visits, cast: Cast) -> None:
    olivia, base = visit(cast.olivia), f"/programs/{cast.program.id}/questions"
    for label in ("First?", "Second?"):
        olivia.follow(olivia.post(f"{base}/new?role=mentee", {"label": label, "help": ""}))
    olivia.post(f"{base}/new?role=mentee", {"label": ""}, status=422)
    olivia.post(f"{base}/new?role=cat", {"label": "x"}, status=404)
    first, second = Question.of_program(cast.program, "mentee")
    part = olivia.post(f"{base}/{second.id}/place", {"seen": "1", "to": "0"}, status=200, htmx=True).text
    assert part.index("Second?") < part.index("First?")
    olivia.post(f"{base}/{second.id}/place", {"seen": "1", "to": "0"}, status=409)
    olivia.post(f"{base}/{first.id}/edit", {"label": "Changed?", "help": "", "version": first.version})
    told = olivia.post(f"{base}/{first.id}/edit", {"label": "X?", "help": "", "version": first.version}, status=409)
    assert "Changed?" in told.text
    olivia.get(f"{base}/{first.id}/removal")
    olivia.follow(olivia.post(f"{base}/{first.id}/removal"))
    assert [question.id for question in Question.of_program(cast.program)] == [second.id]


def test_charlie_cannot_see_or_change_the_path(visit: Visits, cast: Cast) -> None:
    charlie, base = visit(cast.charlie), f"/programs/{cast.program.id}"
    for path in ("steps", "steps/new", "questions"):
        charlie.get(f"{base}/{path}", status=404)
