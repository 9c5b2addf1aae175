from datetime import timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webapp.domain import availability
from webapp.domain.availability import DAY, PARTS, QUARTERS, SLOTS, SharedTime, overlap, shared_slots, week

ZONES = st.sampled_from(sorted(available_timezones()))
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # reading 600 zones takes its time
GRIDS = st.lists(st.sampled_from(SLOTS), unique=True, max_size=12)


def hours(times: list[SharedTime]) -> float:
    return sum(time.end_hour - time.start_hour for time in times)


def quarters(times: list[SharedTime], zone: str) -> set[int]:
    """The free quarters of an hour in UTC, counted one by one from the zone's clock."""
    found = set()
    for weekday, start, end in times:
        for quarter in range(int(start * QUARTERS), int(end * QUARTERS)):
            found.add((weekday * DAY + quarter - availability.offset(zone)) % availability.WEEK)
    return found


def test_two_in_one_zone_share_what_both_ticked() -> None:
    shared = overlap(["3-evening", "5-morning"], "Europe/Rome", ["3-evening", "4-early"], "Europe/Rome")
    assert shared == [(3, 17, 21)]


def test_adjoining_parts_are_one_stretch() -> None:
    grid = ["0-morning", "0-afternoon"]
    assert overlap(grid, "UTC", grid, "UTC") == [(0, 9, 17)]


def test_an_evening_in_rome_is_an_afternoon_in_new_york() -> None:
    assert overlap(["2-evening"], "Europe/Rome", ["2-afternoon"], "America/New_York") == [(2, 18, 21)]
    assert overlap(["2-afternoon"], "America/New_York", ["2-evening"], "Europe/Rome") == [(2, 12, 15)]


def test_the_week_is_a_ring() -> None:
    assert overlap(["6-night"], "Pacific/Honolulu", ["0-morning"], "UTC") == [(6, 23, 24)]
    assert overlap(["0-morning"], "UTC", ["6-night"], "Pacific/Honolulu") == [(0, 9, 10)]


def test_zones_at_odds_by_a_quarter_share_quarters() -> None:
    assert overlap(["1-morning"], "UTC", ["1-afternoon"], "Asia/Kathmandu") == [(1, 9, 11.25)]


def test_own_slots_in_which_the_other_is_free_for_an_hour_are_named() -> None:
    grid = ["2-morning", "2-evening", "2-night"]
    assert shared_slots(grid, "Europe/Rome", ["2-afternoon"], "America/New_York") == ["2-evening", "2-night"]
    assert shared_slots(["1-evening"], "UTC", ["1-afternoon"], "Asia/Kathmandu") == []


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../../etc/passwd", "America", "Europe/Rome\0"])
def test_an_unknown_zone_counts_as_utc(zone: str) -> None:
    assert overlap(["0-early"], zone, ["0-early"], "UTC") == [(0, 6, 9)]


def test_slots_that_do_not_exist_are_ignored() -> None:
    assert overlap(["7-early", "x", "0-dawn"], "UTC", ["7-early", "0-dawn"], "UTC") == []
    assert availability.known(["9-early", "6-night", "0-early", "0-early"]) == ["0-early", "6-night"]


def test_no_zone_changes_its_clocks_in_the_reference_week() -> None:
    monday = availability.REFERENCE.replace(hour=0) - timedelta(days=2)
    for name in available_timezones():
        zone = ZoneInfo(name)
        offsets = {(monday + timedelta(hours=6 * n)).replace(tzinfo=zone).utcoffset() for n in range(29)}
        assert len(offsets) == 1, name
        ahead = offsets.pop()
        assert ahead is not None
        assert ahead % timedelta(minutes=15) == timedelta(0), name
    assert monday.weekday() == 0


@UNHURRIED
@given(GRIDS, ZONES, GRIDS, ZONES)
def test_it_is_the_same_time_seen_from_either_side(a: list[str], zone_a: str, b: list[str], zone_b: str) -> None:
    ours, theirs = overlap(a, zone_a, b, zone_b), overlap(b, zone_b, a, zone_a)
    assert quarters(ours, zone_a) == quarters(theirs, zone_b)
    both = week(tuple(a), zone_a), week(tuple(b), zone_b)
    assert hours(ours) == hours(theirs) == availability.shared_hours(*both)


@UNHURRIED
@given(GRIDS, ZONES)
def test_with_oneself_one_shares_exactly_the_own_grid(grid: list[str], zone: str) -> None:
    shared = overlap(grid, zone, grid, zone)
    assert hours(shared) == sum(PARTS[slot[2:]][1] - PARTS[slot[2:]][0] for slot in grid)
    for slot in grid:
        start, end = PARTS[slot[2:]]
        assert any(t.weekday == int(slot[0]) and t.start_hour <= start and end <= t.end_hour for t in shared)
    assert shared_slots(grid, zone, grid, zone) == availability.known(grid)


@UNHURRIED
@given(GRIDS, ZONES, GRIDS, ZONES)
def test_nobody_shares_time_outside_the_own_grid(a: list[str], zone_a: str, b: list[str], zone_b: str) -> None:
    shared = overlap(a, zone_a, b, zone_b)
    assert shared == sorted(shared)
    for _weekday, start, end in shared:
        assert 0 <= start < end <= 24
    assert quarters(shared, zone_a) <= quarters(overlap(a, zone_a, a, zone_a), zone_a)
    assert set(shared_slots(a, zone_a, b, zone_b)) <= set(a)
