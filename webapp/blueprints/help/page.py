"""The page of a pair that an admin looks after: how it fares, a word to it, leaving it be, notes."""

from typing import Any

from flask import render_template

from db.models import Member, Program
from webapp import health_words
from webapp.blueprints.help.forms import NoteForm, WordForm
from webapp.domain import coordinator_notes, snoozes, vault
from webapp.domain.needs import Need


def shown(
    program: Program,
    admin: Member,
    need: Need,
    *,
    word_form: WordForm | None = None,
    note_form: NoteForm | None = None,
    status: int = 200,
) -> Any:
    """The page, with a form that was not accepted where there is one."""
    form = word_form or note_form
    page = render_template(
        "help/show.html",
        program=program,
        need=need,
        notes=coordinator_notes.of(need.facts.pair_id, admin),
        form=form or word_form_for(program, need),
        word_form=word_form or word_form_for(program, need),
        note_form=note_form or NoteForm(formdata=None),
        snooze_days=snoozes.DAYS,
    )
    return page, status


def word_form_for(program: Program, need: Need) -> WordForm:
    """The form with the words that are suggested, in the program's language, to whom they are meant for."""
    first = need.health.signals[0] if need.health.suggestion else None
    words = health_words.letter(need.health, language=program.language)
    to = first.role if first and first.role else "both"
    return WordForm(formdata=None, data={"to": to, "body": words, "client_id": vault.new_uid()})
