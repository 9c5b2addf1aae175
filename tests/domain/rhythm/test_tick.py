"""The weekly rhythm over weeks: what is told to whom on which day, once, and to whom nothing."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from db.clock import at
from db.models import (
    CheckIn,
    Completion,
    Dispatch,
    FreshStart,
    Notification,
    NotificationChoice,
    Nudge,
    NudgeItem,
    Pair,
    Program,
    Pulse,
    Rhythm,
    Step,
)
from tests import people
from tests.concurrently import at_once
from tests.domain.rhythm.walking import DAY, HOUR, MONDAY, another, go_on, introduce, kinds, tick, told, write
from tests.people import Cast
from webapp.domain import progress, rhythm
from webapp.domain.rhythm import reach, reading

SILENT = [
    (3, "first_message", "first"),
    (7, "silent", "2026-01-05/7"),
    (10, "check_in", "2026-01-15"),
    (14, "silent", "2026-01-05/14"),
    (17, "check_in", "2026-01-22"),
    (21, "silent", "2026-01-05/21"),
    (24, "check_in", "2026-01-29"),
    (28, "closing", "2026-01-05/ask"),
    (30, "pulse", "2026-02-04"),
    (31, "check_in", "2026-02-05"),
    (35, "closing", "2026-01-05/last"),
]


@pytest.fixture(autouse=True)
def _introduced(cast: Cast) -> None:
    introduce(cast.pair)


def test_alice_and_bob_are_told_what_is_due_to_a_pair_that_never_begins_and_charlie_nothing(cast: Cast) -> None:
    go_on(range(38))
    assert told(cast.bob) == SILENT
    assert told(cast.alice) == [(2, "heard", "first"), *SILENT]
    assert told(cast.charlie) == []


def test_a_silent_pair_closes_after_a_warning_to_both_and_not_a_day_before(cast: Cast) -> None:
    go_on(range(42))
    with at(MONDAY + 41 * DAY):
        assert rhythm.close_unanswered() == []
    with at(MONDAY + 42 * DAY):
        assert rhythm.close_unanswered() == [cast.pair.id]
        assert rhythm.close_unanswered() == []
    pair = Pair.get_by_id(cast.pair.id)
    assert (pair.state, pair.closed_by_id) == ("ended", None)
    assert {(row.member_id, row.about_id) for row in Dispatch.select().where(Dispatch.topic == "pairs")} == {
        (cast.alice.id, cast.bob.id),
        (cast.bob.id, cast.alice.id),
    }, "a block withdraws even this mail"
    left = [row.kind for row in Notification.select().order_by(Notification.id)]
    assert left == ["pair_ended", "pair_ended"], "what they were asked about it is gone"


def test_a_pair_that_has_walked_its_path_and_goes_quiet_has_completed_it(cast: Cast) -> None:
    for step in Step.of_program(cast.program):
        Completion.create(pair=cast.pair, step=step, member=cast.bob, completed_at=MONDAY)
    go_on(range(42))
    with at(MONDAY + 42 * DAY):
        assert rhythm.close_unanswered() == [cast.pair.id]
    assert Pair.get_by_id(cast.pair.id).state == "completed"


def test_a_word_of_alice_on_the_last_day_keeps_it_open(cast: Cast) -> None:
    go_on(range(42))
    write(cast.pair, cast.alice, 41.9)
    with at(MONDAY + 42 * DAY):
        assert rhythm.close_unanswered() == []


def test_a_pair_cannot_be_closed_of_which_one_could_not_be_warned(cast: Cast) -> None:
    go_on(range(30))
    for medium in ("app", "mail", "push"):
        NotificationChoice.create(member=cast.bob, topic="rhythm", medium=medium, choice="off")
    go_on(range(30, 60))
    assert (35, "closing") in kinds(cast.alice)
    assert (35, "closing") not in kinds(cast.bob)
    with at(MONDAY + 60 * DAY):
        assert rhythm.close_unanswered() == []


def test_a_pair_that_was_silent_before_the_rhythm_began_is_not_asked_to_close_at_once(cast: Cast) -> None:
    introduce(cast.pair, MONDAY - 100 * DAY)
    go_on(range(8))
    assert kinds(cast.bob)[0] == (0, "silent")
    assert kinds(cast.bob)[-1] == (7, "closing")


def test_alice_and_bob_who_write_are_asked_how_it_goes_and_told_of_steps(cast: Cast) -> None:
    steps = list(Step.of_program(cast.program))
    for day in range(0, 36, 2):
        write(cast.pair, cast.bob, day)
        write(cast.pair, cast.alice, day + 0.1)
    for number, step in enumerate(steps[:3]):
        Completion.create(pair=cast.pair, step=step, member=cast.bob, completed_at=MONDAY + (number * 7 + 4) * DAY)
    go_on(range(3))
    assert told(cast.bob) == []


def test_a_step_opens_at_its_turn_or_the_day_after_the_one_before_was_done(cast: Cast) -> None:
    Rhythm.keep(cast.program, silent_days=[], closing_days=0, first_hours=0, heard_days=0, pulse_days=0)
    steps = list(Step.of_program(cast.program))
    done_on = {0: 2, 1: 8, 2: 25}  # the first two in time, the third late
    for day in range(40):
        for number, when in done_on.items():
            if when == day:
                with at(MONDAY + day * DAY - HOUR):
                    progress.complete_step(pair=cast.pair, member=cast.bob, step=steps[number])
        go_on([day])
    opened = [(day, occasion) for day, kind, occasion in told(cast.bob) if kind == "step_opened"]
    assert opened == [(7, str(steps[1].id)), (14, str(steps[2].id)), (26, str(steps[3].id))]


def test_the_first_step_is_announced_only_where_the_program_starts_later(cast: Cast) -> None:
    Program.update(starts_on=date(2026, 1, 9)).where(Program.id == cast.program.id).execute()
    Rhythm.keep(cast.program, first_hours=0, heard_days=0)
    go_on(range(6))
    assert kinds(cast.bob) == [(4, "step_opened")]


def test_alice_with_five_mentees_is_told_of_all_of_them_at_once(cast: Cast) -> None:
    for name in ("Dana Verdi", "Erik Lind", "Gina Serra", "Hugo Sala"):
        another(cast, name)
    go_on([10])
    assert Nudge.select().where(Nudge.member == cast.alice).count() == 1
    assert NudgeItem.select().where(NudgeItem.member == cast.alice).count() == 5
    left = Notification.get(Notification.member == cast.alice)
    assert [name for _pair, name, _occasion in left.names["pairs"]] == ["Bob", "Dana", "Erik", "Gina", "Hugo"]
    assert left.pair is None
    assert Dispatch.select().where((Dispatch.member == cast.alice) & (Dispatch.medium == "mail")).count() == 1


def test_what_is_outranked_comes_the_next_day(cast: Cast) -> None:
    """Alice's pair with Bob has gone quiet on the check-in day; with Dana she writes."""
    dana = another(cast, "Dana Verdi")
    introduce(cast.pair, MONDAY + 3 * DAY)
    for day in (8, 9):
        write(dana, dana.mentee, day)
    Rhythm.keep(cast.program, first_hours=0, heard_days=0)
    go_on([10, 11, 12])
    assert kinds(cast.alice) == [(10, "silent"), (11, "check_in"), (11, "check_in")]


