"""Publishing a round: what will be told, seen before it is; then everybody accepted is introduced."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from db.models import Program, Round, Suggestion
from webapp import introductions, jobs
from webapp.access import administered_program_for, current_member, round_for
from webapp.blueprints.rounds.blueprint import blueprint
from webapp.blueprints.rounds.forms import ClosingForm
from webapp.domain.errors import WrongState
from webapp.domain.pages import page_of
from webapp.domain.rounds import board, publishing, solving
from webapp.fragments import see_other
from webapp.inputs import whole_number


@blueprint.route("/programs/<int:program_id>/rounds/<int:round_id>/publication", methods=["GET", "POST"])
def publish(program_id: int, round_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    draft = round_for(program, round_id)
    if not draft.is_draft:
        return see_other(url_for("rounds.show", program_id=program.id, round_id=draft.id))
    form = ClosingForm(closing=_usual_closing(program))
    if not form.validate_on_submit() or "preview" in request.form:
        return _page(program, draft, form)
    words = Introductions(program, form.closing.data or "").of
    outcome = publishing.publish(admin=current_member(), draft=draft, words=words)
    jobs.move_queues_on(program.id)
    return _told(program, draft, outcome)


class Introductions:
    """The introduction of each two, from what they have in common today, with one closing sentence for all."""

    def __init__(self, program: Program, closing: str) -> None:
        from webapp.domain.matching import pool

        self.language, self.closing = program.language, closing
        self.pool = pool.of_program(program)
        self.mentees, self.mentors = solving.people(self.pool.mentees), solving.people(self.pool.mentors)

    def of(self, suggestion: Suggestion) -> str:
        """What both will read; only the closing sentence for two who no longer wait."""
        from webapp.domain.matching import reasons

        mentee, mentor = self.mentees.get(suggestion.mentee_id), self.mentors.get(suggestion.mentor_id)
        found = []
        if mentee and mentor:
            found = [*reasons.in_common(self.pool, mentee, mentor), *reasons.between(self.pool, mentee, mentor)]
        text = introductions.text_for(suggestion.mentee, suggestion.mentor, found, language=self.language)
        return self._closed(text, suggestion)

    def _closed(self, text: str, suggestion: Suggestion) -> str:
        """The text with the admin's own words as its last paragraph, where the suggested one ends in the usual ones."""
        names = {"{mentee}": suggestion.mentee.member.first_name, "{mentor}": suggestion.mentor.member.first_name}
        own = self.closing
        for place, name in names.items():
            own = own.replace(place, name)
        opening, _gap, _usual = text.rpartition("\n\n")
        return f"{opening}\n\n{own}".strip()


def _usual_closing(program: Program) -> str:
    with force_locale(program.language):
        return _(
            "%(mentee)s, the first message is yours: two lines about how things are right now are a good start.",
            mentee="{mentee}",
        )


def _page(program: Program, draft: Round, form: ClosingForm) -> Any:
    page = page_of(publishing.accepted(draft), request.args.get("page", 1, type=whole_number), board.SIZE)
    counts = board.counts(draft)
    if not page.total and not counts.published:
        raise WrongState
    texts = Introductions(program, form.closing.data or "")
    rows = [(row, texts.of(row)) for row in page.rows]
    status = 422 if form.errors else 200
    context = {"program": program, "draft": draft, "form": form, "page": page, "rows": rows, "counts": counts}
    return render_template("rounds/publication.html", **context), status


def _told(program: Program, draft: Round, outcome: publishing.Outcome) -> Response:
    many = len(outcome.introduced)
    if many:
        flash(ngettext("One pair has been introduced.", "%(num)d pairs have been introduced.", many))
    if outcome.refused:
        few = len(outcome.refused)
        flash(
            ngettext(
                "One could no longer be introduced, and stands here with the reason.",
                "%(num)d could no longer be introduced, and stand here with the reason.",
                few,
            ),
            "warn",
        )
    return see_other(url_for("rounds.show", program_id=program.id, round_id=draft.id))
