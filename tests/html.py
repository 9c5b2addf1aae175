"""What every page must be: strict HTML5, one h1, a title, a label for every field, an id only once."""

from collections import Counter
from typing import Any

import html5lib

UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


def check_page(text: str) -> Any:
    """Parse a whole page strictly and check it; returns the tree. Raises AssertionError that says what is wrong."""
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    assert len(tree.findall(".//h1")) == 1, "a page has one h1"
    title = tree.find(".//title")
    assert title is not None, "a page has a title"
    assert (title.text or "").strip(), "a page has a title"
    _check_parts(tree)
    return tree


def check_fragment(text: str) -> Any:
    """Parse a part of a page strictly and check it."""
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(text)
    _check_parts(tree)
    return tree


def _check_parts(tree: Any) -> None:
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    assert not [i for i, n in ids.items() if n > 1], f"an id stands once: {[i for i, n in ids.items() if n > 1]}"
    labelled = {label.get("for") for label in tree.iter("label")}
    inside = {id(field) for label in tree.iter("label") for field in label.iter()}
    for field in (e for e in tree.iter() if e.tag in ("input", "select", "textarea")):
        is_named = field.get("id") in labelled or id(field) in inside or field.get("aria-label")
        assert field.get("type") in UNLABELLED or is_named, f"a label for {field.get('name')}"
    for form in tree.iter("form"):
        if (form.get("method") or "").lower() == "post":
            assert any(i.get("name") == "csrf_token" for i in form.iter("input")), f"a token in {form.get('action')}"
