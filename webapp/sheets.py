"""Tables for a spreadsheet, which must not take what a member wrote for a formula."""

import csv
import io
from collections.abc import Iterable

from flask_babel import get_locale

from webapp.domain.errors import TableIsTooLong
from webapp.limits import CSV_BYTES, CSV_ROWS

RISKY = ("=", "+", "-", "@", "\t", "\r")  # how a formula begins, or what comes before one


def csv_of(header: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    """A CSV file's text, with the mark by which spreadsheets know UTF-8. Raises TableIsTooLong."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter())
    writer.writerow([safe(cell) for cell in header])
    for number, row in enumerate(rows, 1):
        writer.writerow([safe(cell) for cell in row])
        if number > CSV_ROWS:
            raise TableIsTooLong
    text = f"\ufeff{written.getvalue()}"
    if len(text.encode()) > CSV_BYTES:
        raise TableIsTooLong
    return text


def delimiter() -> str:
    """What stands between two cells: where numbers have a decimal comma, Excel takes only the semicolon for it.

    Other spreadsheets find out by themselves.
    """
    locale = get_locale()
    return ";" if locale and locale.number_symbols["latn"]["decimal"] == "," else ","


def safe(cell: object) -> object:
    """A cell that is shown as it is: text that a spreadsheet would run has an apostrophe before it."""
    is_risky = isinstance(cell, str) and cell.lstrip(" \n").startswith(RISKY)
    return f"'{cell}" if is_risky else cell
