"""Being away for a while: from a day to a day of one's own."""

from datetime import date
from typing import Any, cast

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired

from db.models import Absence, Member
from webapp import standing_in
from webapp.access import absence_for, current_member
from webapp.domain import absences, stand_ins
from webapp.domain.errors import AbsencesOverlap
from webapp.errors import words_for
from webapp.filters import today
from webapp.forms import Form, LenientDateField
from webapp.fragments import see_other

blueprint = Blueprint("absences", __name__)


class AbsenceForm(Form):
    """The first and the last day."""

    begins_on = LenientDateField(_l("First day away"), [InputRequired(_l("Write the first day."))])
    until = LenientDateField(_l("Last day away"), [InputRequired(_l("Write the last day."))])

    def validate(self, extra_validators: Any = None) -> bool:
        """Also that the days follow each other, and are not over."""
        if not super().validate(extra_validators):
            return False
        first, last = self.days()
        if last < first:
            return self._refuse(_("The last day comes before the first one."))
        if last < today():
            return self._refuse(_("This day has passed."))
        if last - first > absences.LONGEST:
            return self._refuse(_("A year at most."))
        return True

    def days(self) -> tuple[date, date]:
        """Both, once they are known to be there."""
        return cast(date, self.begins_on.data), cast(date, self.until.data)

    def _refuse(self, words: str) -> bool:
        self.until.errors = [words]
        return False


@blueprint.get("/account/absences")
def index() -> Any:
    return _page(current_member(), AbsenceForm(formdata=None))


@blueprint.post("/account/absences")
def create() -> Any:
    member = current_member()
    form = AbsenceForm()
    if not form.validate_on_submit() or not _kept(form, None, member):
        return _page(member, form), 422
    flash(_("Saved. Your partners are told when it begins, and when you are back."))
    return see_other(url_for("absences.index"))


@blueprint.route("/account/absences/<int:absence_id>/edit", methods=["GET", "POST"])
def edit(absence_id: int) -> Any:
    member = current_member()
    absence = absence_for(member, absence_id)
    form = AbsenceForm(obj=absence)
    if not form.validate_on_submit() or not _kept(form, absence, member):
        page = render_template("absences/edit.html", form=form, absence=absence)
        return page, 422 if form.errors else 200
    flash(_("Saved."))
    return see_other(url_for("absences.index"))


@blueprint.post("/account/absences/<int:absence_id>/delete")
def delete(absence_id: int) -> Response:
    """Be back, or take it back before it begins."""
    member = current_member()
    absences.end(absence=absence_for(member, absence_id), member=member)
    standing_in.go_round()
    flash(_("Done. Your weekly rhythm goes on."))
    return see_other(url_for("absences.index"))


def _kept(form: AbsenceForm, absence: Absence | None, member: Member) -> bool:
    """Whether the days were saved; where others overlap them the form says so."""
    first, last = form.days()
    try:
        if absence is None:
            absences.plan(member=member, begins_on=first, until=last)
        else:
            absences.change(absence=absence, member=member, begins_on=first, until=last)
    except AbsencesOverlap as error:
        form.begins_on.errors = [words_for(error)]
        return False
    return True


def _page(member: Member, form: AbsenceForm) -> str:
    found = absences.planned_by([member.id])
    pairs = stand_ins.mentored_by(member) if found else []
    return render_template("absences/index.html", form=form, absences=found, today=today(), pairs=pairs)
