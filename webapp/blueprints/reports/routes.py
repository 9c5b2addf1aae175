"""Asking for help: about a partner and what they wrote, about a person, about a program; and what became of it."""

from typing import Any

from flask import abort, render_template, request

from webapp import limits
from webapp.access import current_member, pair_for, person_for, report_for, reportable_program_for
from webapp.blueprints.reports import asking, subjects, words
from webapp.blueprints.reports.blueprint import blueprint
from webapp.domain import chat, evidence, reports
from webapp.domain.cases import appeals, handlers
from webapp.inputs import whole_number

__all__ = ["blueprint", "words"]  # importing them registers their filters


@blueprint.get("/reports")
def index() -> Any:
    """What I have reported."""
    mine = reports.of_reporter(current_member())
    return render_template("reports/index.html", reports=mine, about=subjects.about)


@blueprint.get("/reports/<int:report_id>")
def show(report_id: int) -> Any:
    """The receipt, and the course of it."""
    member = current_member()
    report = report_for(member, report_id)
    return render_template(
        "reports/show.html",
        report=report,
        about=subjects.about(report),
        words=reports.words_of(report),
        excerpts=evidence.of_report(report),
        course=reports.course_of(report),
        readers=reports.readers_of(report, handlers.of(report).queue),
        emergency=asking.emergency(report.category) if report.state != "closed" else None,
        can_block=reports.can_block(report),
        can_appeal=appeals.can_appeal(report, member),
        is_appealed=appeals.is_waiting(report, member),
        member=member,
    )


@blueprint.route("/pairs/<int:pair_id>/reports/new", methods=["GET", "POST"])
def new_in_pair(pair_id: int) -> Any:
    """Report one's partner; `?message=<seq>` comes ticked. Also after the pair has ended."""
    member = current_member()
    subject = subjects.in_pair(member, pair_for(member, pair_id))
    return asking.new(subject, request.args.get("message", type=whole_number))


@blueprint.get("/pairs/<int:pair_id>/messages/<int:seq>/reports/new")
def new_of_message(pair_id: int, seq: int) -> Any:
    """The same from a message's menu."""
    member = current_member()
    pair = pair_for(member, pair_id)
    if chat.line_at(pair=pair, reader=member, seq=seq) is None:
        abort(404)
    return asking.new(subjects.in_pair(member, pair), seq)


@blueprint.post("/pairs/<int:pair_id>/reports/check")
def check_in_pair(pair_id: int) -> Any:
    member = current_member()
    return asking.check(subjects.in_pair(member, pair_for(member, pair_id)))


@blueprint.post("/pairs/<int:pair_id>/reports")
@limits.reports_per_member
def create_in_pair(pair_id: int) -> Any:
    member = current_member()
    return asking.create(subjects.in_pair(member, pair_for(member, pair_id)))


@blueprint.route("/members/<int:member_id>/reports/new", methods=["GET", "POST"])
def new_of_member(member_id: int) -> Any:
    """Report somebody whom one may know of."""
    member = current_member()
    return asking.new(subjects.of_member(member, person_for(member, member_id)))


@blueprint.post("/members/<int:member_id>/reports/check")
def check_of_member(member_id: int) -> Any:
    member = current_member()
    return asking.check(subjects.of_member(member, person_for(member, member_id)))


@blueprint.post("/members/<int:member_id>/reports")
@limits.reports_per_member
def create_of_member(member_id: int) -> Any:
    member = current_member()
    return asking.create(subjects.of_member(member, person_for(member, member_id)))


@blueprint.route("/programs/<int:program_id>/reports/new", methods=["GET", "POST"])
def new_of_program(program_id: int) -> Any:
    """Report a program; also once one has left its group."""
    member = current_member()
    return asking.new(subjects.of_program(member, reportable_program_for(member, program_id)))


@blueprint.post("/programs/<int:program_id>/reports/check")
def check_of_program(program_id: int) -> Any:
    member = current_member()
    return asking.check(subjects.of_program(member, reportable_program_for(member, program_id)))


@blueprint.post("/programs/<int:program_id>/reports")
@limits.reports_per_member
def create_of_program(program_id: int) -> Any:
    member = current_member()
    return asking.create(subjects.of_program(member, reportable_program_for(member, program_id)))
