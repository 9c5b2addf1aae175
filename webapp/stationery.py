"""How a mail looks: its text, and the same as light HTML. One source: a template whose first line is the subject.

A paragraph is a block between empty lines. A line that is nothing but a link to this instance is a button in the HTML;
if the line above it ends in a colon, that is what the button says. A block that begins with • is an item of a list.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import current_app, render_template
from flask_babel import get_locale

from webapp.hooks import RIGHT_TO_LEFT
from webapp.paths import path

RULE = "\n\n—\n"  # between a mail and what stands under it
BULLET = "• "


class Sheet(NamedTuple):
    """A mail that is written: subject, text, HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Block:
    """A paragraph: its lines, and the link that ends it, if it has one."""

    lines: list[str]
    link: str = ""

    @property
    def label(self) -> str:
        """What the link says, where the line above it does."""
        is_label = self.link and len(self.lines) == 1 and self.lines[0].endswith(":")
        return self.lines[0].removesuffix(":") if is_label else ""

    @property
    def item(self) -> str:
        """The words of an item of a list."""
        is_item = len(self.lines) == 1 and self.lines[0].startswith(BULLET)
        return self.lines[0].removeprefix(BULLET) if is_item else ""


def address(to: str) -> str:
    """An absolute link, always on the configured host."""
    return f"{current_app.config['BASE_URL']}{to}"


def written(template: str, *, foot: str = "", **context: Any) -> Sheet:
    """A mail from `mails/<template>.txt`, in the language that is in force; `foot` stands under it, after a line."""
    subject, _, body = rendered(template, **context).partition("\n")
    text = body.strip() + (f"{RULE}{foot}" if foot else "") + "\n"
    return Sheet(subject.strip(), text, as_html(text))


def rendered(template: str, **context: Any) -> str:
    """`mails/<template>.txt` as it is. Needs no request."""
    given = {"instance": current_app.config["INSTANCE_NAME"], "address": address, "url_for": path}
    return render_template(f"mails/{template}.txt", **{**given, **context}).strip()


def as_html(text: str) -> str:
    """The text of a mail as a page: inline styles only, no colour that a dark screen would have to turn around."""
    language = str(get_locale() or "en").split("_")[0]
    body, _, foot = text.partition(RULE)
    return render_template(
        "mails/page.html",
        blocks=list(_blocks(body)),
        foot=list(_blocks(foot)),
        lang=language,
        dir="rtl" if language in RIGHT_TO_LEFT else "ltr",
        instance=current_app.config["INSTANCE_NAME"],
    )


def _blocks(text: str) -> Any:
    for block in text.strip().split("\n\n"):
        lines = block.strip().split("\n")
        is_link = lines[-1].startswith(address("/")) and " " not in lines[-1]
        yield Block(lines[:-1], lines[-1]) if is_link else Block(lines)
