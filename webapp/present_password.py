"""Asking whoever is signed in for their password again, before what a borrowed phone must not do."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import PasswordField
from wtforms.validators import Length, ValidationError

from webapp import confirmation
from webapp.domain import accounts, passwords
from webapp.forms import Form


class OwnPassword:
    """A validator for the present password of whoever is signed in."""

    def __call__(self, form: Any, field: Any) -> None:
        """Raise ValidationError for another one."""
        if not accounts.has_password(current_user, field.data or ""):
            raise ValidationError(_l("This is not your present password."))


def present_password_field() -> PasswordField:
    """The password that whoever is signed in has now."""
    return PasswordField(_l("Present password"), [Length(max=passwords.MOST), OwnPassword()])


class PresentPasswordForm(Form):
    """Nothing but the present password, and not that either from whoever has just shown it, or a passkey."""

    present = present_password_field()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if confirmation.is_fresh():
            del self.present
