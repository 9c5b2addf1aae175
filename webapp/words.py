"""Words in the reader's language, for pages: as flask-babel gives them, but it finds out anew for each word whose.

A page has two hundred words, a row of the chat four. What flask-babel decided for the request (`babel_locale`,
`babel_tzinfo` on `g._flask_babel`) is read where it keeps it, so a language that is forced or changed holds at once.
"""

from datetime import tzinfo
from typing import Any

import flask_babel
from flask import Flask, g
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup


class Words:
    """A language's words."""

    def __init__(self) -> None:
        self._translations: Any = flask_babel.get_translations()
        # As many as the program says: no text of anybody's is translated.
        self._plain: dict[str, str] = {}
        self._safe: dict[str, Markup] = {}

    def plain(self, text: str) -> str:
        """The translation of a text of ours."""
        known = self._plain.get(text)
        if known is None:
            known = self._plain[text] = self._translations.ugettext(text)
        return known

    def safe(self, text: str) -> Markup:
        """The same as it may stand on a page."""
        known = self._safe.get(text)
        if known is None:
            known = self._safe[text] = Markup(self.plain(text))  # noqa: S704 # our own words
        return known

    def number(self, singular: str, plural: str, n: int) -> Markup:
        """The same where the words depend on a number."""
        return Markup(self._translations.ungettext(singular, plural, n))  # noqa: S704 # our own words


_languages: dict[Any, Words] = {}  # by locale


def init_app(app: Flask) -> None:
    """Let templates use these. Must come after flask-babel's own."""
    app.jinja_env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)
    _languages.clear()  # another app may have other catalogues


def here() -> Words:
    """The words of whoever reads this page."""
    decided = _decided()
    locale = getattr(decided, "babel_locale", None) or flask_babel.get_locale()
    words = _languages.get(locale)
    if words is None:
        words = _languages[locale] = Words()
    return words


def zone() -> tzinfo:
    """The zone of whoever reads this page."""
    decided: tzinfo | None = getattr(_decided(), "babel_tzinfo", None)
    return decided or flask_babel.get_timezone()


def plain(text: str, /, **values: Any) -> str:
    """`_("…")` in Python, where a page has many of them."""
    return here().plain(text) % values if values else here().plain(text)


@pass_eval_context
def gettext(context: EvalContext, text: str, /, **values: Any) -> str:
    """`_("…")` in a template; values are escaped where the template's are."""
    if not context.autoescape:  # a mail
        return str(flask_babel.gettext(text) % values)
    return here().safe(text) % values if values or "%" in text else here().safe(text)


@pass_eval_context
def ngettext(context: EvalContext, singular: str, plural: str, n: int, /, **values: Any) -> str:
    """`ngettext("…", "…", n)` in a template; `%(num)d` is the number."""
    if not context.autoescape:  # a mail
        return str(flask_babel.ngettext(singular, plural, n, **values))
    values.setdefault("num", n)
    return here().number(singular, plural, n) % values


def _decided() -> Any:
    try:
        return g._flask_babel
    except (RuntimeError, AttributeError):  # outside of a request, or before anything was asked
        return None
