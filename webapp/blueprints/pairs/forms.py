from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from webapp.domain import progress
from webapp.forms import Form

SCORES = [SelectChoice(n, str(n)) for n in range(1, 11)]


class CheckInForm(Form):
    score = RadioField(
        _l("How is it going? 1 is badly, 10 is very well."),
        [InputRequired(_l("Choose a number from 1 to 10."))],
        choices=SCORES,
        coerce=int,
    )
    words = TextAreaField(_l("A word for your partner, if you like"), [Length(max=progress.LONGEST_CHECK_IN)])


class GoalForm(Form):
    body = TextAreaField(_l("Our goal"), [DataRequired(_l("Write the goal first.")), Length(max=progress.LONGEST_GOAL)])


class NoteForm(Form):
    body = TextAreaField(
        _l("Note"), [DataRequired(_l("Write the note first.")), Length(max=progress.LONGEST_NOTE)], id="note-body"
    )
