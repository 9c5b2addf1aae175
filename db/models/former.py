"""What somebody is called whose account is deleted: words in the reader's language, wherever their name is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from peewee import CharField, FieldAccessor

from db.models.base import Column

Words = tuple[str, str]  # alone, such as in a list; and within a sentence

_words: Callable[[], Words] = lambda: ("A former member", "a former member")  # noqa: E731 # what `speak` replaces


def speak(words: Callable[[], Words]) -> None:
    """Say from now on how somebody who is gone is called in the language of whoever reads."""
    global _words  # one way of speaking a process, set once at start
    _words = words


class Former(str):
    """The words that stand where a name was."""

    within_a_sentence: str

    def __new__(cls) -> Former:
        """In the reader's language."""
        alone, within = _words()
        made = super().__new__(cls, alone)
        made.within_a_sentence = within
        return made


class _Name(FieldAccessor):
    """Read from a row that was loaded for one reader and is shown to another, it is in the other's language."""

    def __get__(self, instance: Any, instance_type: Any = None) -> Any:
        value = super().__get__(instance, instance_type)
        return Former() if isinstance(value, Former) else value


class NameField(Column, CharField):
    """A member's name. Nobody's is empty in the database but that of somebody whose account is deleted."""

    accessor_class = _Name

    def db_value(self, value: Any) -> Any:
        """The stored form."""
        return "" if isinstance(value, Former) else super().db_value(value)

    def python_value(self, value: Any) -> Any:
        """The name, or what stands in its place."""
        return Former() if value == "" else super().python_value(value)
