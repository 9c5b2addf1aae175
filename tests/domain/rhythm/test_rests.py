"""To whom nothing is told: of pairs that rest, in quiet hours, against one's choice; and from when silence counts."""

from datetime import date

import pytest

from db.clock import at, now
from db.models import (
    Absence,
    Dispatch,
    Meeting,
    Member,
    Notification,
    NotificationChoice,
    NotificationHours,
    Pair,
    Program,
    Rhythm,
)
from tests.domain.rhythm.walking import DAY, HOUR, MONDAY, another, go_on, introduce, kinds, tick, told
from tests.people import Cast
from webapp.domain import pairs, rhythm, safety


@pytest.fixture(autouse=True)
def _introduced(cast: Cast) -> None:
    introduce(cast.pair)


def test_nobody_is_told_of_a_pair_that_rests(cast: Cast) -> None:
    pair = cast.pair
    rests = {
        "paused": lambda: Pair.update(state="paused").where(Pair.id == pair.id).execute(),
        "suspended": lambda: Pair.update(state="suspended").where(Pair.id == pair.id).execute(),
        "ended": lambda: Pair.update(state="ended").where(Pair.id == pair.id).execute(),
        "finished": lambda: Program.update(state="finished").where(Program.id == cast.program.id).execute(),
        "off": lambda: Rhythm.keep(cast.program, is_on=False),
        "away": lambda: Absence.create(member=cast.alice, begins_on=date(2026, 1, 1), until=date(2026, 1, 30)),
        "leaving": lambda: Member.update(deactivated_at=now()).where(Member.id == cast.alice.id).execute(),
    }
    undone = {
        "paused": lambda: Pair.update(state="active").where(Pair.id == pair.id).execute(),
        "suspended": lambda: Pair.update(state="active").where(Pair.id == pair.id).execute(),
        "ended": lambda: Pair.update(state="active").where(Pair.id == pair.id).execute(),
        "finished": lambda: Program.update(state="running").where(Program.id == cast.program.id).execute(),
        "off": lambda: Rhythm.keep(cast.program, is_on=True),
        "away": lambda: Absence.delete().execute(),
        "leaving": lambda: Member.update(deactivated_at=None).where(Member.id == cast.alice.id).execute(),
    }
    for name, rest in rests.items():
        rest()
        assert go_on([10]) == 0, name
        undone[name]()
    assert go_on([10]) == 2


def test_nobody_is_told_of_a_pair_across_a_block(cast: Cast) -> None:
    go_on([10])
    safety.block(blocker=cast.alice, blocked=cast.bob)
    Pair.update(state="active").where(Pair.id == cast.pair.id).execute()  # as if it had slipped through
    assert go_on([14, 17]) == 0
    assert not Notification.select().where(Notification.kind.in_(rhythm.KINDS)).exists()


def test_a_block_takes_only_the_blocked_ones_pair_out_of_a_nudge_of_several(cast: Cast) -> None:
    another(cast, "Dana Verdi")
    go_on([10])
    safety.block(blocker=cast.bob, blocked=cast.alice)
    names = Notification.get(Notification.member == cast.alice).names
    assert [name for _pair, name, _occasion in names["pairs"]] == ["Dana"]


def test_bob_who_wants_none_of_it_is_told_nothing_and_alice_goes_on(cast: Cast) -> None:
    for medium in ("app", "mail", "push"):
        NotificationChoice.create(member=cast.bob, topic="rhythm", medium=medium, choice="off")
    go_on(range(12))
    assert told(cast.bob) == []
    assert len(told(cast.alice)) == 4


def test_bob_who_wants_no_mail_is_told_in_the_app(cast: Cast) -> None:
    NotificationChoice.create(member=cast.bob, topic="rhythm", medium="mail", choice="off")
    go_on([10])
    assert Notification.select().where(Notification.member == cast.bob).count() == 1
    assert Dispatch.select().where((Dispatch.member == cast.bob) & (Dispatch.medium == "mail")).count() == 0


@pytest.mark.parametrize(("hour", "nudged"), [(7, 0), (8, 0), (9, 2), (20, 2), (21, 0), (23, 0)])
def test_nobody_is_told_before_the_hour_or_in_quiet_hours(cast: Cast, hour: int, nudged: int) -> None:
    assert tick(MONDAY.replace(hour=hour) + 10 * DAY) == nudged


def test_bob_is_not_told_in_his_own_quiet_hours(cast: Cast) -> None:
    NotificationHours.create(member=cast.bob, quiet_from=22, quiet_to=12)
    day = MONDAY.replace(hour=0) + 10 * DAY
    assert [tick(day + hour * HOUR) for hour in range(24)] == [0] * 9 + [1, 0, 0, 1] + [0] * 11


def test_silence_counts_from_a_pairs_return(cast: Cast) -> None:
    Rhythm.keep(cast.program, first_hours=0, heard_days=0, pulse_days=0, weekday=6)
    with at(MONDAY + 5 * DAY):
        pairs.pause(pair=cast.pair, member=cast.bob)
    with at(MONDAY + 40 * DAY):
        pairs.resume(pair=cast.pair)
    go_on(range(49))
    assert kinds(cast.bob) == [(47, "silent"), (48, "check_in")]


def test_silence_counts_from_the_day_on_which_somebody_is_back(cast: Cast) -> None:
    Rhythm.keep(cast.program, first_hours=0, heard_days=0, pulse_days=0)
    Absence.create(member=cast.alice, begins_on=date(2026, 1, 8), until=date(2026, 1, 30))
    go_on(range(35))
    assert kinds(cast.bob) == [(31, "check_in"), (33, "silent")]


def test_an_absence_taken_back_before_it_began_changes_nothing(cast: Cast) -> None:
    with at(MONDAY):
        Absence.create(member=cast.alice, begins_on=date(2026, 1, 8), until=date(2026, 1, 9), ended_at=now() + DAY)
    go_on(range(8))
    assert kinds(cast.bob)[-1] == (7, "silent")


def test_a_pair_that_has_agreed_to_meet_is_not_called_silent(cast: Cast) -> None:
    Meeting.create(uid="1", pair=cast.pair, proposed_by=cast.bob, state="agreed", starts_at=MONDAY + 9 * DAY)
    go_on(range(10))
    assert "silent" not in dict(map(reversed, kinds(cast.bob)))
    Meeting.update(state="held").execute()
    go_on(range(10, 17))
    assert kinds(cast.bob)[-1] == (16, "silent")
