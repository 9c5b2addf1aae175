from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from db.clock import now
from db.database import database
from db.models import Member, Pair, Program, Question, Step
from tests import people
from tests.people import Cast
from webapp.domain import curricula, monitoring, programs, progress, questions, steps
from webapp.domain.curriculum import Curriculum, step_content
from webapp.domain.errors import ChangedMeanwhile, LastStep, PathIsFull, QuestionsAreFull, WrongState
from webapp.domain.file_rules import MOST_STEPS

TODAY = date(2026, 11, 21)
WORDS = {"prompts": ["So?"], "tips": [], "task": ""}
CONTENT: dict[str, Any] = {
    "title": "New",
    "purpose": "Why",
    "minutes": 20,
    "mentor": WORDS,
    "mentee": WORDS,
    "resources": [],
}


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
        programs.change_state(program=program, to=to, today=TODAY)
        assert Program.get_by_id(program.id).state == to
        return
    with pytest.raises(WrongState):
        programs.change_state(program=program, to=to, today=TODAY)
    assert Program.get_by_id(program.id).state == state


def test_a_program_without_a_date_starts_on_the_day_that_it_starts(cast: Cast) -> None:
    for starts_on, expected in ((None, TODAY), (date(2026, 12, 1), date(2026, 12, 1))):
        program = made(cast, state="enrolling", starts_on=starts_on)
        programs.change_state(program=program, to="running", today=TODAY)
        assert Program.get_by_id(program.id).starts_on == expected


@pytest.mark.parametrize(("opened", "expected"), [(None, "draft"), (now(), "finished")])
def test_a_program_comes_out_of_the_archive_where_it_went_in(cast: Cast, opened: Any, expected: str) -> None:
    program = people.program(cast.group, state="archived", opened_at=opened)
    programs.bring_back(program=program)
    assert Program.get_by_id(program.id).state == expected
    with pytest.raises(WrongState):
        programs.bring_back(program=program)


def test_finishing_leaves_the_open_pairs_as_they_are(cast: Cast) -> None:
    programs.change_state(program=cast.program, to="finished", today=TODAY)
    pair, program = Pair.get_by_id(cast.pair.id), Program.get_by_id(cast.program.id)
    assert pair.is_open
    assert not program.is_walked
    assert not program.takes_enrollments


def test_a_copy_is_a_draft_with_the_same_words_and_nobody_in_it(cast: Cast) -> None:
    program = made(cast, state="enrolling", starts_on=TODAY, enrollment_rule="approval")
    steps.remove(program=program, step=Step.of_program(program).first())
    other = people.group(cast.olivia, "Another")
    copied = programs.copy(actor=cast.olivia, program=program, group=other, name="Again")
    assert (copied.name, copied.state, copied.starts_on, copied.group_id) == ("Again", "draft", None, other.id)
    assert copied.enrollment_rule == "approval"
    assert copied.opened_at is None
    assert titles(copied) == titles(program)
    assert copied.tags == program.tags


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


def test_a_step_moves_and_pairs_keep_what_they_have_done(cast: Cast) -> None:
    path = list(Step.of_program(cast.program))
    progress.complete_step(pair=cast.pair, member=cast.alice, step=path[0])
    steps.move(program=cast.program, step=path[0], seen=0, to=2)
    assert titles(cast.program)[:3] == ["Step number 2", "Step number 3", "Step number 1"]
    walked = progress.path_of(cast.pair)
    assert [s.step.title for s in walked.steps if s.is_done] == ["Step number 1"]
    assert walked.here
    assert walked.here.step.title == "Step number 2"


def test_two_admins_cannot_move_the_same_step_twice_by_accident(cast: Cast) -> None:
    step = Step.of_program(cast.program).first()
    steps.move(program=cast.program, step=step, seen=0, to=1)
    with pytest.raises(ChangedMeanwhile):
        steps.move(program=cast.program, step=step, seen=0, to=1)
    assert titles(cast.program)[:3] == ["Step number 2", "Step number 1", "Step number 3"]


def test_a_step_cannot_leave_the_path_at_its_ends(cast: Cast) -> None:
    first = Step.of_program(cast.program).first()
    steps.move(program=cast.program, step=first, seen=0, to=-1)
    steps.move(program=cast.program, step=first, seen=0, to=99)
    assert titles(cast.program)[-1] == "Step number 1"


