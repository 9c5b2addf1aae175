"""Translations, compiled when the app starts: `messages.mo` is made again only where `messages.po` is newer."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

TRANSLATIONS = Path(__file__).parent / "translations"


def init_app(app: Flask) -> None:
    """Compile what is missing or old."""
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            compile_catalogue(source, compiled)


def compile_catalogue(source: Path, compiled: Path) -> None:
    """Write `compiled` from `source`, whole or not at all: another process may be reading or writing it."""
    partial = compiled.with_suffix(f".{os.getpid()}")
    with source.open("rb") as words, partial.open("wb") as file:
        write_mo(file, read_po(words, locale=source.parent.parent.name))
    partial.replace(compiled)
