import re
from email.utils import parseaddr
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from webapp.blueprints.groups.words import CATEGORIES, JOIN_RULES
from webapp.domain import invitations
from webapp.forms import Form

SEPARATORS = re.compile(r"[,;\n\r]+")


class GroupForm(Form):
    name = StringField(_l("Name"), [InputRequired(_l("Write the group's name.")), Length(max=80)])
    category = RadioField(_l("Category"), [InputRequired(_l("Choose a category."))], choices=list(CATEGORIES.items()))
    description = TextAreaField(
        _l("Description"),
        [Length(max=2000, message=_l("Make the description shorter: at most 2,000 characters."))],
    )
    join_rule = RadioField(
        _l("Who can join"),
        [InputRequired(_l("Choose who can join."))],
        choices=list(JOIN_RULES.items()),
        default="open",
    )


class LinkForm(Form):
    uses = RadioField(
        _l("For how many people"), choices=[(n, str(n)) for n in invitations.LINK_USES], coerce=int, default=10
    )
    days = RadioField(_l("For how long"), coerce=int, default=7)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.days.choices = [(n, ngettext("%(num)d day", "%(num)d days", n)) for n in invitations.LINK_DAYS]


class MailsForm(Form):
    """Addresses, one a line or with commas; "Ada <ada@example.org>" is read as people paste it."""

    emails = TextAreaField(_l("E-mail addresses"), [InputRequired(_l("Write at least one e-mail address."))])

    def addresses(self) -> list[str]:
        """What was written, each once, in lower case."""
        parts = (part.strip() for part in SEPARATORS.split(self.emails.data or ""))
        return list(dict.fromkeys((parseaddr(part)[1] or part).lower() for part in parts if part))

    def validate_emails(self, field: TextAreaField) -> None:
        """Raise ValidationError with the first address that cannot be one, or where there are too many or none."""
        addresses = self.addresses()
        if not addresses:
            raise ValidationError(_l("Write at least one e-mail address."))
        if len(addresses) > invitations.MOST_AT_ONCE:
            raise ValidationError(_l("Write at most %(most)d addresses at once.", most=invitations.MOST_AT_ONCE))
        for address in addresses:
            if not _is_address(address):
                raise ValidationError(_l("“%(address)s” is not an e-mail address.", address=address[:60]))


def _is_address(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
