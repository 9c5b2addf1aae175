"""A program as one TOML file: written for another group to use, read with every problem named by its line."""

import re
import tomllib
from dataclasses import replace
from itertools import chain, islice
from typing import Any

import tomlkit

from webapp.domain import file_rhythm
from webapp.domain.curriculum import Curriculum
from webapp.domain.file_lines import Lines, without_texts
from webapp.domain.file_rules import FORMAT, PROGRAM, Problem, problems_of

LARGEST = 200_000  # bytes
MOST_DOTS = 100  # in a line outside of texts; tomllib takes minutes over a key with thousands
LEFT_OUT = ("rhythm", "questions")  # where there is nothing in them
MOST_PROBLEMS = 200  # are looked for; nobody reads more, and each one takes time
REASONS = {  # of the reader's words the ones that a person can act on
    "Expected '='": "no-equals",
    "Expected ']'": "no-bracket",
    "Unclosed": "no-bracket",
    "Unterminated": "no-quote",
    "Illegal character '\\n'": "no-quote",
    'Expected "\'"': "no-quote",
    "Cannot": "twice",
    "Invalid value": "no-value",
    "Unescaped": "backslash",
}


class BadFile(ValueError):  # noqa: N818 # named as the refusals in errors.py are
    """The file cannot be made a program of; `problems` says why, in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


def read(data: bytes) -> Curriculum:
    """What a program file holds, checked and cleaned. Raises BadFile."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BadFile([Problem((), "encoding", line=data.count(b"\n", 0, error.start) + 1)]) from error
    content, lines = _parsed(text), Lines(text)
    found = islice(chain(problems_of(content), file_rhythm.problems_of(content)), MOST_PROBLEMS)
    problems = [replace(problem, line=lines.of(problem.place)) for problem in found]
    if problems:
        raise BadFile(sorted(problems, key=lambda problem: problem.line or 0))
    return Curriculum.from_content(PROGRAM.clean(content))


def write(curriculum: Curriculum) -> str:
    """The file of a curriculum or of a program; reading it gives the same again."""
    content = PROGRAM.clean({"format": FORMAT, **vars(curriculum)})  # in the rules' order, however a row kept its keys
    content["description"] = _text(content["description"])
    content["expectations"] = {role: _text(words) for role, words in content["expectations"].items()}
    content["steps"] = [_step(step) for step in content["steps"]]
    content = {key: value for key, value in content.items() if value or key not in LEFT_OUT}
    document = tomlkit.document()
    document.update({key: _item(value) for key, value in content.items()})
    return tomlkit.dumps(document)


def _parsed(text: str) -> dict[str, Any]:
    for number, line in enumerate(without_texts(text).split("\n"), 1):
        if line.count(".") > MOST_DOTS:
            raise BadFile([Problem((), "syntax", line=number)])
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise BadFile([Problem((), "syntax")]) from error
    except ValueError as error:  # TOMLDecodeError, and what Python itself refuses, such as a number of 5,000 digits
        raise BadFile([_syntax(str(error), text)]) from error


def _syntax(words: str, text: str) -> Problem:
    found = re.search(r"at line (\d+)", words)
    at_end = "end of document" in words
    line = int(found.group(1)) if found else text.rstrip().count("\n") + 1 if at_end else None
    reason = next((code for start, code in REASONS.items() if words.startswith(start)), "syntax")
    return Problem((), reason, line=line)


def _step(step: dict[str, Any]) -> dict[str, Any]:
    """A step with its prompts and tips one a line, its longer texts over several where they have several."""
    step["purpose"] = _text(step["purpose"])
    for role in ("mentor", "mentee"):
        for words in ("prompts", "tips"):
            step[role][words] = _one_a_line(step[role][words])
    for resource in step["resources"]:
        resource["body"] = _text(resource["body"])
    return step if step["resources"] else {key: value for key, value in step.items() if key != "resources"}


def _text(words: str) -> Any:
    return tomlkit.string(words, multiline="\n" in words)


def _one_a_line(words: list[str]) -> Any:
    listed = tomlkit.array()
    listed.extend(words)
    return listed.multiline(bool(words))


def _item(value: Any) -> Any:
    """Sections for dictionaries, `[[…]]` for lists of them, everything else as it is."""
    if isinstance(value, dict):
        table = tomlkit.table()
        for key, entry in value.items():
            table[key] = _item(entry)
        return table
    if isinstance(value, list) and value and isinstance(value[0], dict):
        tables = tomlkit.aot()
        for entry in value:
            tables.append(_item(entry))
        return tables
    return value
