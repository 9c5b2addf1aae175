from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Email, Length, ValidationError

from webapp.domain import passwords
from webapp.forms import Form, LenientDateField


def email_field() -> EmailField:
    """An address field; whether it exists is never checked over the network."""
    bad = _l("Write an e-mail address like name@example.org.")
    return EmailField(_l("E-mail"), [DataRequired(_l("Write your e-mail address.")), Length(max=254), Email(bad)])


class NewPassword:
    """A validator for a password that is being chosen."""

    def __call__(self, form: Any, field: Any) -> None:
        """Raise ValidationError for one that is too short or too common."""
        own = [form[name].data or "" for name in ("name", "email") if name in form]
        if len(field.data or "") < passwords.LEAST:
            raise ValidationError(
                _l("Choose a password of at least 12 characters. Several words are easier than symbols.")
            )
        if passwords.is_common(field.data, *own):
            raise ValidationError(_l("This password is easy to guess. Choose another."))


class SignUpForm(Form):
    birth_date = LenientDateField(_l("Date of birth"), [DataRequired(_l("Write your date of birth."))])
    name = StringField(_l("Name"), [DataRequired(_l("Write the name that others will see.")), Length(max=80)])
    email = email_field()
    password = PasswordField(_l("Password"), [NewPassword(), Length(max=passwords.MOST)])
    time_zone = HiddenField()


class LoginForm(Form):
    email = EmailField(_l("E-mail"), [DataRequired(_l("Write your e-mail address.")), Length(max=254)])
    password = PasswordField(_l("Password"), [DataRequired(_l("Write your password.")), Length(max=passwords.MOST)])


class VerificationForm(Form):
    password = PasswordField(
        _l("Your password"), [DataRequired(_l("Write the password that you chose.")), Length(max=passwords.MOST)]
    )
