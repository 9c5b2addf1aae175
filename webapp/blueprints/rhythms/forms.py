"""A program's rhythm as a form: days and hours are each member's own."""

import re
from typing import Any

from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from db.models import Rhythm
from db.models.rhythm import SETTINGS
from webapp import nudge_words
from webapp.domain import rhythm_words
from webapp.domain.file_rules import LONGEST_SILENCE, MOST_SILENT
from webapp.domain.rhythm.moments import is_quiet
from webapp.forms import Form, options

HOURS = options((hour, f"{hour:02}:00") for hour in range(24))


def days(label: Any, most: int, *, unit: Any = None) -> IntegerField:
    """A number of days (or hours) from 0, which means never."""
    words = unit or _l("Write a number of days, from 0 to %(most)d.", most=most)
    return IntegerField(label, [InputRequired(words), NumberRange(0, most, words)])


class RhythmForm(Form):
    """The rhythm; each slot's own words are a field named like `words_check_in`."""

    is_on = BooleanField(_l("Keep this rhythm"))
    weekday = SelectField(_l("Check-in day"), coerce=int)
    hour = SelectField(_l("Not before"), choices=HOURS, coerce=int)
    quiet_from = SelectField(_l("Quiet from"), choices=HOURS, coerce=int)
    quiet_to = SelectField(_l("Quiet until"), choices=HOURS, coerce=int)
    heard_days = days(_l("Ask the mentor whether they have heard, after so many days"), 30)
    first_hours = days(
        _l("Nudge both if nobody has written, after so many hours"),
        336,
        unit=_l("Write a number of hours, from 0 to %(most)d.", most=336),
    )
    never_started_days = IntegerField(
        _l("Call a pair never started after so many days"),
        [InputRequired(_l("Write a number of days, from 1 to %(most)d.", most=60))],
    )
    silent_days = StringField(_l("Nudge both after so many silent days"))
    closing_days = days(_l("Ask both whether to close, after so many silent days"), 365)
    pulse_days = days(_l("Ask for the pulse every so many days"), 365)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = get_day_names("wide", context="stand-alone", locale=get_locale() or "en")
        self.weekday.choices = options((day, names[day]) for day in range(7))

    @classmethod
    def of(cls, rhythm: Rhythm) -> "RhythmForm":
        """The form as the rhythm stands."""
        kept = {column: getattr(rhythm, column) for column in SETTINGS if column != "words"}
        kept["silent_days"] = ", ".join(map(str, rhythm.silent_days))
        return cls(data={**kept, **{f"words_{slot}": rhythm.words.get(slot, "") for slot in nudge_words.EDITABLE}})

    def words_for(self, slot: str) -> Any:
        """A slot's field."""
        return self[f"words_{slot}"]

    def settings(self) -> dict[str, Any]:
        """The columns of a Rhythm."""
        own = {slot: self.words_for(slot).data for slot in nudge_words.EDITABLE}
        kept = {column: self[column].data for column in SETTINGS if column != "words"}
        return {**kept, "silent_days": self.silences(), "words": {slot: words for slot, words in own.items() if words}}

    def silences(self) -> list[int]:
        """The silent days, ascending. Raises ValueError."""
        return sorted({int(each) for each in re.split(r"[\s,;]+", (self.silent_days.data or "").strip(" ,;")) if each})

    def validate_hour(self, field: Any) -> None:
        begins, ends = self.quiet_from.data, self.quiet_to.data
        if None not in (begins, ends) and is_quiet(field.data, begins, ends):
            raise ValidationError(_l("This is within the quiet hours, so nothing could be said then."))

    def validate_never_started_days(self, field: Any) -> None:
        if not 1 <= field.data <= 60:
            raise ValidationError(_l("Write a number of days, from 1 to %(most)d.", most=60))

    def validate_silent_days(self, field: Any) -> None:
        try:
            found = self.silences()
        except ValueError as error:
            raise ValidationError(_l("Write numbers of days, such as 7, 14, 21.")) from error
        if len(found) > MOST_SILENT or any(not 1 <= day <= LONGEST_SILENCE for day in found):
            raise ValidationError(_l("Write at most six numbers of days, each from 1 to 180."))

    def validate_closing_days(self, field: Any) -> None:
        try:
            last = max(self.silences(), default=0)
        except ValueError:
            return  # said there
        if field.data and field.data <= last:
            raise ValidationError(_l("This must be later than the last nudge of a silence, or 0."))


def known_names(form: Any, field: Any) -> None:
    """A validator: names in braces are those that stand for something."""
    words = field.data or ""
    unknown = list(rhythm_words.unknown_in(words))
    if unknown:
        wrong = f"{{{unknown[0][:30]}}}"
        raise ValidationError(_("%(wrong)s stands for nothing here. You can use {partner} and {program}.", wrong=wrong))
    if rhythm_words.unbalanced(words):
        raise ValidationError(_("A brace stands alone. Names are written {partner} and {program}."))


for _slot in nudge_words.EDITABLE:
    setattr(RhythmForm, f"words_{_slot}", TextAreaField("", [Length(max=rhythm_words.LONGEST), known_names]))