def test_a_removed_step_stays_with_those_who_did_it_and_comes_back_where_it_was(cast: Cast) -> None:
    path = list(Step.of_program(cast.program))
    progress.complete_step(pair=cast.pair, member=cast.bob, step=path[3])
    steps.remove(program=cast.program, step=path[3])
    assert "Step number 4" not in titles(cast.program)
    assert "Step number 4" in [s.step.title for s in progress.path_of(cast.pair).steps]
    steps.move(program=cast.program, step=path[0], seen=0, to=1)
    steps.add(program=cast.program, content=CONTENT, after=0)
    steps.put_back(program=cast.program, step=path[3])
    found = titles(cast.program)
    assert found.index("Step number 4") == found.index("Step number 3") + 1


def test_the_first_step_removed_comes_back_first(cast: Cast) -> None:
    path = list(Step.of_program(cast.program))
    steps.remove(program=cast.program, step=path[0])
    steps.move(program=cast.program, step=path[7], seen=6, to=0)
    steps.put_back(program=cast.program, step=path[0])
    assert titles(cast.program)[:2] == ["Step number 1", "Step number 8"]


def test_a_new_step_stands_where_it_was_put(cast: Cast) -> None:
    third = list(Step.of_program(cast.program))[2]
    for after, place in ((third.id, 3), (0, 0), (None, -1), (9_999_999, -1)):
        steps.add(program=cast.program, content={**CONTENT, "title": f"After {after}"}, after=after)
        assert titles(cast.program)[place] == f"After {after}"


def test_a_path_keeps_one_step_and_has_a_longest_length(cast: Cast) -> None:
    short = people.program(cast.group, steps=1)
    with pytest.raises(LastStep):
        steps.remove(program=short, step=Step.of_program(short).first())
    full = people.program(cast.group, steps=MOST_STEPS)
    with pytest.raises(PathIsFull):
        steps.add(program=full, content=CONTENT, after=None)
    gone = Step.of_program(full).first()
    steps.remove(program=full, step=gone)
    steps.add(program=full, content=CONTENT, after=None)
    with pytest.raises(PathIsFull):
        steps.put_back(program=full, step=gone)


def test_who_saves_second_is_told_that_the_step_has_changed(cast: Cast) -> None:
    step = Step.of_program(cast.program).first()
    begun = step.version
    steps.update(step=step, content={**CONTENT, "title": "Mine"}, version=begun)
    with pytest.raises(ChangedMeanwhile):
        steps.update(step=step, content={**CONTENT, "title": "Theirs"}, version=begun)
    assert Step.get_by_id(step.id).title == "Mine"


def test_a_removed_step_cannot_be_reworded(cast: Cast) -> None:
    step = Step.of_program(cast.program).first()
    steps.remove(program=cast.program, step=step)
    with pytest.raises(ChangedMeanwhile):
        steps.update(step=step, content=CONTENT, version=step.version)


def test_saving_a_step_unchanged_changes_nothing(cast: Cast) -> None:
    step = Step.of_program(made(cast)).first()
    steps.update(step=step, content=step_content(step), version=step.version)
    assert Step.get_by_id(step.id).version == step.version


def test_olivia_can_ask_ten_questions_of_a_role_and_no_more(cast: Cast) -> None:
    for n in range(10):
        questions.add(program=cast.program, role="mentor", label=f"Q{n}", help_text="")
    with pytest.raises(QuestionsAreFull):
        questions.add(program=cast.program, role="mentor", label="Q", help_text="")
    questions.add(program=cast.program, role="mentee", label="Q", help_text="")


def test_questions_move_within_their_role_and_keep_their_answers(cast: Cast) -> None:
    first, second = (
        questions.add(program=cast.program, role="mentor", label=label, help_text="") for label in ("One", "Two")
    )
    questions.add(program=cast.program, role="mentee", label="Other", help_text="")
    questions.move(program=cast.program, question=second, seen=1, to=0)
    assert [q.id for q in Question.of_program(cast.program, "mentor")] == [second.id, first.id]
    questions.update(question=first, label="One?", help_text="h", version=first.version)
    assert Question.get_by_id(first.id).label == "One?"
    with pytest.raises(ChangedMeanwhile):
        questions.update(question=first, label="X", help_text="", version=first.version)
    questions.remove(question=second)
    with pytest.raises(ChangedMeanwhile):
        questions.update(question=second, label="X", help_text="", version=second.version)


