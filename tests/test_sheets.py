import csv
import io

import pytest

from webapp import sheets


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "\n@"])
def test_charlie_cannot_have_a_spreadsheet_run_what_he_calls_himself(start: str) -> None:
    written = sheets.csv_of(["Name"], [[f"{start}HYPERLINK(1)"]]).removeprefix("\ufeff")
    assert list(csv.reader(io.StringIO(written, newline=""))) == [["Name"], [f"'{start}HYPERLINK(1)"]]


def test_other_words_and_numbers_stay_as_they_are() -> None:
    rows = [["Ada, née = Bell", -1], ['"quoted"', ""]]
    written = sheets.csv_of(["Name", "Number"], rows).removeprefix("\ufeff")
    assert list(csv.reader(io.StringIO(written)))[1:] == [["Ada, née = Bell", "-1"], ['"quoted"', ""]]
