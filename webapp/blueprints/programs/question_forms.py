from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from webapp.domain.file_rules import LONGEST_HELP, LONGEST_LABEL
from webapp.forms import Form


class QuestionForm(Form):
    label = StringField(_l("Question"), [InputRequired(_l("Write the question.")), Length(max=LONGEST_LABEL)])
    help = StringField(_l("Help below the question"), [Length(max=LONGEST_HELP)])
    version = HiddenField()
