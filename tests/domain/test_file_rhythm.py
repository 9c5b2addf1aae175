"""The table [rhythm] of a program file."""

import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from db.models import Program, Rhythm
from tests.domain.test_program_files import GOOD
from tests.people import Cast
from webapp.blueprints.programs.problems import sentence
from webapp.domain import program_files, programs
from webapp.domain.program_files import BadFile

RHYTHM = GOOD.replace(
    "cadence_days = 7\n",
    """cadence_days = 7
[rhythm]
is_on = true
weekday = "friday"
hour = 10
silent_days = [5, 12]

[rhythm.words]
check_in = "Well, {partner}?"
""",
)

BAD: list[tuple[str, Callable[[str], str], str]] = [
    ("a day's number", lambda f: f.replace('"friday"', "5"), "Line 8: “weekday” must be one of these: mon"),
    ("no such hour", lambda f: f.replace("10", "25"), "Line 9: “hour” must be a number from 0 to 23"),
    ("a quiet hour", lambda f: f.replace("10", "22"), "Line 9: This is within the quiet hours"),
    ("a day for days", lambda f: f.replace("[5, 12]", "5"), "Line 10: “silent_days” must be a list in square"),
    ("closing too early", lambda f: f.replace("12]", "28]"), "This must be later than the last nudge"),
    ("off in a word", lambda f: f.replace("true", '"on"'), "Line 7: “is_on” must be true or false"),
    (
        "no such nudge",
        lambda f: f.replace("check_in", "chek_in"),
        "Line 13: “chek_in” is not known here. Is “check_in” meant?",
    ),
    ("nobody's name", lambda f: f.replace("{partner}", "{mentor}"), "Line 13: {mentor} stands for nothing"),
    ("a lone brace", lambda f: f.replace("{partner}", "{partner"), "Line 13: A brace stands alone"),
]


@pytest.mark.parametrize(("spoil", "words"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
def test_a_rhythm_that_cannot_be_is_told_its_line(app: Flask, spoil: Callable[[str], str], words: str) -> None:
    with pytest.raises(BadFile) as found:
        program_files.read(spoil(RHYTHM).encode())
    with app.test_request_context():
        sentences = [sentence(problem) for problem in found.value.problems]
    assert any(words in told for told in sentences), sentences


def test_olivia_can_bring_a_rhythm_in_and_the_rest_of_it_stays_ours(cast: Cast) -> None:
    made = programs.bring_in(actor=cast.olivia, group=cast.group, curriculum=program_files.read(RHYTHM.encode()))
    rhythm = Rhythm.of(made)
    assert (rhythm.weekday, rhythm.hour, rhythm.silent_days, rhythm.closing_days) == (4, 10, [5, 12], 28)
    assert rhythm.words == {"check_in": "Well, {partner}?"}
    assert not Rhythm.select().where(Rhythm.program == cast.program).exists()


def test_olivia_can_download_it_where_she_has_set_one_and_charlie_cannot(visit: Any, cast: Cast) -> None:
    path = f"/programs/{cast.program.id}/file"
    assert "rhythm" not in tomllib.loads(visit(cast.olivia).get(path).text)
    Rhythm.keep(Program.get_by_id(cast.program.id), weekday=6, words={"pulse": "Tell us."})
    said = tomllib.loads(visit(cast.olivia).get(path).text)["rhythm"]
    assert (said["weekday"], said["words"]) == ("sunday", {"pulse": "Tell us."})
    visit(cast.charlie).get(path, status=404)
