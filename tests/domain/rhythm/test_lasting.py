"""What waits in a digest is left out when it is not so any more."""

from collections.abc import Callable

import pytest

from db.clock import at
from db.models import Completion, Notification, Pair, Program, Rhythm, Step
from tests.domain.rhythm.walking import DAY, HOUR, MONDAY, another, go_on, introduce, write
from tests.people import Cast
from webapp.domain import progress, pulses
from webapp.domain.rhythm import endings, lasting


@pytest.fixture(autouse=True)
def _introduced(cast: Cast) -> None:
    introduce(cast.pair)


def check_in(cast: Cast) -> None:
    progress.check_in(pair=cast.pair, member=cast.bob, score=8, words="", today=(MONDAY + 10 * DAY).date())


def give_pulse(cast: Cast) -> None:
    pulses.answer(pair=cast.pair, member=cast.bob, score=8)


def do_the_step(cast: Cast) -> None:
    step = Step.of_program(cast.program)[1]
    Completion.create(pair=cast.pair, step=step, member=cast.alice, completed_at=MONDAY + 20 * DAY)


def keep_going(cast: Cast) -> None:
    endings.keep_going(pair=cast.pair, member=cast.alice)


def write_to_bob(cast: Cast) -> None:
    write(cast.pair, cast.alice, 21)


def end_the_program(cast: Cast) -> None:
    Program.update(state="finished").where(Program.id == cast.program.id).execute()


def pause(cast: Cast) -> None:
    Pair.update(state="paused").where(Pair.id == cast.pair.id).execute()


ANSWERED: list[tuple[str, int, Callable[[Cast], object]]] = [
    ("first_message", 3, write_to_bob),
    ("silent", 7, write_to_bob),
    ("check_in", 10, check_in),
    ("closing", 28, keep_going),
    ("closing", 35, write_to_bob),
    ("pulse", 30, give_pulse),
    ("silent", 21, end_the_program),
    ("silent", 21, pause),
]


@pytest.mark.parametrize(("kind", "day", "happens"), ANSWERED)
def test_it_holds_until_it_was_answered_or_is_over(
    cast: Cast, kind: str, day: int, happens: Callable[[Cast], object]
) -> None:
    go_on(range(day + 1))
    told = Notification.select().where((Notification.kind == kind) & (Notification.member == cast.bob))
    newest = told.order_by(Notification.id.desc()).first()
    with at(MONDAY + day * DAY + 20 * HOUR):
        assert lasting.narrow(newest)
        happens(cast)
        assert not lasting.narrow(newest)


def test_whether_alice_has_heard_holds_until_bob_has_written(cast: Cast) -> None:
    go_on(range(3))
    asked = Notification.get(Notification.kind == "heard")
    with at(MONDAY + 3 * DAY):
        assert lasting.narrow(asked)
    write(cast.pair, cast.bob, 2.5)
    with at(MONDAY + 3 * DAY):
        assert not lasting.narrow(asked)


def test_a_step_that_opened_holds_until_it_is_done(cast: Cast) -> None:
    Rhythm.keep(cast.program, first_hours=0, heard_days=0, pulse_days=0, silent_days=[], closing_days=0)
    Completion.create(pair=cast.pair, step=Step.of_program(cast.program)[0], member=cast.bob, completed_at=MONDAY)
    go_on(range(9))
    opened = Notification.get((Notification.kind == "step_opened") & (Notification.member == cast.bob))
    with at(MONDAY + 9 * DAY):
        assert lasting.narrow(opened)
        do_the_step(cast)
        assert not lasting.narrow(opened)


def test_a_nudge_of_several_names_those_of_whom_it_still_holds(cast: Cast) -> None:
    dana = another(cast, "Dana Verdi")
    go_on(range(8))
    later = MONDAY + 7 * DAY + 20 * HOUR
    for pair, named in ((None, ["Bob", "Dana"]), (cast.pair, ["Dana"]), (dana, [])):
        if pair:
            write(pair, cast.alice, 7.5)
        silent = Notification.get((Notification.kind == "silent") & (Notification.member == cast.alice))
        with at(later):
            assert lasting.narrow(silent) is bool(named)
        assert [name for _pair, name, _occasion in silent.names["pairs"]] == named