def test_alice_is_nudged_once_a_day_in_two_programs(cast: Cast) -> None:
    other = people.program(cast.group, name="Second run")
    introduce(people.introduced(other, cast.alice, people.member("Dana Verdi")))
    Rhythm.keep(cast.program, silent_days=[], closing_days=0, first_hours=0, heard_days=0, pulse_days=0)
    Rhythm.keep(other, silent_days=[], closing_days=0, first_hours=0, heard_days=0, pulse_days=0)
    go_on([10, 10.1, 11, 11.1, 12])
    items = [(item.nudge.on_day.day, item.pair.program_id) for item in NudgeItem.select() if item.member == cast.alice]
    assert items == [(15, cast.program.id), (16, other.id)]


def test_bob_is_not_asked_to_check_in_who_has(cast: Cast) -> None:
    CheckIn.create(uid="1", pair=cast.pair, member=cast.bob, week_of=date(2026, 1, 12), score=7)
    go_on([10, 11, 12, 13])
    assert "check_in" in dict(map(reversed, kinds(cast.alice)))
    assert "check_in" not in dict(map(reversed, kinds(cast.bob)))


def test_the_pulse_is_asked_from_the_last_one_given(cast: Cast) -> None:
    Rhythm.keep(cast.program, silent_days=[], closing_days=0)
    Pulse.create(pair=cast.pair, member=cast.bob, period=date(2026, 1, 25), score=8)
    go_on(range(60))
    asked = [(day, occasion) for day, kind, occasion in told(cast.bob) if kind == "pulse"]
    assert asked == [(50, "2026-02-24")]


def test_a_tick_again_or_in_two_places_at_once_tells_nothing_twice(cast: Cast) -> None:
    for name in ("Dana Verdi", "Erik Lind", "Gina Serra"):
        another(cast, name)
    moment = MONDAY + 10 * DAY
    results = at_once(*[partial(tick, moment) for _ in range(4)])
    assert sum(results) == 5, results
    assert tick(moment) == 0
    assert Nudge.select().count() == 5
    assert Notification.select().count() == 5
    assert NudgeItem.select().count() == 8


def test_a_kill_in_the_middle_of_telling_leaves_nothing_of_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def killed(**_names: Any) -> None:
        raise Killed

    moment = MONDAY + 10 * DAY
    with monkeypatch.context() as patched:
        patched.setattr("webapp.domain.notifications.notify", killed)
        with pytest.raises(Killed):
            tick(moment)
    assert (Nudge.select().count(), NudgeItem.select().count()) == (0, 0)
    assert tick(moment) == 2


def test_yes_we_have_heard_ends_the_question_of_a_first_message(cast: Cast) -> None:
    with at(MONDAY + 2 * DAY):
        FreshStart.note(cast.pair.id, "heard")
    go_on(range(9))
    assert kinds(cast.bob) == []
    go_on([9])
    assert kinds(cast.bob) == [(9, "silent")]


def test_finding_what_is_due_takes_the_same_queries_however_many_pairs(cast: Cast, statements: list[str]) -> None:
    counts = []
    for round_ in range(2):
        statements.clear()
        tick(MONDAY + timedelta(minutes=round_))
        counts.append(len(statements))
        for n in range(8 * (1 - round_)):
            another(cast, f"{'ABCDEFGH'[n]}name Nomatter")
    assert counts == [reading.QUERIES + reach.QUERIES] * 2
