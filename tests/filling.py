"""Every form that somebody finds on their pages, its text fields filled with something, and sent."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import html5lib

from tests import people
from tests.routes import ROUTES
from tests.world import World

TEXTS = ("text", "search", "textarea")
# These would take away what the pages to be looked at show.
ENDS = ("/ending", "/block", "/deletion", "/parting", "/declination", "/withdrawal", "/delete", "/refusal", "/password")
GIVEN = {"email": "nora@example.org", "date": "1980-05-01", "password": people.PASSWORD, "number": "3"}


@dataclass
class Form:
    """A form as it stands on a page: what it would send, and which of that is text, with how much fits."""

    action: str
    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, int | None] = field(default_factory=dict)


def forms_in(page: str, path: str) -> Iterator[Form]:
    """The forms of a page that are posted."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    for found in tree.iter("form"):
        if found.get("method", "").lower() == "post":
            made = Form(found.get("action") or path)
            for control in found.iter():
                _take(made, control)
            yield made


def _take(form: Form, control: Any) -> None:
    name, kind = control.get("name"), control.get("type", "text").lower()
    if not name or "disabled" in control.attrib:
        return
    if control.tag == "textarea" or (control.tag == "input" and kind in TEXTS):
        form.texts[name] = int(control.get("maxlength")) if control.get("maxlength") else None
    elif control.tag == "select":
        values = [option.get("value", "") for option in control.iter("option")]
        form.values[name] = next((value for value in values if value), "")
    elif control.tag == "input" and kind == "radio":
        if name not in form.values or "checked" in control.attrib:
            form.values[name] = control.get("value", "")
    elif control.tag == "input" and kind == "checkbox":
        if "checked" in control.attrib:
            form.values.setdefault(name, []).append(control.get("value", "on"))
    elif control.tag == "input":
        form.values[name] = control.get("value") or GIVEN.get(kind, "")


def fill(here: World, browser: Any, who: str, text: Callable[[int | None, int], str]) -> dict[str, int]:
    """Fill and send whatever forms with text somebody finds; which actions answered how."""
    answers: dict[str, int] = {}
    for route in ROUTES:
        if route.method != "GET" or route.expected[who] != 200:
            continue
        path = route.path.format(**here.ids)
        page = browser.client.get(path)
        for form in forms_in(page.text, path) if page.mimetype == "text/html" else ():
            if form.texts and form.action not in answers and not form.action.endswith(ENDS):
                words = {name: text(most, len(answers)) for name, most in form.texts.items()}
                answers[form.action] = browser.client.post(form.action, data={**form.values, **words}).status_code
    return answers
