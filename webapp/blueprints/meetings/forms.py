"""Times as people write them: suggested ones to tick, and days and hours by their own clocks."""

from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField, RadioField, SelectField, StringField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from db.clock import now
from webapp.domain.local_times import instants
from webapp.domain.meetings.past import LONGEST_AGO
from webapp.domain.meetings.planning import FURTHEST, LONGEST_WHERE, MOST_TIMES
from webapp.domain.meetings.reading import LENGTHS
from webapp.forms import CheckboxesField, Form, LenientDateField, options

OWN = (1, 2, 3)  # times of one's own that the page has room for
CLOCKS = ["%H:%M", "%H.%M", "%H:%M:%S"]
TWICE = options((("0", _l("the first time, before the clocks go back")), ("1", _l("the second time, after it"))))


def lengths() -> list[SelectChoice]:
    """How long a meeting may be, as choices."""
    return options((minutes, ngettext("%(num)d minute", "%(num)d minutes", minutes)) for minutes in LENGTHS)


class TimesForm(Form):
    """Times to propose; the fields of one's own times, `day_1`, `clock_1`, `which_1` and so on, are added below."""

    times = CheckboxesField(_l("Times when you are both usually free"), validate_choice=False)

    def chosen(self, zone: str) -> list[datetime]:
        """The instants that were ticked or written, by the clocks of a zone; what is wrong is said at its field."""
        found = [moment for value in self.times.data or () if (moment := _instant(value))]
        for n in OWN:
            moment = own_time(self, zone, f"_{n}")
            found += [moment] if moment else []
        if not found and not self.errors:
            _say(self.times, _("Choose a time, or write one of your own."))
        if len(set(found)) > MOST_TIMES:
            _say(self.times, _("Five times at most."))
        return found


class ProposalForm(TimesForm):
    """A new meeting."""

    minutes = SelectField(_l("How long"), coerce=int, default=60)
    where = StringField(_l("Link or place"), [Length(max=LONGEST_WHERE)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minutes.choices = lengths()


class DetailsForm(Form):
    """How long a meeting is, and where."""

    minutes = SelectField(_l("How long"), coerce=int, default=60)
    where = StringField(_l("Link or place"), [Length(max=LONGEST_WHERE)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minutes.choices = lengths()


class PastForm(Form):
    """A meeting that has taken place."""

    day = LenientDateField(_l("Day"), [InputRequired(_l("Write the day."))])
    clock = TimeField(_l("When it began"), [InputRequired(_l("Write when it began."))], format=CLOCKS)
    which = RadioField(_l("Which of the two"), [Optional()], choices=TWICE)
    minutes = SelectField(_l("How long"), coerce=int, default=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minutes.choices = lengths()

    def began(self, zone: str) -> datetime | None:
        """The instant, by the clocks of a zone; None with words at its field."""
        moment = own_time(self, zone)
        if moment and not now() - LONGEST_AGO <= moment <= now():
            _say(self.day, _("Write a time that has passed, within a year."))
        return None if self.errors else moment


class AgreementForm(Form):
    """The time that is accepted."""

    starts_at = HiddenField(validators=[InputRequired()])

    def instant(self) -> datetime | None:
        """It."""
        return _instant(self.starts_at.data)


class AnswerForm(Form):
    """Whether a meeting took place."""

    answer = RadioField(choices=options((each, each) for each in ("yes", "no", "moved")), validators=[InputRequired()])


for n in OWN:
    setattr(TimesForm, f"day_{n}", LenientDateField(_l("Day"), [Optional()]))
    setattr(TimesForm, f"clock_{n}", TimeField(_l("Time"), [Optional()], format=CLOCKS))
    setattr(TimesForm, f"which_{n}", RadioField(_l("Which of the two"), [Optional()], choices=TWICE))


def own_time(form: Form, zone: str, suffix: str = "") -> datetime | None:
    """The instant that a day and an hour name by the clocks of a zone, or None: words at a field, or none written."""
    day, clock, which = (form[f"{name}{suffix}"] for name in ("day", "clock", "which"))
    if day.errors or clock.errors or not (day.data or clock.data):
        return None
    if not (day.data and clock.data):
        _say(clock if day.data else day, _("Say both the day and the time."))
        return None
    found = instants(datetime.combine(day.data, clock.data), zone)
    if not found:
        _say(clock, _("The clocks go forward then, and this time does not exist on that day. Choose another one."))
    elif len(found) > 1 and which.data not in ("0", "1"):
        _say(which, _("The clocks go back then, and this time comes twice. Say which one."))
    elif suffix and not now() < found[0] <= now() + FURTHEST:
        _say(day, _("This time has passed, or is more than a year away. Choose another one."))
    else:
        return found[int(which.data) if len(found) > 1 else 0]
    return None


def _instant(text: str | None) -> datetime | None:
    """An instant as our own pages write it; None for anything else."""
    try:
        moment = datetime.fromisoformat(text or "")
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _say(field: Any, words: str) -> None:
    field.errors = [*field.errors, words]
