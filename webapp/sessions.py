"""Flask's signed cookie, whose age does not matter: a login lasts as long as its row says (`db/models/session.py`)."""

from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class _Ageless(URLSafeTimedSerializer):
    """One from the future would be refused otherwise: a server's clock that is set back would sign everybody out."""

    def loads(self, s: str | bytes, *others: Any, **more: Any) -> Any:
        """What was signed, whenever that was."""
        return super().loads(s, *others, **{**more, "max_age": None})


class Sessions(SecureCookieSessionInterface):
    """As Flask's own."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Flask's own, with another class."""
        usual = super().get_signing_serializer(app)
        if usual is not None:
            usual.__class__ = _Ageless
        return usual
