import re

import pytest
from flask import Flask, render_template

from tests.html import check_fragment
from webapp.domain.trail import SHEETS, Sheet, drawing

NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
NARROW = SHEETS[1]


def walk(count: int, here: int) -> list[str]:
    return ["done"] * (here - 1) + ["here"] + ["ahead"] * (count - here)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
@pytest.mark.parametrize("count", [1, 2, 6, 7, 8, 9, 12, 13, 24, 25, 40])
def test_everything_drawn_stands_on_the_sheet(sheet: Sheet, count: int) -> None:
    for states in (walk(count, 1), walk(count, (count + 1) // 2), walk(count, count), ["ahead"] * count):
        made = drawing(states, sheet)
        for mark in made.waymarks:
            assert mark.x >= 0
            assert mark.x + mark.width <= made.width
            assert mark.y >= 0
            assert mark.y + mark.height <= made.height
        numbers = [float(n) for n in NUMBERS.findall(made.walked + " " + made.ahead)]
        assert all(-3 <= x <= made.width + 3 for x in numbers[::2])
        assert all(-3 <= y <= made.height + 3 for y in numbers[1::2])
        if not made.label:
            continue
        assert 16 <= made.label[0] <= made.width - 16  # half the word's width
        assert made.label[1] <= made.height


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
@pytest.mark.parametrize("count", range(6, 25))
def test_waymarks_do_not_touch_each_other(sheet: Sheet, count: int) -> None:
    marks = drawing(walk(count, count // 2), sheet).waymarks
    for i, one in enumerate(marks):
        for other in marks[i + 1 :]:
            across = max(one.x, other.x) - min(one.x + one.width, other.x + other.width)
            down = max(one.y, other.y) - min(one.y + one.height, other.y + other.height)
            assert max(across, down) >= 8


def test_the_walked_part_ends_and_the_rest_begins_at_the_waymark_of_here() -> None:
    made = drawing(walk(8, 3), NARROW)
    here = made.waymarks[2]
    middle = (here.x + here.width / 2, here.y + here.height / 2)
    walked, ahead = ([float(n) for n in NUMBERS.findall(path)] for path in (made.walked, made.ahead))
    assert (walked[-2], walked[-1]) == pytest.approx(middle)
    assert (ahead[0], ahead[1]) == pytest.approx(middle)


def test_a_path_not_begun_is_all_dotted_and_a_finished_one_all_solid() -> None:
    begun, finished = drawing(["ahead"] * 8, NARROW), drawing(["done"] * 8, NARROW)
    assert (begun.walked, begun.label) == ("", None)
    assert (finished.ahead, finished.label) == ("", None)


def test_a_path_that_was_reordered_is_solid_up_to_here() -> None:
    made = drawing(["done", "ahead", "here", "done"], NARROW)
    assert [mark.state for mark in made.waymarks] == ["done", "ahead", "here", "done"]
    assert made.walked


def test_a_phone_folds_a_long_path_into_rows_of_eight_at_most() -> None:
    marks = drawing(walk(24, 1), NARROW).waymarks
    assert {int(mark.y // NARROW.row) for mark in marks[:8]} == {0}
    assert {int(mark.y // NARROW.row) for mark in marks[16:]} == {2}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
@pytest.mark.parametrize("states", [["ahead"] * 8, walk(8, 3), walk(24, 10), ["done"] * 24])
def test_the_sheet_ends_just_below_what_is_drawn(sheet: Sheet, states: list[str]) -> None:
    made = drawing(states, sheet)
    lowest = max(mark.y + mark.height for mark in made.waymarks)
    assert made.height - max(lowest, made.label[1] if made.label else 0) <= 16


@pytest.mark.parametrize("states", [[], walk(1, 1), walk(8, 3), ["ahead"] * 12, ["done"] * 24])
def test_the_component_is_valid_and_says_where_the_pair_is(app: Flask, states: list[str]) -> None:
    with app.test_request_context():
        text = render_template("components/_trail.html", states=states)
    check_fragment(text)
    assert text.count("<rect") == 2 * len(states)
    assert ("Step 3 of 8" in text) == (states == walk(8, 3))
