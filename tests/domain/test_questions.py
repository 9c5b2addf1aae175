import pytest

from db.models import Question
from tests.people import Cast
from webapp.domain import questions
from webapp.domain.errors import ChangedMeanwhile, QuestionsAreFull


def test_olivia_can_ask_ten_questions_of_a_role_and_no_more(cast: Cast) -> None:
    for n in range(10):
        questions.add(actor=cast.olivia, program=cast.program, role="mentor", label=f"Q{n}", help_text="")
    with pytest.raises(QuestionsAreFull):
        questions.add(actor=cast.olivia, program=cast.program, role="mentor", label="Q", help_text="")
    questions.add(actor=cast.olivia, program=cast.program, role="mentee", label="Q", help_text="")


def test_questions_move_within_their_role_and_keep_their_answers(cast: Cast) -> None:
    first, second = (
        questions.add(actor=cast.olivia, program=cast.program, role="mentor", label=label, help_text="")
        for label in ("One", "Two")
    )
    questions.add(actor=cast.olivia, program=cast.program, role="mentee", label="Other", help_text="")
    questions.move(actor=cast.olivia, program=cast.program, question=second, seen=1, to=0)
    assert [q.id for q in Question.of_program(cast.program, "mentor")] == [second.id, first.id]
    questions.update(actor=cast.olivia, question=first, label="One?", help_text="h", version=first.version)
    assert Question.get_by_id(first.id).label == "One?"
    with pytest.raises(ChangedMeanwhile):
        questions.update(actor=cast.olivia, question=first, label="X", help_text="", version=first.version)
    questions.remove(actor=cast.olivia, question=second)
    with pytest.raises(ChangedMeanwhile):
        questions.update(actor=cast.olivia, question=second, label="X", help_text="", version=second.version)
