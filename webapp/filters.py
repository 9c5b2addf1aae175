"""What templates need: ids, dates in the reader's zone, links in what members wrote, a small Markdown."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import nh3
from babel import Locale
from flask import Flask
from flask_babel import format_date, format_datetime, get_locale, gettext
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from db.clock import now
from webapp import words
from webapp.domain.trail import Trail, drawings

URL = re.compile(r"https://[^\s<>\"']{1,2000}[^\s<>\"'.,;:!?)\]]")
MARKDOWN = MarkdownIt("zero").enable(["emphasis", "list", "link", "newline", "paragraph", "escape"])
LINK = Markup('<a href="{0}" rel="noopener noreferrer nofollow ugc" target="_blank">{0}</a>')
PARTNER = re.compile(r"(^\W*|[.!?]\s+)?\{partner\}")
TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "br"}


def init_app(app: Flask) -> None:
    """Register the filters."""
    for function in (
        dom_id,
        day,
        day_and_time,
        clock,
        linked,
        markdown,
        with_partner,
        in_zone,
        dom_day,
        language_names,
        trails,
        date_in_words,
    ):
        app.jinja_env.filters[function.__name__] = function


def dom_id(row: Any, prefix: str = "") -> str:
    """The id of a row's element: `pair-7`, or `prefix-pair-7`."""
    name = f"{type(row).__name__.lower()}-{row.id}"
    return f"{prefix}-{name}" if prefix else name


def in_zone(moment: datetime) -> datetime:
    """An instant in the reader's zone."""
    return moment.astimezone(words.zone())


def dom_day(moment: datetime) -> str:
    """The reader's day of an instant, `2026-11-21`."""
    return in_zone(moment).date().isoformat()


def today() -> date:
    """The reader's own day."""
    return in_zone(now()).date()


def day(moment: datetime | date) -> str:
    """The reader's day: "today", "yesterday", or "Sunday 15 November"; with the year if it is another one."""
    on = in_zone(moment).date() if isinstance(moment, datetime) else moment
    days_ago = (today() - on).days
    if days_ago in (0, 1):
        return gettext("yesterday") if days_ago else gettext("today")
    return str(format_date(on, "EEEE d MMMM" if on.year == today().year else "d MMMM y"))


def date_in_words(on: date) -> str:
    """A date on the calendar, whoever reads it: "Monday 7 December 2026"."""
    return str(format_date(on, "EEEE d MMMM y"))


def clock(moment: datetime) -> str:
    """The reader's hour and minute."""
    at = in_zone(moment)
    return f"{at.hour:02}:{at.minute:02}"


def day_and_time(moment: datetime, zone: str | None = None) -> str:
    """The reader's date and time in one line; in another zone for somebody who is known and not signed in."""
    here = moment.astimezone(ZoneInfo(zone)) if zone else moment
    return str(format_datetime(here, "d MMM y, HH:mm", rebase=not zone))


def linked(text: str) -> Markup:
    """A member's words: escaped, with https addresses as links that tell their target nothing."""
    if "https://" not in text:  # most have none
        return escape(text)
    parts, last = [], 0
    for found in URL.finditer(text):
        parts.append(escape(text[last : found.start()]))
        address = escape(found.group())
        parts.append(
            Markup('<a href="{0}" rel="noopener noreferrer nofollow ugc" target="_blank">{0}</a>').format(address)
        )
        last = found.end()
    parts.append(escape(text[last:]))
    return Markup("").join(parts)


@lru_cache(maxsize=512)
def markdown(text: str) -> Markup:
    """An admin's words in the small Markdown (paragraphs, lists, emphasis, links), cleaned to a short list of tags."""
    cleaned = nh3.clean(
        MARKDOWN.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "mailto"},
        link_rel="noopener noreferrer nofollow ugc",
    )
    return Markup(cleaned)  # noqa: S704 # nh3 has just cleaned it


def language_names(codes: Iterable[str]) -> list[str]:
    """Languages by their codes, in the reader's language: ["Italian", "Arabic"]."""
    names = (get_locale() or Locale("en")).languages
    return [str(names.get(code, code)) for code in codes]


def with_partner(text: str, name: str) -> str:
    """A step's words with the partner's name in its place, with a capital where a sentence begins."""
    begun = name[:1].upper() + name[1:]
    return PARTNER.sub(lambda found: name if found[1] is None else found[1] + begun, text)


def trails(states: list[str]) -> tuple[Trail, ...]:
    """The drawings of a path whose steps are "done", "here" or "ahead"."""
    return drawings(tuple(states))
