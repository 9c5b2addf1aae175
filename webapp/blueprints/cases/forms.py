from datetime import UTC, date, datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length

from webapp import words
from webapp.domain.cases import decisions, working
from webapp.domain.cases.decisions import Choice, Hearers
from webapp.filters import today
from webapp.forms import Form, LenientDateField

LONGEST_PAUSE = timedelta(days=366)


class NoteForm(Form):
    words = TextAreaField(
        _l("A note for the others who handle it"),
        [InputRequired(_l("Write something first.")), Length(max=working.LONGEST)],
    )


class DecisionForm(Form):
    """What is decided. The words come prefilled, each in the language of who reads them."""

    outcome = HiddenField(validators=[AnyOf(decisions.OUTCOMES)])
    until = LenientDateField(_l("They may come back on"))
    to_reporter = TextAreaField(validators=[Length(max=decisions.LONGEST)])
    to_reported = TextAreaField(validators=[Length(max=decisions.LONGEST)])

    def validate_until(self, field: LenientDateField) -> None:
        """A pause ends on a day, later than today and within a year."""
        if self.outcome.data != "pause" or field.errors:
            return
        if field.data is None or not today() < field.data <= today() + LONGEST_PAUSE:
            field.errors = [*field.errors, _("Choose a day after today, within a year.")]

    def call_sides(self, told: Hearers) -> None:
        """Put the names of those who read the words into the labels."""
        if told.reporter:
            self.to_reporter.label.text = _("To %(name)s, who reported it", name=told.reporter.first_name)
        if told.reported:
            self.to_reported.label.text = _("To %(name)s, whom it is about", name=told.reported.first_name)

    def choice(self) -> Choice:
        """What was chosen, for the domain."""
        day = self.until.data if self.outcome.data == "pause" else None
        until = _beginning(day) if day else None
        return Choice(self.outcome.data, self.to_reporter.data or "", self.to_reported.data or "", until)


def _beginning(day: date) -> datetime:
    """When a day begins for whoever decides."""
    return datetime.combine(day, time.min, tzinfo=words.zone()).astimezone(UTC)
