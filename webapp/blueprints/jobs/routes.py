from typing import Any

from flask import Blueprint, current_app, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import jobs, limits
from webapp.access import current_member, host_only
from webapp.blueprints.jobs import words
from webapp.domain import backlog, job_runs
from webapp.fragments import see_other

blueprint = Blueprint("jobs", __name__, url_prefix="/host/jobs")


@blueprint.get("")
def index() -> Any:
    host_only(current_member())
    return render_template(
        "jobs/index.html",
        backlog=backlog.read(),
        runs=job_runs.of_last_days(),
        idle=job_runs.idle_minutes(),
        queued=jobs.waiting(),
        has_worker=bool(current_app.config["REDIS_URL"]),
        words=words,
    )


@blueprint.post("/retries")
@limits.retries_per_host
def create_retry() -> Any:
    host = current_member()
    host_only(host)
    of = {name: request.form.get(name, "") for name in ("medium", "topic", "fault")}
    count = backlog.retry(host=host, **of)
    if count:
        flash(ngettext("One is sent again now.", "%(num)s are sent again now.", count))
    else:
        flash(_("There was nothing left to send again."))
    return see_other(url_for("jobs.index"))
