from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from webapp.domain import pulses
from webapp.forms import Form

SCORES = [SelectChoice(n, str(n)) for n in pulses.SCORES]


class PulseForm(Form):
    score = RadioField(
        _l("How is this mentorship going?"),
        [InputRequired(_l("Choose a number from 1 to 10."))],
        choices=SCORES,
        coerce=int,
    )
