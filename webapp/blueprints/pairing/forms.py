from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from webapp.forms import Form

MOST_WORDS = 2000  # characters
ROW_ID = NumberRange(min=1, max=2**31 - 1)


class IntroductionForm(Form):
    mentee_enrollment = IntegerField(validators=[InputRequired(), ROW_ID])
    mentor_enrollment = IntegerField(validators=[InputRequired(), ROW_ID])
    introduction = TextAreaField(
        _l("Your introduction"),
        [Length(max=MOST_WORDS, message=_l("Keep the introduction under 2,000 characters."))],
    )
