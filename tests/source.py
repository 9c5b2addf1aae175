"""The program's own source, as the tests of its conventions read it."""

import ast
import inspect
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "webapp" / "templates"
BLUEPRINTS = ROOT / "webapp" / "blueprints"
HOUSE = ("webapp", "db", "tools", "tests")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree_of(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text(), str(path))


def name_of(path: Path) -> str:
    """The path as it is written in a message: from the project's root."""
    return str(path.relative_to(ROOT))


def python_files(*folders: str) -> list[Path]:
    """The Python files under these folders of the project."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def templates() -> list[Path]:
    """Every template, mails included."""
    return sorted(path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt"))


def functions_in(path: Path) -> Iterator[Function]:
    """Every function and method of a file."""
    yield from (node for node in ast.walk(tree_of(path)) if isinstance(node, Function))


def length_of(function: Function) -> int:
    """A function's lines from `def` to its end, without decorators and docstring."""
    docstring = function.body[0] if ast.get_docstring(function, clean=False) is not None else None
    spared = docstring.end_lineno - docstring.lineno + 1 if docstring and docstring.end_lineno else 0
    return (function.end_lineno or 0) - function.lineno + 1 - spared


def calls_in(node: ast.AST) -> Iterator[ast.Call]:
    """Every call inside a piece of code."""
    yield from (found for found in ast.walk(node) if isinstance(found, ast.Call))


def called_name(call: ast.Call) -> str:
    """The last name of what is called: `f` of `f()`, `g` of `a.b.g()`, or nothing."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def names_reached_from(view: Callable[..., Any]) -> set[str]:
    """Every name that a view calls, itself or through functions and classes of its own blueprint."""
    function = inspect.unwrap(view)
    package = Path(inspect.getsourcefile(function) or "").parent
    known = _definitions_in(package)
    reached: set[str] = set()
    waiting = [function.__name__]
    while waiting:
        for node in known.get(waiting.pop(), []):
            fresh = {called_name(call) for call in calls_in(node)} - reached
            reached |= fresh
            waiting += fresh & known.keys()
    return reached


@cache
def _definitions_in(package: Path) -> dict[str, list[ast.AST]]:
    found: dict[str, list[ast.AST]] = {}
    for path in package.glob("*.py"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, Function | ast.ClassDef):
                found.setdefault(node.name, []).append(node)
    return found
