"""On which line of a TOML file a value stands, which the standard library's reader does not say."""

import re

from webapp.domain.file_rules import Place

# What can hide a key, a bracket or a quotation mark: texts over several lines, texts on one, comments.
HIDING = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL)
DEEPEST = 8  # names with a dot between them; nothing that a program file holds lies deeper
# No two parts side by side match the same characters: a line of spaces would else take hours to be found no header.
HEADER = re.compile(r"(\[\[?)([\w.\- \t\"']+)\]\]?$")
KEY = re.compile(r"([A-Za-z0-9_\-. \t\"']+)=")


def without_texts(text: str) -> str:
    """The file without its texts and comments, with as many lines."""
    return HIDING.sub(lambda found: "\n" * found.group().count("\n"), text)


class Lines:
    """The lines of a file's values, found by place."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Place, int] = {}
        self._counts: dict[Place, int] = {}
        section: Place = ()
        for number, line in enumerate(HIDING.sub(_hidden, text).split("\n"), 1):
            line = line.strip()
            header = HEADER.match(line)
            if header:
                section = self._section(_names(header.group(2)), is_list=header.group(1) == "[[")
                self._lines.setdefault(section, number)
                continue
            key = KEY.match(line)
            if key:
                self._lines.setdefault((*section, *_names(key.group(1))), number)

    def of(self, place: Place) -> int | None:
        """The line of a value, or of the nearest thing round it; None for the file as a whole."""
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place)

    def _section(self, names: list[str], *, is_list: bool) -> Place:
        """The place that a header opens: a name that is a list of sections means its newest one."""
        place: Place = ()
        for i, name in enumerate(names):
            place = (*place, name)
            if is_list and i == len(names) - 1:
                self._counts[place] = self._counts.get(place, -1) + 1
            if place in self._counts:
                place = (*place, self._counts[place])
        return place


def _hidden(found: re.Match[str]) -> str:
    """As many lines as before; a quoted key on one line stays readable."""
    text = found.group()
    if text.startswith("#"):
        return ""
    return text if "\n" not in text and not text.startswith(('"""', "'''")) else "''" + "\n" * text.count("\n")


def _names(dotted: str) -> list[str]:
    return [name.strip().strip("\"'") for name in dotted.split(".", DEEPEST)]
