"""Translations: `python -m tools.catalogues` brings every catalogue up to date with the words in the code.

With `--check` it changes nothing and fails on a word without a translation, or one whose placeholders differ.
What the files named after it say replaces what is there: `python -m tools.catalogues more.po`.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "webapp"
TRANSLATIONS = SOURCE / "translations"
LANGUAGES = ("it",)  # English is what the code says
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w+\}")
WIDTH = 110


def main(arguments: list[str]) -> int:
    """Update the catalogues, or only check them; 1 if something is missing."""
    is_check = "--check" in arguments
    template, gifts = words_in_code(), [Path(name) for name in arguments if not name.startswith("-")]
    problems = []
    for language in LANGUAGES:
        catalogue = merged(language, template, gifts)
        if not is_check:
            write(language, catalogue)
        problems += [f"{language}: {problem}" for problem in problems_of(catalogue)]
    print("\n".join(problems) or f"{len(template)} messages, all translated.")
    return 1 if problems else 0


def words_in_code() -> Catalog:
    """Every message of the code and the templates."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call] # Babel types all but this
    template = Catalog(charset="utf-8")
    found = extract_from_dir(str(SOURCE), methods, options, keywords=KEYWORDS, comment_tags=("Translators:",))
    for filename, _, message, comments, context in found:
        template.add(message, None, [(filename, 0)], auto_comments=comments, context=context)
    return template


def merged(language: str, template: Catalog, gifts: list[Path]) -> Catalog:
    """The language's catalogue with the template's messages, no more and no fewer; translations are kept."""
    file = file_of(language)
    catalogue = _read(file, language) if file.exists() else Catalog(locale=language)
    for gift in gifts:
        for message in _read(gift, language):
            if message.id and all(_all(message.string)) and not message.fuzzy:
                catalogue.delete(message.id, context=message.context)  # `add` keeps the words of one that is there
                catalogue.add(message.id, message.string, context=message.context)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy, catalogue.header_comment = (
        False,
        "# Waymark's words in another language. `make catalogues` keeps it.",
    )
    return catalogue


def write(language: str, catalogue: Catalog) -> None:
    """Write the catalogue, sorted by file, so that a change in the code is a small change here."""
    file_of(language).parent.mkdir(parents=True, exist_ok=True)
    with file_of(language).open("wb") as file:
        write_po(file, catalogue, width=WIDTH, sort_by_file=True, include_lineno=False)


def file_of(language: str) -> Path:
    """Where a language's translations are."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def problems_of(catalogue: Catalog) -> Iterator[str]:
    """A sentence for each message that is not translated, or not with the same placeholders."""
    for message in catalogue:
        if not message.id:
            continue
        forms = _all(message.string)
        if not all(forms) or message.fuzzy or len(forms) < _forms_needed(catalogue, message):
            yield f"not translated: {_first(message.id)!r} ({message.locations[0][0]})"
        elif any(not _placeholders(form) <= _placeholders(*_all(message.id)) for form in forms):
            yield f"other placeholders: {_first(message.id)!r}"
        elif _placeholders(forms[-1]) != _placeholders(_all(message.id)[-1]):
            yield f"a placeholder is missing: {_first(message.id)!r}"


def _read(file: Path, language: str) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, locale=language)


def _forms_needed(catalogue: Catalog, message: Message) -> int:
    return int(catalogue.num_plurals) if message.pluralizable else 1


def _placeholders(*texts: str) -> set[str]:
    return {found for text in texts for found in PLACEHOLDER.findall(text)}


def _all(text: Any) -> list[str]:
    """The forms of a message or of a translation: one, or one for each plural."""
    return list(text) if isinstance(text, list | tuple) else [text or ""]


def _first(message_id: Any) -> str:
    return _all(message_id)[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
