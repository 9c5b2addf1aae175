"""What a kind of notification says, and where it leads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from db.models import Notification
from webapp.paths import path

# Texts of ours, translated when they are read; what they name is put in as text, never as HTML.
Words = Any  # a lazy text with `%(partner)s` and other names of the notification, or a function of the notification


@dataclass(frozen=True)
class Sentence:
    """The words of a kind, and the path that it leads to; "" where there is nothing to open."""

    words: Words
    leads: Callable[[Notification], str] = lambda _about: ""


def to_pair(about: Notification) -> str:
    """The pair's page."""
    return path("pairs.show", pair_id=about.pair_id)


def to_group(about: Notification) -> str:
    """The group's page."""
    return path("groups.show", slug=about.group.slug)


def to_program(endpoint: str, **more: Any) -> Callable[[Notification], str]:
    """A page of the program."""
    return lambda about: path(endpoint, program_id=about.program_id, **more)


def to_named(endpoint: str, **given: str) -> Callable[[Notification], str]:
    """A page whose numbers are in `names`: `to_named("reports.show", report_id="report")`."""
    return lambda about: path(endpoint, **{each: int(about.names[name]) for each, name in given.items()})
