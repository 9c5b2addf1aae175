import re
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from webapp.blueprints.groups.words import CATEGORIES, JOIN_RULES
from webapp.domain import invitations
from webapp.forms import Form

SEPARATORS = re.compile(r"[,;\n\r]+")
IN_ANGLES = re.compile(r"<([^<>]+)>$")


class GroupForm(Form):
    name = StringField(_l("Name"), [DataRequired(_l("Write the group's name.")), Length(max=80)])
    category = RadioField(
        _l("Category"),
        [InputRequired(_l("Choose a category."))],
        choices=[SelectChoice(*item) for item in CATEGORIES.items()],
    )
    description = TextAreaField(
        _l("Description"),
        [Length(max=2000, message=_l("Make the description shorter: at most 2,000 characters."))],
    )
    join_rule = RadioField(
        _l("Who can join"),
        [InputRequired(_l("Choose who can join."))],
        choices=[SelectChoice(*item) for item in JOIN_RULES.items()],
        default="open",
    )


class LinkForm(Form):
    uses = RadioField(
        _l("For how many people"),
        choices=[SelectChoice(n, str(n)) for n in invitations.LINK_USES],
        coerce=int,
        default=10,
    )
    days = RadioField(_l("For how long"), coerce=int, default=7)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.days.choices = [SelectChoice(n, ngettext("%(num)d day", "%(num)d days", n)) for n in invitations.LINK_DAYS]


class MailsForm(Form):
    """Addresses, one a line or with commas; "Ada <ada@example.org>" is read as people paste it."""

    emails = TextAreaField(_l("E-mail addresses"), [DataRequired(_l("Write at least one e-mail address."))])

    def addresses(self) -> list[str]:
        """What was written, each once, in lower case."""
        parts = [part.strip().lower() for part in SEPARATORS.split(self.emails.data or "")]
        named = [(IN_ANGLES.search(part), part) for part in parts if part]
        return list(dict.fromkeys(found.group(1).strip() if found else part for found, part in named))

    def validate_emails(self, field: TextAreaField) -> None:
        """Raise ValidationError with the first address that cannot be one, or where there are too many or none."""
        addresses = self.addresses()
        if not addresses:
            raise ValidationError(_("Write at least one e-mail address."))
        if len(addresses) > invitations.MOST_AT_ONCE:
            raise ValidationError(_("Write at most %(most)d addresses at once.", most=invitations.MOST_AT_ONCE))
        for address in addresses:
            if not _is_address(address):
                # Not lazily: a lazy text says of itself that it is HTML, and this one carries what somebody typed.
                raise ValidationError(_("“%(address)s” is not an e-mail address.", address=address[:60]))


def _is_address(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
