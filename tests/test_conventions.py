"""What people forget, guarded: see STYLE in ARCHITECTURE.md. A failure says what to do."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from db import models
from tests import source
from tests.people import Cast
from webapp import access, config, errors
from webapp.domain import errors as domain
from webapp.extensions import csrf

Visits = Callable[..., Any]

LOADERS = {name for name in vars(access) if name.endswith("_for") and name != "url_for"}
MODELS = {name for name in models.__all__ if name != "Row"}
QUERIES = {
    "alias",
    "create",
    "delete",
    "get",
    "get_by_id",
    "get_or_create",
    "insert",
    "insert_many",
    "select",
    "update",
}
ALWAYS_QUERIES = {"delete_instance", "execute", "execute_sql", "get_by_id", "get_or_none", "order_by", "save", "where"}

# A view that takes an id and yet calls no loader of webapp/access/: "<endpoint>": why that is right.
LOADED_OTHERWISE = {
    "chat.live": "a hook loads the pair before the upgrade, and the socket does again at every push",
    "safety.delete": "it lifts a block that is the member's own",
}
# A view that takes no token of a session, because its address has a right of its own: "<endpoint>": whose.
WITHOUT_TOKEN = {
    "unsubscriptions.create": "mail programs send it, from outside any session (RFC 8058), to a signed link",
}
# Longer than the house likes: "<path>" or "<path>:<function>": why it is better whole.
LONG = {
    "db/migrations/0001_first_tables.py": "every table as it was first, frozen",
    "db/migrations/0001_first_tables.py:up": "every table as it was first, frozen",
    "db/migrations/0003_matching.py:up": "one list of tables",
    "db/migrations/0004_safety.py:up": "one list of tables",
    "db/migrations/0005_rhythm.py": "one list of tables",
    "db/migrations/0005_rhythm.py:up": "one list of tables",
}


def own_rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint in app.view_functions]


def address_of(rule: Rule) -> str:
    """An address that the rule matches, with an id that nothing has."""
    return re.sub(r"<(?:(?P<kind>\w+)(?:\((?P<choices>[^)]*)\))?:)?\w+>", _value, rule.rule)


def _value(found: re.Match[str]) -> str:
    if found["kind"] == "any":
        return found["choices"].split(",")[0].strip("\"' ")
    return "0" if found["kind"] == "int" else "none"


def test_every_view_that_takes_an_id_loads_through_access_or_is_public(app: Flask) -> None:
    for rule in own_rules(app):
        view = app.view_functions[rule.endpoint]
        if not rule.arguments or getattr(view, "is_public", False) or rule.endpoint in LOADED_OTHERWISE:
            continue
        assert source.names_reached_from(view) & LOADERS, (
            f"{rule.endpoint} ({rule.rule}) takes an id: load the record with a loader of webapp/access/, which "
            "authorises, or say in LOADED_OTHERWISE why not"
        )


def test_no_exception_from_loading_is_left_over(app: Flask) -> None:
    assert LOADED_OTHERWISE.keys() <= app.view_functions.keys()


def test_a_stranger_cannot_open_a_view_that_is_not_public(app: Flask, visit: Visits) -> None:
    for rule in own_rules(app):
        if getattr(app.view_functions[rule.endpoint], "is_public", False) or "GET" not in (rule.methods or ()):
            continue
        response = visit().client.get(address_of(rule), headers={"HX-Request": "true"})
        assert response.status_code in (400, 401), f"{rule.endpoint} answered a stranger: {response.status_code}"


def test_no_view_is_let_off_the_token_without_a_reason(app: Flask) -> None:
    let_off = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if f"{view.__module__}.{view.__name__}" in csrf._exempt_views
    }
    assert let_off == WITHOUT_TOKEN.keys(), "every unsafe request bears a token, or WITHOUT_TOKEN says why not"
    assert not csrf._exempt_blueprints


def test_charlie_cannot_send_anything_without_a_token(app: Flask, visit: Visits, cast: Cast) -> None:
    charlie = visit(cast.charlie)
    for rule in own_rules(app):
        for method in sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}):
            response = charlie.client.open(address_of(rule), method=method)
            if rule.endpoint in WITHOUT_TOKEN:
                continue
            assert response.status_code == 400, f"{method} {rule.rule} without a token: {response.status_code}, not 400"


def test_charlie_cannot_send_anything_from_another_site(visit: Visits, cast: Cast) -> None:
    charlie = visit(cast.charlie)
    response = charlie.client.post("/logout", headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 400


@pytest.mark.parametrize("path", source.python_files("webapp/blueprints"), ids=source.name_of)
def test_no_route_makes_a_query(path: Any) -> None:
    for call in source.calls_in(source.tree_of(path)):
        if not isinstance(call.func, ast.Attribute):
            continue
        is_of_model = isinstance(call.func.value, ast.Name) and call.func.value.id in MODELS
        asks = call.func.attr in ALWAYS_QUERIES or (is_of_model and call.func.attr in QUERIES)
        assert not asks, f"line {call.lineno}: .{call.func.attr}() belongs into a named query of a model, or a verb"


def test_every_setting_stands_in_the_readme() -> None:
    readme = (source.ROOT / "README.md").read_text()
    for setting in config.SETTINGS:
        row = next((line for line in readme.splitlines() if line.startswith(f"| `{setting.name}` |")), "")
        assert setting.meaning in row, f"README.md wants the row: | `{setting.name}` | … | {setting.meaning} |"


def test_every_refusal_has_words() -> None:
    refusals = {
        thing
        for name, thing in vars(domain).items()
        if inspect.isclass(thing) and issubclass(thing, domain.Refused) and not name.startswith("_")
    }
    lacking = {refusal.__name__ for refusal in refusals - {domain.Refused} - errors.WORDS.keys()}
    assert not lacking, f"webapp/errors.py lacks the words for {sorted(lacking)}"


def test_no_lazy_text_carries_what_somebody_wrote() -> None:
    """A lazy text says of itself that it is HTML, so templates do not escape it: only numbers may stand in one."""
    for path in source.python_files("webapp"):
        for call in source.calls_in(source.tree_of(path)):
            if source.called_name(call) in ("_l", "lazy_gettext", "lazy_ngettext", "LazyString"):
                names = {keyword.arg for keyword in call.keywords} - {"n", "num", "most", "least"}
                assert not names, f"{source.name_of(path)}:{call.lineno}: {names} in a lazy text: use _() in a function"


def test_every_exception_from_a_check_has_its_reason() -> None:
    reasonless = re.compile(r"#\s*(noqa|type:\s*ignore)(:\s*[A-Z0-9, ]+|\[[\w-]+(,\s*[\w-]+)*\])?\s*$")
    for path in source.python_files(*source.HOUSE):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            assert not reasonless.search(line), f"{source.name_of(path)}:{number} lacks its reason: {line.strip()}"


def test_what_is_long_is_long_for_a_reason(app: Flask) -> None:
    too_long = {**dict(_long_files()), **dict(_long_functions(app))}
    found = [f"{name} has {lines}: which noun is missing?" for name, lines in too_long.items() if name not in LONG]
    assert not found, "\n".join(found)
    assert LONG.keys() == too_long.keys(), f"no longer long: {sorted(LONG.keys() - too_long.keys())}"


def _long_files() -> Iterator[tuple[str, str]]:
    scripts = [*source.ROOT.glob("webapp/static/css/*.css"), *source.ROOT.glob("webapp/static/js/*.js")]
    for limit, paths in ((300, source.python_files(*source.HOUSE)), (300, scripts), (120, source.templates())):
        for path in paths:
            lines = len(path.read_text().splitlines())
            if lines > limit:
                yield source.name_of(path), f"{lines} lines, over {limit}"


def _long_functions(app: Flask) -> Iterator[tuple[str, str]]:
    views = {inspect.unwrap(view).__code__ for view in app.view_functions.values()}
    places = {(code.co_filename, code.co_name) for code in views}
    for path in source.python_files(*source.HOUSE):
        for function in source.functions_in(path):
            limit = 20 if (str(path), function.name) in places else 30
            lines = source.length_of(function)
            if lines > limit:
                yield f"{source.name_of(path)}:{function.name}", f"{lines} lines, over {limit}"
