"""The program's own questions at enrollment. Answers are kept by the question's id, so that rewording keeps them."""

from db.database import writing
from db.models import Program, Question
from db.models.question import MOST_PER_ROLE
from webapp.domain import ordering
from webapp.domain.errors import ChangedMeanwhile, QuestionsAreFull


def add(*, program: Program, role: str, label: str, help_text: str) -> Question:
    """Ask a role one more question, the last. Raises QuestionsAreFull."""
    with writing():
        Program.locked(program.id)
        asked = list(Question.of_program(program, role))
        if len(asked) >= MOST_PER_ROLE:
            raise QuestionsAreFull
        position = max((question.position for question in asked), default=0) + 1
        return Question.create(program=program, role=role, label=label, help=help_text, position=position)


def update(*, question: Question, label: str, help_text: str, version: str) -> None:
    """Reword a question whose `version` is still the one that the actor began with. Raises ChangedMeanwhile."""
    with writing():
        Program.locked(question.program_id)
        fresh = Question.get_or_none(Question.id == question.id)
        if fresh is None or fresh.version != version:
            raise ChangedMeanwhile
        Question.update(label=label, help=help_text).where(Question.id == question.id).execute()


def move(*, program: Program, question: Question, seen: int, to: int) -> None:
    """Move a question that the actor saw at place `seen` (from 0, within its role). Raises ChangedMeanwhile."""
    with writing():
        Program.locked(program.id)
        asked = list(Question.of_program(program, question.role))
        ordering.renumber(Question, ordering.moved(asked, question.id, seen=seen, to=to))


def remove(*, question: Question) -> None:
    """Ask it no more. What was answered stays with the enrollments, under the question's id."""
    with writing():
        Question.delete().where(Question.id == question.id).execute()
