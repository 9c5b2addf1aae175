from typing import Any

from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import EmailField, HiddenField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, InputRequired, Length, ValidationError

from webapp import time_zones
from webapp.domain import passwords
from webapp.forms import Form, LenientDateField
from webapp.hooks import LANGUAGES
from webapp.present_password import PresentPasswordForm, present_password_field


def name_field() -> StringField:
    """What others see; not only white space."""
    return StringField(_l("Name"), [DataRequired(_l("Write the name that others will see.")), Length(max=80)])


def email_field(label: Any = None) -> EmailField:
    """An address field; whether it exists is never checked over the network."""
    bad = _l("Write an e-mail address like name@example.org.")
    checks = [InputRequired(_l("Write your e-mail address.")), Length(max=254), Email(bad)]
    return EmailField(label or _l("E-mail"), checks)


def known_password_field(label: Any = None) -> PasswordField:
    """A password that the member chose before."""
    checks = [InputRequired(_l("Write your password.")), Length(max=passwords.MOST)]
    return PasswordField(label or _l("Password"), checks)


class NewPassword:
    """A validator for a password that is being chosen, by somebody whose `name` and `email` are known by then."""

    def __call__(self, form: Any, field: Any) -> None:
        """Raise ValidationError for one that is too short or too common."""
        if len(field.data or "") < passwords.LEAST:
            raise ValidationError(
                _l("Choose a password of at least 12 characters. Several words are easier than symbols.")
            )
        if passwords.is_common(field.data, *form.own_words()):
            raise ValidationError(_l("This password is easy to guess. Choose another."))


class SignUpForm(Form):
    birth_date = LenientDateField(_l("Date of birth"), [InputRequired(_l("Write your date of birth."))])
    name = name_field()
    email = email_field()
    password = PasswordField(_l("Password"), [NewPassword(), Length(max=passwords.MOST)])
    time_zone = HiddenField()

    def own_words(self) -> tuple[str, str]:
        """What the password must not be made of."""
        return self.name.data or "", self.email.data or ""


class LoginForm(Form):
    email = EmailField(_l("E-mail"), [InputRequired(_l("Write your e-mail address.")), Length(max=254)])
    password = known_password_field()


class VerificationForm(Form):
    password = known_password_field(_l("Your password"))


class PasswordResetForm(Form):
    email = email_field()


class NewPasswordForm(Form):
    password = PasswordField(_l("New password"), [NewPassword(), Length(max=passwords.MOST)])

    def __init__(self, *, name: str, email: str) -> None:
        super().__init__()
        self._own_words = name, email

    def own_words(self) -> tuple[str, str]:
        """What the password must not be made of."""
        return self._own_words


class PasswordForm(NewPasswordForm):
    present = present_password_field()


class EmailChangeForm(PresentPasswordForm):
    email = email_field(_l("New e-mail"))
    present = present_password_field()  # after the address, as on the page

    def validate_email(self, field: Any) -> None:
        """Refuse the address that the member has."""
        if field.data.lower() == current_user.email:
            raise ValidationError(_l("This is your address already."))


class ConfirmationForm(Form):
    present = present_password_field()


class CodeForm(Form):
    code = StringField(_l("Code"), [InputRequired(_l("Write the code.")), Length(max=40)])


class CredentialForm(Form):
    credential = HiddenField()


class PasskeyForm(CredentialForm):
    name = StringField(_l("Name of the passkey"), [DataRequired(_l("Write a name.")), Length(max=80)])

    def validate_credential(self, field: Any) -> None:
        """Refuse a form without what the browser's script puts into it."""
        if not field.data:
            raise ValidationError(_l("Passkeys need a browser that knows them, with scripts allowed."))


class ButtonForm(Form):
    """Nothing but its button."""


class DetailsForm(Form):
    name = name_field()
    language = SelectField(_l("Language"), choices=[SelectChoice(*language) for language in LANGUAGES.items()])
    time_zone = SelectField(_l("Time zone"))

    def __init__(self, obj: Any) -> None:
        super().__init__(obj=obj)
        self.time_zone.choices = time_zones.choices(obj.time_zone)
