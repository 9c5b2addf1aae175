from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from webapp.domain import fit
from webapp.forms import Form, options

WORDS = {
    "good": _l("Good fit"),
    "deciding": _l("Still deciding"),
    "not_a_fit": _l("Not a fit"),
}


class FitForm(Form):
    fit = RadioField(
        _l("How do you two fit?"),
        [InputRequired(_l("Choose one of the three."))],
        choices=options((answer, WORDS[answer]) for answer in fit.ANSWERS),
    )