def walkers(cast: Cast, count: int) -> list[Pair]:
    found = []
    for n in range(count):
        mentor, mentee = people.member(f"Mentor{n:02} A"), people.member(f"Mentee{n:02} B")
        found.append(people.introduced(cast.program, mentor, mentee))
    return found


def test_the_numbers_count_places_and_pairs(cast: Cast) -> None:
    people.enrolled(cast.program, cast.sam, "mentor", capacity=3)
    people.enrolled(cast.program, people.member("Wanda Verdi"), "mentee")
    people.enrolled(cast.program, people.member("Rosa Verdi"), "mentee", state="requested")
    people.enrolled(cast.program, people.member("Pia Verdi"), "mentor", state="paused", capacity=5)
    found = monitoring.numbers(cast.program)
    assert (found.waiting_mentees, found.requests, found.mentors, found.free_places) == (1, 1, 2, 3)
    assert found.pairs == {"active": 1}
    assert found.open_pairs == 1


def test_the_list_says_where_each_pair_is(cast: Cast) -> None:
    path = list(Step.of_program(cast.program))
    for step in path[:3]:
        progress.complete_step(pair=cast.pair, member=cast.alice, step=step)
    progress.check_in(pair=cast.pair, member=cast.bob, score=3, words="words of Bob", today=TODAY)
    steps.remove(program=cast.program, step=path[2])
    row = monitoring.pairs(cast.program).rows[0]
    assert (row.mentor, row.mentee, row.step, row.steps, row.check_ins) == ("Alice Rossi", "Bob Conti", 4, 8, 1)
    for step in path[3:]:
        progress.complete_step(pair=cast.pair, member=cast.alice, step=step)
    assert monitoring.pairs(cast.program).rows[0].step == 8


def test_the_list_is_sorted_filtered_and_paged(cast: Cast) -> None:
    made_pairs = walkers(cast, 60)
    Pair.update(state="paused").where(Pair.id == made_pairs[5].id).execute()
    Pair.update(last_active_at=now() - timedelta(days=20)).where(Pair.id == made_pairs[6].id).execute()
    Pair.update(last_active_at=now()).where(Pair.id == made_pairs[7].id).execute()
    first = monitoring.pairs(cast.program)
    assert (len(first.rows), first.found, first.every, first.pages) == (50, 61, 61, 2)
    assert first.rows[0].mentor == "Alice Rossi"
    assert len(monitoring.pairs(cast.program, page=99).rows) == 11
    assert monitoring.pairs(cast.program, sort="-mentor").rows[0].mentor == "Mentor59 A"
    assert monitoring.pairs(cast.program, sort="-active").rows[0].mentee == "Mentee07 B"
    assert monitoring.pairs(cast.program, sort="active").rows[0].last_active_at is None
    assert [row.mentee for row in monitoring.pairs(cast.program, state="paused").rows] == ["Mentee05 B"]
    assert [row.mentee for row in monitoring.pairs(cast.program, state="quiet").rows] == ["Mentee06 B"]
    assert [row.mentee for row in monitoring.pairs(cast.program, name="tee07").rows] == ["Mentee07 B"]
    for sort in (*monitoring.SORTS, "-step", "nonsense; DROP TABLE pair"):
        assert len(monitoring.pairs(cast.program, sort=sort).rows) == 50


def test_a_name_is_searched_literally(cast: Cast) -> None:
    assert monitoring.pairs(cast.program, name="%").found == 0
    assert isinstance(Member.get_by_id(cast.alice.id), Member)


def test_of_many_admins_who_move_a_step_at_once_one_does(cast: Cast) -> None:
    step, seen = Step.of_program(cast.program).first(), []
    together = Barrier(8)

    def move() -> None:
        with database.connection_context():
            together.wait()
            try:
                steps.move(program=cast.program, step=step, seen=0, to=1)
            except ChangedMeanwhile:
                seen.append("refused")
            else:
                seen.append("moved")

    threads = [Thread(target=move) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == ["moved"] + ["refused"] * 7
    assert titles(cast.program)[:3] == ["Step number 2", "Step number 1", "Step number 3"]


def test_of_many_admins_who_finish_a_program_at_once_one_does(cast: Cast) -> None:
    together, seen = Barrier(8), []

    def finish() -> None:
        with database.connection_context():
            together.wait()
            try:
                programs.change_state(program=cast.program, to="finished", today=TODAY)
            except WrongState:
                return
            seen.append(1)

    threads = [Thread(target=finish) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 1
