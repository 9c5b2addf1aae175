from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from db.models.profile_field import FIELDS
from webapp.blueprints.profiles.words import AUDIENCES, OWN
from webapp.domain import languages, profiles
from webapp.domain.profiles import LONGEST, Entry
from webapp.forms import CheckboxesField, Form, options

LINES = ("place", "profession", "education")
TOO_LONG = _l("Make it shorter: at most %(max)d characters.")


class ProfileForm(Form):
    """A field for each thing that one may say of oneself, and beside it `<name>_audience`: both are added below."""

    version = HiddenField()

    @classmethod
    def of(cls, entries: dict[str, Entry], version: str) -> "ProfileForm":
        """The form with the profile as it is."""
        values = {field: entry.value for field, entry in entries.items()}
        return cls(
            data={**values, **{_audience(field): e.audience for field, e in entries.items()}, "version": version}
        )

    def entries(self) -> dict[str, Entry]:
        """What the form says, field by field."""
        return {field: Entry(self[field].data or "", self[_audience(field)].data) for field in FIELDS}

    def pairs(self) -> list[tuple[Any, Any]]:
        """Each field with its audience, in order."""
        return [(self[field], self[_audience(field)]) for field in FIELDS]


def _audience(field: str) -> str:
    return f"{field}_audience"


def _asked(field: str) -> Any:
    if field == "languages":
        return CheckboxesField(OWN[field], choices=options(languages.ALL.items()))
    kind = StringField if field in LINES else TextAreaField
    return kind(OWN[field], [Length(max=LONGEST[field], message=TOO_LONG)])


for _field in FIELDS:
    _for_whom = options((key, AUDIENCES[key]) for key in profiles.audiences_of(_field))
    setattr(ProfileForm, _field, _asked(_field))
    setattr(ProfileForm, _audience(_field), SelectField(_l("Who sees it"), choices=_for_whom))
