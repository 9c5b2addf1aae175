"""The way of a report, the same for everything that can be reported: say it, see what will be shown, send it."""

from flask import flash, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import case_letters
from webapp.blueprints.reports.forms import ReportForm
from webapp.blueprints.reports.subjects import Subject
from webapp.domain import evidence, reports, safety, vault
from webapp.domain.errors import ExcerptIsGone, ExcerptNotVerified
from webapp.errors import words_for
from webapp.fragments import see_other
from webapp.inputs import whole_number
from webapp.realtime import broadcasts


def new(subject: Subject, tapped: int | None = None) -> str:
    """The form; sent to itself it shows other messages and keeps all that was filled in and ticked."""
    form = ReportForm(subject.places, data={"client_id": vault.new_uid(), "seq": []})
    found = _choices(subject, around=tapped or max(form.seq.data, default=None))
    if tapped and found and any(row.message.seq == tapped and row.text is not None for row in found.rows):
        form.seq.data = [tapped]
    return _form_page(subject, form, found)


def check(subject: Subject) -> tuple[str, int] | str:
    """What will be shown, to whom, before anything is sent."""
    form = ReportForm(subject.places)
    excerpts = _picked(subject, form) if form.validate() else None
    if excerpts is None:
        return _form_page(subject, form), 422
    draft = subject.draft(_place(form))
    return render_template(
        "reports/check.html",
        subject=subject,
        form=form,
        excerpts=excerpts,
        readers=reports.readers_of(draft, reports.queue_of(draft)),
        group=draft.group,
        emergency=emergency(form.category.data),
        can_block=reports.can_block(draft),
    )


def create(subject: Subject) -> Response | tuple[str, int]:
    """Send it, and block as well where that was ticked."""
    form = ReportForm(subject.places)
    if not form.validate() or _picked(subject, form) is None:
        return _form_page(subject, form), 422
    report = reports.file(
        **subject.told_with(_place(form), bool(form.seq.data)),
        category=form.category.data,
        words=form.words.data or "",
        seqs=form.seq.data or [],
        client_id=form.client_id.data or "",
    )
    if form.block.data and subject.person is not None:  # after the report: nothing may keep that from being sent
        for ended in safety.block(blocker=subject.reporter, blocked=subject.person):
            broadcasts.pair_closed(ended)
    if report.is_new:
        case_letters.tell_handlers(report.id)
    flash(_("Your report has been sent. Thank you for saying it."))
    return see_other(url_for("reports.show", report_id=report.id))


def emergency(category: str) -> str | None:
    """Whom to call, where what is reported cannot wait ("" where the host has written nothing); None where it can."""
    return reports.emergency_words(str(get_locale() or "en")) if category in reports.URGENT else None


def _picked(subject: Subject, form: ReportForm) -> list[evidence.Shown] | None:
    """The ticked messages, proved; None if some cannot be shown: those lose their tick, and the form says why."""
    if subject.pair is None:
        form.seq.data = []
        return []
    try:
        return evidence.picked(subject.pair, form.seq.data or [])
    except (ExcerptIsGone, ExcerptNotVerified) as refusal:
        form.seq.data = [seq for seq in form.seq.data if seq not in refusal.args]
        form.seq.errors = [words_for(refusal)]
        return None


def _choices(subject: Subject, *, around: int | None = None) -> evidence.Choices | None:
    if subject.pair is None:
        return None
    if "before" in request.args:
        before = request.args.get("before", type=whole_number)
        return evidence.choices(subject.pair, before=before or None)  # 0: the newest
    return evidence.choices(subject.pair, around=around)


def _form_page(subject: Subject, form: ReportForm, found: evidence.Choices | None = None) -> str:
    return render_template("reports/new.html", subject=subject, form=form, choices=found or _choices(subject))


def _place(form: ReportForm) -> str | None:
    return form.place.data if "place" in form else None
