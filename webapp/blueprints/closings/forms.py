from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from webapp.domain import closing
from webapp.forms import Form

FIVE = [SelectChoice(n, str(n)) for n in range(1, 6)]
ELEVEN = [SelectChoice(n, str(n)) for n in range(11)]


class ThanksForm(Form):
    body = TextAreaField(
        _l("Your thanks"),
        [DataRequired(_l("Write something first.")), Length(max=closing.LONGEST_THANKS)],
        id="thanks-body",
    )


class SurveyForm(Form):
    goal = RadioField(
        _l("How far did you get with what you came for?"),
        [InputRequired(_l("Choose a number from 1 to 5 for what you came for."))],
        choices=FIVE,
        coerce=int,
    )
    worth = RadioField(
        _l("Was it worth your time?"),
        [InputRequired(_l("Choose a number from 1 to 5 for your time."))],
        choices=FIVE,
        coerce=int,
    )
    recommend = RadioField(
        _l("Would you recommend it to a friend?"),
        [InputRequired(_l("Choose a number from 0 to 10 for a friend."))],
        choices=ELEVEN,
        coerce=int,
    )
    words = TextAreaField(_l("A word to the program's admins, if you like"), [Length(max=closing.LONGEST_WORDS)])
    is_signed = BooleanField(_l("Show them my name with it"))


class ConsentForm(Form):
    version = HiddenField()
    is_signed = BooleanField()
    is_public = BooleanField(_l("Visitors at the group's door may read it as well"))


class CheckForm(Form):
    line = StringField(_l("Its line"), [Length(max=40)])
