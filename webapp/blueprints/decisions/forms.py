from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from webapp.domain.cases import appeals
from webapp.forms import Form


class AppealForm(Form):
    words = TextAreaField(
        _l("What should be looked at again?"),
        [InputRequired(_l("Say in a few words what should be looked at again.")), Length(max=appeals.LONGEST)],
    )
