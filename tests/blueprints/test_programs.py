import re
from collections.abc import Callable
from typing import Any

import pytest
from markupsafe import escape

from db.models import Program, Question, Step
from tests import people
from tests.people import Cast
from tests.programming import NEW, RUN, newest
from webapp.domain import curricula
from webapp.domain.curriculum import Curriculum

Visits = Callable[..., Any]


def admin_pages(cast: Cast) -> list[str]:
    base, step = f"/programs/{cast.program.id}", Step.of_program(cast.program).first()
    question = Question.create(program=cast.program, role="mentor", label="Q")
    return [
        NEW,
        NEW + "?curriculum=new-parents",
        NEW + "-from-file",
        f"{base}/edit",
        f"{base}/finish",
        f"{base}/copies/new",
        f"{base}/file",
        f"{base}/pairs",
        f"{base}/steps",
        f"{base}/steps/new",
        f"{base}/steps/{step.id}/edit",
        f"{base}/steps/{step.id}/removal",
        f"{base}/questions",
        f"{base}/questions/new?role=mentor",
        f"{base}/questions/{question.id}/edit",
        f"{base}/questions/{question.id}/removal",
    ]


def admin_acts(cast: Cast) -> list[str]:
    base, step = f"/programs/{cast.program.id}", Step.of_program(cast.program).first()
    question = Question.create(program=cast.program, role="mentor", label="Q")
    return [
        NEW + "?curriculum=new-parents",
        NEW + "-from-file",
        *(f"{base}/{noun}" for noun in ("edit", "opening", "start", "finish", "archiving", "copies", "steps/new")),
        f"{base}/finish/delete",
        f"{base}/archiving/delete",
        *(f"{base}/steps/{step.id}/{noun}" for noun in ("edit", "place", "removal", "removal/delete")),
        f"{base}/questions/new?role=mentor",
        *(f"{base}/questions/{question.id}/{noun}" for noun in ("edit", "place", "removal")),
    ]


def test_charlie_the_stranger_finds_nothing(visit: Visits, cast: Cast) -> None:
    charlie = visit(cast.charlie)
    charlie.get(f"/programs/{cast.program.id}", status=404)
    for path in admin_pages(cast):
        charlie.get(path, status=404)
    for path in admin_acts(cast):
        charlie.post(path, status=404)


def test_alice_cannot_do_what_admins_do(visit: Visits, cast: Cast) -> None:
    before = Curriculum.from_program(Program.get_by_id(cast.program.id))
    for path in admin_pages(cast):
        visit(cast.alice).get(path, status=403)
    for path in admin_acts(cast):
        visit(cast.sam).post(path, status=403)
    after = Program.get_by_id(cast.program.id)
    assert after.state == "running"
    assert Curriculum.from_program(after).steps == before.steps


def test_somebody_signed_out_is_asked_to_sign_in(visit: Visits, cast: Cast) -> None:
    assert "/login" in visit().get(f"/programs/{cast.program.id}", status=302).headers["Location"]


def test_olivia_can_open_every_page(visit: Visits, cast: Cast) -> None:
    olivia = visit(cast.olivia)
    for path in [*admin_pages(cast), f"/programs/{cast.program.id}"]:
        olivia.get(path)


def test_olivia_can_open_a_program_in_three_interactions(visit: Visits, cast: Cast) -> None:
    olivia = visit(cast.olivia)
    chosen = olivia.get(NEW).text
    for curriculum in curricula.every("en"):
        assert curriculum.name in chosen
    shown = olivia.get(NEW + "?curriculum=new-parents").text
    filled = dict(re.findall(r'name="(name|starts_on)"[^>]*value="([^"]+)"', shown))
    assert filled["name"] == "New parents"
    for step in curricula.every("en")[3].steps:
        assert str(escape(step["title"])) in shown
    assert "{partner}" not in shown
    assert "your mentee" in shown
    olivia.follow(olivia.post(NEW + "?curriculum=new-parents", {**RUN, **filled, "state": "enrolling"}))
    program = newest()
    assert (program.state, program.language, program.name) == ("enrolling", "en", "New parents")
    assert Step.of_program(program).count() == 8
    assert program.opened_at


def test_olivia_can_keep_a_draft_in_italian_at_another_pace(visit: Visits, cast: Cast) -> None:
    sent = {**RUN, "state": "draft", "cadence": "other", "cadence_days": "10", "enrollment_rule": "approval"}
    olivia = visit(cast.olivia)
    olivia.post(NEW + "?curriculum=new-parents&language=it", sent)
    program = newest()
    assert (program.state, program.language, program.cadence_days) == ("draft", "it", 10)
    assert (program.enrollment_rule, program.opened_at) == ("approval", None)
    visit(cast.alice).get(f"/programs/{program.id}", status=404)
    assert "every 10 days" in olivia.get(f"/programs/{program.id}").text


