from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from webapp.forms import Form

MOST_WORDS = 500  # characters
ROW_ID = NumberRange(min=1, max=2**31 - 1)


class MentorForm(Form):
    """A button of a row: the mentor whom the admin saw there, or chooses."""

    mentor = IntegerField(validators=[InputRequired(), ROW_ID])


class LineForm(Form):
    line = IntegerField(validators=[InputRequired(), NumberRange(min=0, max=100)])  # per cent


class ClosingForm(Form):
    closing = TextAreaField(
        _l("Last sentence of every introduction"),
        [Length(max=MOST_WORDS, message=_l("Keep the last sentence under 500 characters."))],
    )
