from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length

from webapp.domain import office_words, snoozes
from webapp.forms import Form, options

ROLES = {"both": ("mentor", "mentee"), "mentor": ("mentor",), "mentee": ("mentee",)}
_TOO_LONG = _l("Keep it under 2,000 characters.")


class WordForm(Form):
    to = RadioField(_l("To"), [InputRequired(_l("Choose who gets it."))], choices=options((to, to) for to in ROLES))
    body = TextAreaField(
        _l("Your words"),
        [DataRequired(_l("Write something first.")), Length(max=office_words.LONGEST, message=_TOO_LONG)],
        id="word-body",
    )
    client_id = HiddenField(validators=[InputRequired(), Length(max=36)], id="word-client-id")


class SnoozeForm(Form):
    days = IntegerField(validators=[InputRequired(), AnyOf(snoozes.DAYS)])


class NoteForm(Form):
    body = TextAreaField(
        _l("Note"),
        [DataRequired(_l("Write the note first.")), Length(max=office_words.LONGEST, message=_TOO_LONG)],
        id="note-body",
    )