def test_an_italian_admin_sees_the_italian_curricula(visit: Visits, cast: Cast) -> None:
    type(cast.olivia).update(language="it").where(type(cast.olivia).id == cast.olivia.id).execute()
    text = visit(cast.olivia).get(NEW).text
    assert "Da poco in questo Paese" in text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Write the program"),
        ({"starts_on": "soon"}, "Write the date as"),
        ({"cadence": "other"}, "Write how many days a step takes."),
        ({"cadence": "other", "cadence_days": "0"}, "Write a number of days from 1 to 90."),
        ({"cadence": "3"}, "Choose one of these"),
    ],
)
def test_olivia_is_told_what_is_missing(visit: Visits, cast: Cast, changed: dict[str, str], words: str) -> None:
    response = visit(cast.olivia).post(NEW + "?curriculum=new-parents", {**RUN, **changed}, status=422)
    assert words in response.text
    assert Program.select().count() == 1


def test_there_is_no_curriculum_of_another_name(visit: Visits, cast: Cast) -> None:
    visit(cast.olivia).get(NEW + "?curriculum=../config", status=404)


def test_bob_sees_the_path_and_how_to_enroll(visit: Visits, cast: Cast) -> None:
    dana = people.member("Dana Verdi")
    people.join(cast.group, dana)
    text = visit(dana).get(f"/programs/{cast.program.id}").text
    assert "Step number 8" in text
    assert "Prompt 1" not in text
    assert "Enroll as a mentor" in text
    assert "Enroll as a mentee" in text
    assert f"/programs/{cast.program.id}/edit" not in text
    mine = visit(cast.bob).get(f"/programs/{cast.program.id}").text
    assert "You are walking this path." in mine
    assert "Enroll as a mentee" not in mine


def test_a_member_sees_only_the_roles_that_are_open(visit: Visits, cast: Cast) -> None:
    Program.update(roles_open="mentor").execute()
    text = visit(cast.sam).get(f"/programs/{cast.program.id}").text
    assert "Enroll as a mentor" in text
    assert "As a mentee" not in text
    Program.update(state="finished").execute()
    assert "Enroll as" not in visit(cast.sam).get(f"/programs/{cast.program.id}").text


def test_olivia_can_change_the_settings(visit: Visits, cast: Cast) -> None:
    olivia, path = visit(cast.olivia), f"/programs/{cast.program.id}/edit"
    sent = {
        **RUN,
        "summary": "Short",
        "description": "One\r\n\r\nTwo",
        "ends_on": "2027-03-01",
        "tags": " sleep \r\n\r\nwork  life\r\nsleep",
        "mentor_expectations": "Time",
        "mentee_expectations": "",
    }
    olivia.follow(olivia.post(path, sent))
    program = Program.get_by_id(cast.program.id)
    assert (program.name, program.tags, program.description) == ("Autumn", ["sleep", "work life"], "One\n\nTwo")
    assert "The end comes after the start." in olivia.post(path, {**sent, "ends_on": "2026-01-01"}, status=422).text
    assert "40 topics at most" in olivia.post(path, {**sent, "tags": "x" * 41}, status=422).text


def test_olivia_can_lead_a_program_from_draft_to_archive(visit: Visits, cast: Cast) -> None:
    olivia = visit(cast.olivia)
    olivia.post(NEW + "?curriculum=encouragement-and-support", {**RUN, "state": "draft"})
    base = f"/programs/{newest().id}"
    for noun, state in (("opening", "enrolling"), ("start", "running"), ("finish", "finished")):
        olivia.get(f"{base}/{noun}")
        olivia.follow(olivia.post(f"{base}/{noun}"))
        assert newest().state == state
        olivia.post(f"{base}/{noun}", status=409)
    olivia.post(f"{base}/finish/delete")
    assert newest().state == "running"
    olivia.post(f"{base}/finish/delete", status=409)
    olivia.post(f"{base}/archiving", status=409)
    for noun in ("finish", "archiving", "archiving/delete"):
        olivia.follow(olivia.post(f"{base}/{noun}"))
    assert newest().state == "finished"


def test_olivia_is_told_what_finishing_means(visit: Visits, cast: Cast) -> None:
    text = visit(cast.olivia).get(f"/programs/{cast.program.id}/finish").text
    assert "1 pair is still open" in text
    assert "may go on writing" in text


def test_olivia_can_duplicate_into_a_group_that_she_runs(visit: Visits, cast: Cast) -> None:
    people.group(cast.olivia, "Second")
    people.group(cast.charlie, "Elsewhere")
    olivia, base = visit(cast.olivia), f"/programs/{cast.program.id}/copies"
    assert "Elsewhere" not in olivia.get(base + "/new").text
    olivia.follow(olivia.post(base, {"name": "Again", "group": "second"}))
    assert (newest().name, newest().state, newest().group.slug) == ("Again", "draft", "second")
    olivia.post(base, {"name": "Again", "group": "elsewhere"}, status=422)
    assert newest().group.slug == "second"
