from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from webapp.domain.instance import Instance
from webapp.forms import Form, options

MOST_DAYS = 3650
LONGEST = 500  # characters of what to do in an emergency
EMERGENCY = {"en": "emergency_en", "it": "emergency_it"}  # by language, the field's name

REQUIRED_FOR = {
    "nobody": _l("Nobody: each decides for themselves"),
    "hosts": _l("The hosts of this site"),
    "moderators": _l("The hosts, and every group's admins and safety moderators"),
}


class SettingsForm(Form):
    """What a host sets for the whole site."""

    emergency_en = TextAreaField(_l("In English"), [Length(max=LONGEST)])
    emergency_it = TextAreaField(_l("In Italian"), [Length(max=LONGEST)])
    keep_ended_days = IntegerField(
        _l("Days that ended pairs' words are kept"),
        [InputRequired(), NumberRange(0, MOST_DAYS, _l("Write a number of days, up to ten years; 0 keeps them."))],
    )
    keep_report_days = IntegerField(
        _l("Days that closed cases' words are kept"),
        [InputRequired(), NumberRange(30, MOST_DAYS, _l("Write a number of days, from 30 to ten years."))],
    )
    second_factor_for = RadioField(
        _l("Who needs a second factor to sign in"), [InputRequired()], choices=options(REQUIRED_FOR.items())
    )

    @classmethod
    def of(cls, standing: Instance) -> "SettingsForm":
        """The form as things stand."""
        words = {name: standing.emergency.get(language, "") for language, name in EMERGENCY.items()}
        same = ("keep_ended_days", "keep_report_days", "second_factor_for")
        return cls(data={**words, **{name: getattr(standing, name) for name in same}})

    def values(self) -> dict[str, Any]:
        """What was sent, as the settings know it."""
        words = {language: self[name].data for language, name in EMERGENCY.items() if self[name].data}
        return {
            "emergency": words,
            "keep_ended_days": self.keep_ended_days.data,
            "keep_report_days": self.keep_report_days.data,
            "second_factor_for": self.second_factor_for.data,
        }
