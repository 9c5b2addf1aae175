"""The program's own questions at enrollment. Answers are kept by the question's id, so that rewording keeps them."""

from db.database import writing
from db.models import Member, Program, Question
from db.models.question import MOST_PER_ROLE
from webapp.domain import audit, ordering
from webapp.domain.errors import ChangedMeanwhile, QuestionsAreFull


def add(*, program: Program, actor: Member, role: str, label: str, help_text: str) -> Question:
    """Ask a role one more question, the last. Raises QuestionsAreFull."""
    with writing():
        held = Program.locked(program.id)
        asked = list(Question.of_program(program, role))
        if len(asked) >= MOST_PER_ROLE:
            raise QuestionsAreFull
        position = max((question.position for question in asked), default=0) + 1
        made = Question.create(program=program, role=role, label=label, help=help_text, position=position)
        _note(held, actor, made, "added")
    return made


def update(*, question: Question, actor: Member, label: str, help_text: str, version: str) -> None:
    """Reword a question whose `version` is still the one that the actor began with. Raises ChangedMeanwhile."""
    with writing():
        held = Program.locked(question.program_id)
        fresh = Question.get_or_none(Question.id == question.id)
        if fresh is None or fresh.version != version:
            raise ChangedMeanwhile
        Question.update(label=label, help=help_text).where(Question.id == question.id).execute()
        _note(held, actor, question, "reworded")


def move(*, program: Program, actor: Member, question: Question, seen: int, to: int) -> None:
    """Move a question that the actor saw at place `seen` (from 0, within its role). Raises ChangedMeanwhile."""
    with writing():
        held = Program.locked(program.id)
        asked = list(Question.of_program(program, question.role))
        ordering.renumber(Question, ordering.moved(asked, question.id, seen=seen, to=to))
        _note(held, actor, question, "moved")


def remove(*, question: Question, actor: Member) -> None:
    """Ask it no more. What was answered stays with the enrollments, under the question's id."""
    with writing():
        held = Program.locked(question.program_id)
        if Question.delete().where(Question.id == question.id).execute():
            _note(held, actor, question, "removed")


def _note(program: Program, actor: Member, question: Question, what: str) -> None:
    said = {"question": question.id, "what": what}
    audit.record("program.questions_changed", by=actor, of=program, group=program.group_id, **said)
