"""The reactions as pages show them: a sign, and a word for those who do not see it."""

from typing import Any, NamedTuple

from flask import Flask
from flask_babel import lazy_gettext as _l

from webapp.domain.reactions import KINDS


class Kind(NamedTuple):
    """One reaction."""

    sign: str
    word: Any


SHOWN = {
    "yes": Kind("👍", _l("Yes")),
    "care": Kind("❤️", _l("With you")),
    "thanks": Kind("🙏", _l("Thank you")),
    "idea": Kind("💡", _l("That helps")),
    "cheer": Kind("🎉", _l("Well done")),
    "laugh": Kind("😂", _l("That made me laugh")),
}


def init_app(app: Flask) -> None:
    """Let templates know them, in their order."""
    app.jinja_env.globals["reactions"] = {kind: SHOWN[kind] for kind in KINDS}
