from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from db.models import Group
from webapp.domain import reports
from webapp.domain.evidence import MOST
from webapp.forms import Form, options
from webapp.inputs import whole_number
from webapp.report_words import CATEGORIES

ELSEWHERE = "0"  # no group's id


class SeqsField(Field):
    """The seqs of ticked messages: those on the page, and those ticked on others, which come hidden."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What is no seq was not made by our page, and is left out."""
        self.data = sorted({whole_number(text) for text in valuelist if text.isdecimal() and len(text) < 10})

    def _value(self) -> str:
        return ""


class ReportForm(Form):
    """What is reported. `block`, the last choice, is on the page that shows what will be sent."""

    category = RadioField(
        _l("What is it about?"),
        [InputRequired(_l("Choose what it is about."))],
        choices=options((category, CATEGORIES[category]) for category in reports.CATEGORIES),
    )
    place = RadioField(_l("Where did it happen?"), [InputRequired(_l("Choose where it happened."))])
    words = TextAreaField(_l("In your own words"), [Length(max=reports.LONGEST)])
    seq = SeqsField(_l("Messages to show"))
    client_id = HiddenField(validators=[Length(max=36)])
    block = BooleanField()

    def __init__(self, places: list[Group], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if len(places) < 2:  # nothing to choose
            del self.place
        else:
            known = options((str(group.id), group.name) for group in places)
            self.place.choices = [*known, *options([(ELSEWHERE, _("Somewhere else, or I am not sure"))])]

    def validate_words(self, field: TextAreaField) -> None:
        """Somebody has to know what to look for."""
        if not field.data and not self.seq.data:
            raise ValidationError(_("Say in a few words what happened."))

    def validate_seq(self, field: SeqsField) -> None:
        """A report is no copy of a conversation."""
        if len(field.data or ()) > MOST:
            raise ValidationError(_("Tick twenty messages at most."))
