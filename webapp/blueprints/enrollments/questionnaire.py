"""The questionnaire: one topic a page, kept as the member goes, and all the answers to check at the end."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from db.models import Enrollment, Question, Wish
from webapp import access
from webapp.access import current_member
from webapp.blueprints.enrollments import words
from webapp.blueprints.enrollments.blueprint import blueprint
from webapp.blueprints.enrollments.forms import FORMS, TopicForm
from webapp.domain import availability, choices, enrollments, languages, profiles, questionnaire
from webapp.domain import wishes as wishes_of
from webapp.domain.errors import AnswersAreMissing
from webapp.fragments import see_other


@blueprint.route("/enrollments/<int:enrollment_id>/<topic>", methods=["GET", "POST"])
def edit(enrollment_id: int, topic: str) -> Any:
    member = current_member()
    enrollment = access.answerable_enrollment_for(member, enrollment_id)
    questions = list(Question.of_program(enrollment.program, enrollment.role))
    topics = questionnaire.topics_of(enrollment, questions)
    if topic not in topics:
        abort(404)
    form = FORMS[topic].of(enrollment, questions)
    if form.validate_on_submit():
        kept = enrollments.answer(
            enrollment=enrollment, actor=member, topic=topic, columns=form.columns(), is_done=not form.is_for_later
        )
        return _after(kept, topics, topic, form)
    context = _context(enrollment, topics, topic)
    return render_template("enrollments/edit.html", form=form, **context), 422 if form.errors else 200


@blueprint.get("/enrollments/<int:enrollment_id>/check")
def check(enrollment_id: int) -> Any:
    return _check(access.answerable_enrollment_for(current_member(), enrollment_id), 200)


@blueprint.post("/enrollments/<int:enrollment_id>/submission")
def submit(enrollment_id: int) -> Any:
    member = current_member()
    enrollment = access.answerable_enrollment_for(member, enrollment_id)
    try:
        enrollments.submit(enrollment=enrollment, actor=member)
    except AnswersAreMissing:
        return _check(enrollment, 422)
    if "keep" in request.form:
        profiles.keep_answers(actor=member, enrollment=access.enrollment_for(member, enrollment_id))
    return see_other(url_for("enrollments.show", enrollment_id=enrollment_id))


def _after(enrollment: Enrollment, topics: list[str], topic: str, form: TopicForm) -> Response:
    """Where a saved topic leads: on to the next one that is not answered, or to all the answers."""
    if "zones" in request.form:
        return see_other(url_for("enrollments.edit", enrollment_id=enrollment.id, topic=topic, zones="all"))
    if form.is_for_later:
        flash(_("Your answers are kept. Go on whenever you like."))
        return see_other(url_for("enrollments.show", enrollment_id=enrollment.id))
    following = questionnaire.first_unanswered(enrollment, topics, after=topic)
    following = following or questionnaire.first_unanswered(enrollment, topics)
    if following:
        return see_other(url_for("enrollments.edit", enrollment_id=enrollment.id, topic=following))
    if enrollment.state != "draft":
        flash(_("Saved. It counts from the next pairing on."))
    return see_other(url_for("enrollments.check", enrollment_id=enrollment.id))


def _context(enrollment: Enrollment, topics: list[str], topic: str) -> dict[str, Any]:
    place = topics.index(topic)
    return {
        "enrollment": enrollment,
        "program": enrollment.program,
        "topic": topic,
        "title": words.title_of(topic, enrollment.role),
        "reader": words.reader_of(topic, enrollment.role, choices.of_program(enrollment.program)),
        "place": place + 1,
        "count": len(topics),
        "previous": topics[place - 1] if place else None,
        "is_from_profile": profiles.fills(enrollment, topic),
        "is_changing": questionnaire.first_unanswered(enrollment, topics) is None,
        **(EXTRAS[topic](enrollment) if topic in EXTRAS else {}),
    }


def _people(enrollment: Enrollment) -> dict[str, Any]:
    search = request.args.get("q", "").strip()[:80]
    found = wishes_of.search(enrollment=enrollment, words=search)
    return {"search": search, "found": found, "wishes": list(Wish.of(enrollment))}


EXTRAS: dict[str, Callable[[Enrollment], dict[str, Any]]] = {  # what some topics' pages need besides the form
    "availability": lambda _enrollment: {"parts": words.PARTS, "part_hours": availability.PARTS},
    "languages": lambda _enrollment: {"languages_common": languages.COMMON},
    "style": lambda _enrollment: {"poles": words.POLES},
    "wishes": _people,
}


def _check(enrollment: Enrollment, status: int) -> Any:
    questions = list(Question.of_program(enrollment.program, enrollment.role))
    topics = questionnaire.topics_of(enrollment, questions)
    return render_template(
        "enrollments/check.html",
        enrollment=enrollment,
        program=enrollment.program,
        topics=[(topic, words.name_of(topic, enrollment.role)) for topic in topics],
        missing=questionnaire.missing(enrollment),
        is_refused=status == 422,
        questions=questions,
        wishes=list(Wish.of(enrollment)),
        choosing=choices.of_program(enrollment.program),
        new_answers=profiles.news_in(enrollment),
    ), status
