"""What every template must be, read from its source: it parses, its links lead somewhere, nothing in it is inline."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import meta, nodes

from tests import source

EVERY = pytest.mark.parametrize("path", source.templates(), ids=source.name_of)
PARTIALS = pytest.mark.parametrize(
    "path", [path for path in source.templates() if path.name.startswith("_")], ids=source.name_of
)
FORBIDDEN = {  # pattern: why
    r"<script(?![^>]*\bsrc=)": "an inline script; the policy refuses it",
    r"<style\b": "an inline style sheet; the policy refuses it",
    r"<[^>]*\sstyle=": "an inline style; the policy refuses it",
    r"<[^>]*\son[a-z]+=": "an inline handler; the policy refuses it",
    r"javascript:": "a script as an address; the policy refuses it",
    r"\bhx-on\b|=['\"]js:": "htmx would evaluate it; the policy refuses that, and the request is not sent",
    r"hx-boost": "plain links are right here",
    r"\|\s*safe\b": "what a member wrote could become markup",
    r"{%-?\s*autoescape": "what a member wrote could become markup",
    r"https?://(?!www\.w3\.org/)": "another site's address; everything comes from this server",
}
# What a template may hold all the same: "<path>": {pattern: why}.
ALLOWED = {
    "webapp/templates/mails/page.html": {r"<[^>]*\sstyle=": "a mail, not a page: mail programs know no style sheet"},
    "webapp/templates/exports/archive.html": {r"<style\b": "it is opened from a member's disk and refers to nothing"},
}
NOT_FOR_PARTIALS = {"request", "session", "g", "current_user", "get_flashed_messages"}


def parsed(app: Flask, path: Path) -> nodes.Template:
    return app.jinja_env.parse(path.read_text(), filename=str(path))


@EVERY
def test_it_parses_and_nothing_in_it_is_inline_or_unescaped(app: Flask, path: Path) -> None:
    parsed(app, path)
    text = re.sub(r"{#.*?#}", "", path.read_text(), flags=re.DOTALL)
    text = re.sub(r"data:image/svg\+xml,[^\"]*", "", text)
    for pattern, why in FORBIDDEN.items():
        if pattern in ALLOWED.get(source.name_of(path), {}):
            continue
        found = re.search(pattern, text, re.IGNORECASE)
        assert not found, f"{found.group()!r}: {why}" if found else ""


@EVERY
def test_its_links_lead_somewhere(app: Flask, path: Path) -> None:
    for call in parsed(app, path).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "url_for" and isinstance(call.args[0], nodes.Const):
            given: set[Any] = {argument.key for argument in call.kwargs} | ({None} if call.dyn_kwargs else set())
            check_link(app, call.args[0].value, given)


@pytest.mark.parametrize("path", source.python_files("webapp"), ids=source.name_of)
def test_the_links_of_the_code_lead_somewhere(app: Flask, path: Path) -> None:
    for call in source.calls_in(source.tree_of(path)):
        if source.called_name(call) == "url_for" and call.args and isinstance(call.args[0], ast.Constant):
            check_link(app, call.args[0].value, {keyword.arg for keyword in call.keywords})


def check_link(app: Flask, endpoint: str, given: set[Any]) -> None:
    """An endpoint that exists, with the values that one of its rules needs (None among the given: any may be there)."""
    rules = list(app.url_map.iter_rules(endpoint)) if endpoint in app.view_functions else []
    assert rules, f"url_for({endpoint!r}): there is no such endpoint"
    fits = None in given or any(rule.arguments <= given | set(rule.defaults or ()) for rule in rules)
    assert fits, f"url_for({endpoint!r}) needs {sorted(rules[0].arguments)}"


@PARTIALS
def test_a_partial_names_its_inputs_and_uses_nothing_else(app: Flask, path: Path) -> None:
    first = path.read_text().split("\n", 1)[0]
    assert re.match(r"{# .*\binputs?\b", first, re.IGNORECASE), "the first line names the inputs: {# Inputs: pair. … #}"
    tree = parsed(app, path)
    own = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"}  # set in one branch, used after it
    used = meta.find_undeclared_variables(tree) - own
    given = {name for name in app.jinja_env.globals if name not in NOT_FOR_PARTIALS}
    unnamed = {name for name in used - given if not re.search(rf"\b{name}\b", first)}
    assert not unnamed, f"it uses {sorted(unnamed)}, which the first line does not name"


def test_a_class_is_drawn_in_one_place() -> None:
    """Two blocks that draw the same bare class spoil each other's pages."""
    drawn: dict[str, set[str]] = {}
    for path in (source.ROOT / "webapp/static/css").glob("*.css"):
        rules = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        for selectors in re.findall(r"([^{}@;]+)\{", re.sub(r":is\([^)]*\)", "", rules)):
            for name in re.findall(r"(?:^|,)\s*\.([a-z-]+)\s*(?=,|$)", selectors.strip()):
                drawn.setdefault(name, set()).add(path.name)
    assert not {name: files for name, files in drawn.items() if len(files) > 1}
