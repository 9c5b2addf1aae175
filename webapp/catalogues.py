"""Translations, compiled when the app starts, as the styles are: a host that keeps only what git has misses nothing.

`messages.mo` bears the time of the `messages.po` that it was made from and is made again whenever the two differ: after
a step back to an earlier release, too, whose words are older than what is compiled.
"""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

TRANSLATIONS = Path(__file__).parent / "translations"


def init_app(app: Flask) -> None:
    """Compile what is missing or made from other words."""
    compile_all(TRANSLATIONS)


def compile_all(folder: Path) -> None:
    """Make every catalogue of the folder current. Safe when several processes start at once."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns != source.stat().st_mtime_ns:
            _compile(source, compiled)


def _compile(source: Path, compiled: Path) -> None:
    """Write `compiled` from `source`, whole or not at all: another process may be reading or writing it."""
    partial, made_at = compiled.with_suffix(f".{os.getpid()}"), source.stat().st_mtime_ns
    with source.open("rb") as words, partial.open("wb") as file:
        write_mo(file, read_po(words, locale=source.parent.parent.name))
    os.utime(partial, ns=(made_at, made_at))
    partial.replace(compiled)
