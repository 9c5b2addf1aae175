import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from markupsafe import escape

from db.clock import now
from db.models import Completion, Pair, Program, Question, Step
from tests import people
from tests.people import Cast
from tests.queries import count_queries
from webapp.domain import curricula, program_files, progress
from webapp.domain.curriculum import Curriculum

Visits = Callable[..., Any]

NEW = "/groups/parents-of-the-valley/programs/new"
RUN = {
    "name": "Autumn",
    "starts_on": "2026-12-07",
    "cadence": "7",
    "cadence_days": "",
    "roles_open": "both",
    "enrollment_rule": "members",
}
WORDS = {"title": "A walk", "purpose": "To move.", "minutes": "25", "mentor_prompt_1": "M?", "mentee_prompt_1": "E?"}


def newest() -> Program:
    return Program.select().order_by(Program.id.desc()).get()


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
        ({"cadence": "3"}, "Not a valid choice"),
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


def test_olivia_can_duplicate_into_a_group_that_she_runs(visit: Visits, cast: Cast) -> None:
    people.group(cast.olivia, "Second")
    people.group(cast.charlie, "Elsewhere")
    olivia, base = visit(cast.olivia), f"/programs/{cast.program.id}/copies"
    assert "Elsewhere" not in olivia.get(base + "/new").text
    olivia.follow(olivia.post(base, {"name": "Again", "group": "second"}))
    assert (newest().name, newest().state, newest().group.slug) == ("Again", "draft", "second")
    olivia.post(base, {"name": "Again", "group": "elsewhere"}, status=422)
    assert newest().group.slug == "second"


def test_olivia_can_download_a_program_and_make_it_again(visit: Visits, cast: Cast) -> None:
    olivia = visit(cast.olivia)
    olivia.post(NEW + "?curriculum=new-in-the-country&language=it", {**RUN, "name": "Città  nuova"})
    response = olivia.get(f"/programs/{newest().id}/file")
    assert response.headers["Content-Disposition"] == "attachment; filename=new-in-the-country.it.toml"
    olivia.follow(olivia.post(NEW + "-from-file", {"file": (io.BytesIO(response.data), "p.toml")}))
    again = newest()
    assert (again.state, again.name) == ("draft", "Città nuova")
    assert olivia.get(f"/programs/{again.id}/file").data == response.data


def test_nothing_is_made_of_a_bad_file(visit: Visits, cast: Cast) -> None:
    olivia = visit(cast.olivia)
    good = program_files.write(curricula.every("en")[0])
    bad = good.replace("minutes = 40", "minutes = 4000", 1).replace("[steps.mentee]", "[steps.mentees]", 1)
    text = olivia.post(NEW + "-from-file", {"file": (io.BytesIO(bad.encode()), "p.toml")}, status=422).text
    assert "“minutes” must be a number from 1 to 600" in text
    assert "Is “mentee” meant?" in text
    large = io.BytesIO(b"#" * (program_files.LARGEST + 1))
    assert "larger than 200 KB" in olivia.post(NEW + "-from-file", {"file": (large, "p")}, status=422).text
    olivia.post(NEW + "-from-file", {"file": (io.BytesIO(b"#" * 2_000_000), "p")}, status=413)
    assert "Choose a file." in olivia.post(NEW + "-from-file", status=422).text
    assert Program.select().count() == 1


def test_a_file_cannot_bring_markup_onto_a_page(visit: Visits, cast: Cast) -> None:
    olivia = visit(cast.olivia)
    file = program_files.write(curricula.every("en")[0]).replace("Career advancement", "<script>alert(1)</script>")
    file = file.replace('description = """', 'description = """<script>alert(2)</script> [x](javascript:alert(3)) ')
    olivia.post(NEW + "-from-file", {"file": (io.BytesIO(file.encode()), "p.toml")})
    text = olivia.get(f"/programs/{newest().id}").text
    assert "<script>alert" not in text
    assert "javascript:" not in re.findall(r'href="([^"]*)"', text)


def test_olivia_sees_of_a_pair_only_where_it_is(visit: Visits, cast: Cast) -> None:
    progress.set_goal(pair=cast.pair, author=cast.alice, body="CANARY goal")
    progress.check_in(pair=cast.pair, member=cast.bob, score=2, words="CANARY words", today=now().date())
    progress.add_note(pair=cast.pair, author=cast.bob, step=Step.of_program(cast.program).first(), body="CANARY")
    Pair.update(introduction="CANARY introduction").execute()
    with count_queries() as statements:
        text = visit(cast.olivia).get(f"/programs/{cast.program.id}/pairs").text
    assert "Alice Rossi" in text
    assert "1 of 8" in text
    assert "CANARY" not in text
    assert "example.org" not in text
    assert f"/pairs/{cast.pair.id}" not in text
    for secret in ('"score"', '"words"', '"body"', '"introduction"'):
        assert not [statement for statement in statements if secret in statement]


def test_the_list_of_pairs_can_be_sorted_and_filtered_by_its_address(visit: Visits, cast: Cast) -> None:
    olivia, base = visit(cast.olivia), f"/programs/{cast.program.id}/pairs"
    assert "1 of 1" in olivia.get(base + "?sort=-active&state=active&name=ali").text
    assert "No pair fits this." in olivia.get(base + "?state=paused").text
    olivia.get(base + "?page=0&sort=%00&state=x&name=%25")
    Pair.delete().execute()
    assert "Nobody has been introduced yet." in olivia.get(base).text


def fill(cast: Cast, pairs: int, first: int = 0) -> None:
    path = list(Step.of_program(cast.program))
    for n in range(first, pairs):
        mentor, mentee = people.member(f"Mentor{n:03} A"), people.member(f"Mentee{n:03} B")
        pair = people.introduced(cast.program, mentor, mentee)
        Completion.create(pair=pair, step=path[0], member=mentor)
        Question.create(program=cast.program, role="mentor" if n % 2 else "mentee", label=f"Q{n}", position=n)
        if n > 8:
            people.program(cast.group, steps=0)
            Step.create(program=cast.program, position=n, title=f"Extra {n}")


@pytest.mark.parametrize("page", ["", "/pairs", "/steps", "/questions", "/file", "/finish", "/copies/new", "/edit"])
def test_no_page_asks_more_when_there_is_more(visit: Visits, cast: Cast, page: str) -> None:
    olivia, path = visit(cast.olivia), f"/programs/{cast.program.id}{page}"
    fill(cast, 5)
    with count_queries() as few:
        olivia.get(path)
    fill(cast, 50, first=5)
    with count_queries() as many:
        olivia.get(path)
    assert len(few) == len(many)
    assert 3 < len(many) <= 12
