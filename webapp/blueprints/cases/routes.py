"""Cases for those who handle them: the two queues, and one case. Work on it and decisions have files of their own."""

from flask import render_template

from webapp.access import case_for, case_group_for, current_member, host_only
from webapp.blueprints.cases import decisions, words, work
from webapp.blueprints.cases.blueprint import blueprint
from webapp.blueprints.cases.page import case_page
from webapp.domain.cases import queues

__all__ = ["blueprint", "decisions", "words", "work"]  # importing them registers their routes and filters


@blueprint.get("/groups/<slug>/cases")
def index(slug: str) -> str:
    """What waits for a group's safety moderators."""
    member = current_member()
    group = case_group_for(member, slug)
    waiting = queues.of_group(group=group, member=member)
    closed = queues.closed(member=member, group=group)
    return render_template("cases/index.html", group=group, waiting=waiting, closed=closed)


@blueprint.get("/host/cases")
def host_index() -> str:
    """What waits for the host."""
    member = current_member()
    host_only(member)
    waiting = queues.of_host(member=member)
    closed = queues.closed(member=member, group=None)
    return render_template("cases/index.html", group=None, waiting=waiting, closed=closed)


@blueprint.get("/cases/<int:report_id>")
def show(report_id: int) -> str:
    """A case, excerpts and all. That it was opened is noted."""
    member = current_member()
    return case_page(case_for(member, report_id), member)
