"""What every form shares: words stripped, CSRF checked once by the app, dates as people write them."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from webapp.inputs import MOST, keepable, one_line

# What WTForms itself says, in our voice and from our catalogues: its own are uneven, and some languages lack them.
OWN_WORDS = {
    "This field is required.": _l("This is needed."),
    "Not a valid choice.": _l("Choose one of these."),
    "Not a valid integer value.": _l("Write a whole number."),
    "Field cannot be longer than %(max)d character.": _l("Make it shorter: at most %(max)d characters."),
}
DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"]


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """The choices of a select, radios or check boxes, from `(value, label)`."""
    return [SelectChoice(value, label) for value, label in pairs]


def stripped(value: Any) -> Any:
    """A filter: text without white space at its ends, and without what cannot be kept or shown."""
    return keepable(value).strip() if isinstance(value, str) else value


def line(value: Any) -> Any:
    """A filter: text of one line."""
    return one_line(value) if isinstance(value, str) else value


def small(value: Any) -> Any:
    """A filter: a number that a column holds."""
    if isinstance(value, int) and abs(value) > MOST:
        raise ValueError(str(_l("Write a smaller number.")))
    return value


FILTERS = {
    "StringField": line,
    "EmailField": line,
    "URLField": line,
    "HiddenField": line,
    "TextAreaField": stripped,
    "IntegerField": small,
}


class OwnWords:
    """Translations, as WTForms asks for them."""

    def gettext(self, text: str) -> str:
        """The text in the reader's language."""
        return str(OWN_WORDS.get(text, text))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The text for so many; ours fits any number."""
        return str(OWN_WORDS.get(singular, singular if n == 1 else plural))


class Form(FlaskForm):
    """A form. `CSRFProtect` has checked the token before the view runs, from the field or from htmx's header."""

    class Meta:
        csrf = False

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Every text fit to be kept, save passwords; every number too."""
            fit = FILTERS.get(unbound_field.field_class.__name__)
            if fit and fit not in unbound_field.kwargs.setdefault("filters", []):
                unbound_field.kwargs["filters"] = [fit, *unbound_field.kwargs["filters"]]
            return unbound_field.bind(form=form, **options)

        def get_translations(self, form: Any) -> OwnWords:
            """What a field without words of its own says."""
            return OwnWords()


class LenientDateField(DateField):
    """A date, from the browser's picker or typed as people write it."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, format=DATE_FORMATS, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the first format that fits."""
        text = " ".join(valuelist).strip()
        self.data = _read_date(text)
        if text and self.data is None:
            raise ValueError(str(_l("Write the date as day/month/year, for example 27/3/1985.")))


class CheckboxesField(SelectMultipleField):
    """Several of a list, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def is_true(is_valid: Callable[[Any], bool], message: Any) -> Any:
    """A validator from a predicate on the field's data."""

    def validate(form: Any, field: Any) -> None:
        if not is_valid(field.data):
            raise ValidationError(message)

    return validate


def _read_date(text: str) -> date | None:
    for pattern in DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 # a birth date has no zone
        except ValueError:
            continue
    return None
