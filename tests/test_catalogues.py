"""Translations reach the page on a machine that has only what is in git."""

import os
from gettext import GNUTranslations
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from wtforms import IntegerField, RadioField, StringField
from wtforms.validators import Length

from webapp import catalogues
from webapp.forms import Form

SENTENCE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Hello"\nmsgstr "{}"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Translations as git has them: nothing compiled."""
    (tmp_path / "it" / "LC_MESSAGES").mkdir(parents=True)
    _source(tmp_path).write_text(SENTENCE.format("Ciao"))
    return tmp_path


def test_a_fresh_checkout_is_compiled(folder: Path) -> None:
    catalogues.compile_all(folder)

    assert _translated(folder) == "Ciao"
    assert sorted(file.name for file in _source(folder).parent.iterdir()) == ["messages.mo", "messages.po"]


@pytest.mark.parametrize("seconds", [3600, -3600])
def test_other_words_are_compiled_whether_newer_or_older(folder: Path, seconds: int) -> None:
    catalogues.compile_all(folder)
    at = _source(folder).stat().st_mtime + seconds
    _source(folder).write_text(SENTENCE.format("Salve"))
    os.utime(_source(folder), (at, at))

    catalogues.compile_all(folder)

    assert _translated(folder) == "Salve"


def test_what_is_current_is_left_alone(folder: Path) -> None:
    catalogues.compile_all(folder)
    compiled = _source(folder).with_suffix(".mo")
    inode = compiled.stat().st_ino

    catalogues.compile_all(folder)

    assert compiled.stat().st_ino == inode


def test_a_browser_that_asks_for_italian_reads_italian(app: Flask) -> None:
    page = app.test_client().get("/login", headers={"Accept-Language": "it-IT,it;q=0.9,en;q=0.5"})

    assert '<html lang="it"' in page.text
    assert "Hai dimenticato la password?" in page.text


def test_what_the_form_library_says_is_italian_too(app: Flask) -> None:
    class Several(Form):
        text = StringField(validators=[Length(max=2)])
        number = IntegerField()
        choice = RadioField(choices=["a"])

    with (
        app.test_request_context(method="POST", data={"text": "abc", "number": "x", "choice": "z"}),
        force_locale("it"),
    ):
        form = Several()
        form.validate()

    assert form.errors == {
        "text": ["Accorcia il testo: al massimo 2 caratteri."],
        "number": ["Scrivi un numero intero."],
        "choice": ["Scegli una di queste voci."],
    }


def _source(folder: Path) -> Path:
    return folder / "it" / "LC_MESSAGES" / "messages.po"


def _translated(folder: Path) -> str:
    with _source(folder).with_suffix(".mo").open("rb") as file:
        return GNUTranslations(file).gettext("Hello")
