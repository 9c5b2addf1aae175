"""A member's own archive: a ZIP of a page that reads well on its own and of the same as JSON.

It is written into memory, compressed, an entry at a time: it never stands in a file, and needs as much memory as it is
long. The chapters are walked twice, once for each form.
"""

import io
import json
import time
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from flask import current_app
from flask_babel import force_locale, get_locale, gettext

from db.clock import now
from db.models import Member, Notification
from webapp import news
from webapp.archive_words import LABELS, TITLES, VALUES
from webapp.domain.chapters import CHAPTERS, Chapter
from webapp.hooks import RIGHT_TO_LEFT

WORKS, RESTS = 0.005, 0.002  # seconds at a time, so that others of the process get their turns
FORMAT = 1  # of data.json; grows when a key changes its meaning


def written(member: Member) -> bytes:
    """The archive of a member, in their language."""
    held = io.BytesIO()
    with force_locale(member.language), zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, pieces in (("index.html", page(member)), ("data.json", data(member))):
            with archive.open(name, "w", force_zip64=True) as file:
                _write(file, pieces)
    return held.getvalue()


def page(member: Member) -> Iterator[str]:
    """`index.html`, in pieces."""
    reader = _Reader(member)
    template = current_app.jinja_env.get_template("exports/archive.html")
    yield from template.generate(
        reader=reader,
        chapters=(
            (chapter, (reader.shown(entry, chapter) for entry in chapter.entries(member))) for chapter in CHAPTERS
        ),
        titles=TITLES,
        instance=current_app.config["INSTANCE_NAME"],
        made_at=now(),
        lang=member.language,
        dir="rtl" if member.language in RIGHT_TO_LEFT else "ltr",
    )


def data(member: Member) -> Iterator[str]:
    """`data.json`, in pieces: what each key means, then the chapters."""
    meanings = {key: str(label) for key, label in sorted({**TITLES, **LABELS}.items())}
    head = {"format": FORMAT, "made_at": now(), "times": "ISO 8601, UTC", "meaning_of_keys": meanings}
    chapters = {chapter.key: chapter.entries(member) for chapter in CHAPTERS}
    yield from _json({**head, **chapters})


class _Reader:
    """What the page shows its member of a value: instants in their zone, names of states in their language."""

    def __init__(self, member: Member) -> None:
        self.member, self.zone, self.locale = member, ZoneInfo(member.time_zone), get_locale()

    def shown(self, entry: dict[str, Any], chapter: Chapter) -> dict[str, Any]:
        """An entry as the page takes it; a notification as the sentence that stood at home."""
        if chapter.key != "notifications":
            return entry
        return {"text": self._sentence(entry), "created_at": entry["created_at"], "read_at": entry["read_at"]}

    def kind_of(self, value: Any) -> str:
        """How a value is laid out: nothing | text | list | entry | entries | stream (of entries)."""
        if value is None or value == "" or (isinstance(value, list | dict) and not value):
            return "nothing"
        if isinstance(value, dict):
            return "entry"
        if isinstance(value, list) and not isinstance(value[0], dict):
            return "list"
        if isinstance(value, Iterator):
            return "stream"
        return "entries" if isinstance(value, list) else "text"

    def label(self, key: str) -> str:
        """What a key is called."""
        return str(LABELS.get(key, key))

    def text(self, value: Any, key: str = "") -> str:
        """One value in words; `key` is its own."""
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        if isinstance(value, datetime):
            return str(format_datetime(value, "d MMM y, HH:mm", tzinfo=self.zone, locale=self.locale))
        if isinstance(value, date):
            return str(format_date(value, "d MMM y", locale=self.locale))
        return str(VALUES.get(key, {}).get(value, value))

    def _sentence(self, entry: dict[str, Any]) -> str:
        """What a notification said, without its link, which leads nowhere from a disk."""
        return news.sentence(Notification(member=self.member, kind=entry["kind"], names=entry["names"]))


def _json(value: Any) -> Iterator[str]:
    """JSON in pieces; what is iterated is never held as a whole."""
    if isinstance(value, dict):
        yield "{"
        for n, (key, each) in enumerate(value.items()):
            yield f"{',' if n else ''}\n{json.dumps(key)}: "
            yield from _json(each)
        yield "}"
    elif isinstance(value, Iterable) and not isinstance(value, str):
        yield "["
        for n, each in enumerate(value):
            yield "," if n else ""
            yield from _json(each)
        yield "]"
    else:
        yield json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def _write(file: Any, pieces: Iterable[str]) -> None:
    """Write piece by piece, and rest after every few milliseconds: a page needs several rounds of the event loop."""
    some: list[str] = []
    since = time.perf_counter()
    for piece in pieces:
        some.append(piece)
        if time.perf_counter() - since > WORKS:
            file.write("".join(some).encode())
            some.clear()
            time.sleep(RESTS)
            since = time.perf_counter()
    file.write("".join(some).encode())
