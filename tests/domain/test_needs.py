from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag

from db import clock
from db.models import AuditEntry, FitAnswer, Member, Membership, Pair, Pulse, Rhythm, Snooze
from tests import people
from tests.people import Cast
from tests.queries import count_queries
from webapp.domain import audit_log, chat, coordinator_notes, facts, needs, office_words, safety, snoozes
from webapp.domain.audit_log import Narrowing
from webapp.domain.errors import NotAnAdminNow, NotYours, OwnPair, PairIsClosed
from webapp.domain.needs import Wanted

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def quiet(cast: Cast, name: str, days: float) -> Pair:
    """A pair that wrote, and has been silent for so long; its path is done."""
    pair = people.introduced(cast.program, people.member(f"M{name} A"), people.member(f"N{name} B"))
    with clock.at(ago(days)):
        for author in (pair.mentee, pair.mentor):
            chat.post_message(pair=pair, author=author, body="Hello", client_id=f"quiet-{author.id}")
    Pair.update(introduced_at=ago(days + 1), last_active_at=ago(days)).where(Pair.id == pair.id).execute()
    return pair


@pytest.fixture(autouse=True)
def _begun(cast: Cast) -> None:
    Pair.update(introduced_at=ago(3)).where(Pair.id == cast.pair.id).execute()
    cast.program.starts_on = NOW.date()
    cast.program.save()


def names(listing: needs.Listing) -> list[str]:
    return [need.facts.mentor.first_name for need in listing.page.rows]


def listed(cast: Cast, reader: Member | None = None, **wanted: str | bool) -> needs.Listing:
    with clock.at(NOW):
        return needs.listing(cast.program, reader=reader or cast.olivia, wanted=Wanted(**wanted))  # type: ignore[arg-type] # each has its own type


def test_olivia_can_see_first_who_needs_help_and_longest(cast: Cast) -> None:
    for name, days in (("nine", 9), ("thirty", 30), ("eight", 8), ("forty", 40), ("one", 1)):
        quiet(cast, name, days)
    everybody = listed(cast)
    assert names(everybody) == ["Mforty", "Mthirty", "Mnine", "Meight"]
    assert (everybody.page.total, everybody.every) == (4, 6)
    assert everybody.counts == {"help": 2, "watch": 2, "good": 2}
    assert names(listed(cast, level="watch")) == ["Mnine", "Meight"]
    assert names(listed(cast, level="good")) == ["Alice", "Mone"]
    assert len(names(listed(cast, level="all"))) == 6
    assert names(listed(cast, signal="silent", level="help")) == ["Mforty", "Mthirty"]
    assert names(listed(cast, signal="gap")) == []


def test_a_snoozed_pair_comes_back_when_its_time_is_over_or_it_fares_worse(cast: Cast) -> None:
    pair = quiet(cast, "nine", 9)
    with clock.at(NOW):
        snoozes.snooze(program=cast.program, pair_id=pair.id, by=cast.olivia, days=14)
    assert Snooze.get().level == "watch"
    assert names(listed(cast)) == []
    snoozed = listed(cast, is_snoozed=True)
    assert (names(snoozed), snoozed.snoozed) == (["Mnine"], 1)
    Pair.update(last_active_at=ago(21)).where(Pair.id == pair.id).execute()
    assert names(listed(cast)) == ["Mnine"]
    Pair.update(last_active_at=ago(9)).where(Pair.id == pair.id).execute()
    with clock.at(NOW + timedelta(days=1)):
        assert needs.listing(cast.program, reader=cast.olivia, wanted=Wanted()).page.total == 0
    with clock.at(NOW):
        snoozes.wake(program=cast.program, pair_id=pair.id, by=cast.olivia)
        snoozes.wake(program=cast.program, pair_id=pair.id, by=cast.olivia)
    assert names(listed(cast)) == ["Mnine"]
    actions = [entry.action for entry in AuditEntry.select().order_by(AuditEntry.position)]
    assert actions == ["help.snoozed", "help.woken"]


def test_the_newest_snooze_counts(cast: Cast) -> None:
    pair = quiet(cast, "nine", 9)
    with clock.at(NOW):
        for days in (30, 7):
            snoozes.snooze(program=cast.program, pair_id=pair.id, by=cast.olivia, days=days)
        assert facts.of_pair(pair.id).snoozed_until == NOW + timedelta(days=7)
        with pytest.raises(ValueError, match="no snooze"):
            snoozes.snooze(program=cast.program, pair_id=pair.id, by=cast.olivia, days=3)


def test_olivia_cannot_tell_from_the_list_what_her_own_partner_answered(cast: Cast) -> None:
    own = people.introduced(cast.program, cast.olivia, people.member("Nora Blu"))
    anna = people.member("Anna Verdi")
    people.join(cast.group, anna, is_admin=True)
    Pair.update(introduced_at=ago(3)).where(Pair.id == own.id).execute()
    FitAnswer.create(pair=own, member=own.mentee, answer="not_a_fit")
    Pulse.create(pair=own, member=own.mentee, period=ago(2).date(), score=1)
    assert names(listed(cast, anna)) == ["Olivia"]
    with clock.at(NOW):
        snoozes.snooze(program=cast.program, pair_id=own.id, by=anna, days=7)
    mine = listed(cast)
    assert (mine.counts, mine.snoozed) == ({"good": 2}, 0)
    assert names(listed(cast, level="all")) == ["Alice", "Olivia"]
    assert names(listed(cast, is_snoozed=True)) == []
    assert not list(audit_log.of_group(cast.group, Narrowing(), reader=cast.olivia))
    assert len(list(audit_log.of_group(cast.group, Narrowing(), reader=anna))) == 1
    assert not list(audit_log.for_host(cast.olivia, Narrowing()))
    with clock.at(NOW):
        assert needs.counts(cast.program, readers=[cast.olivia]) == {cast.olivia.id: 0}


def test_olivia_cannot_look_after_a_pair_that_she_is_in(cast: Cast) -> None:
    own = people.introduced(cast.program, cast.olivia, people.member("Nora Blu"))
    with pytest.raises(OwnPair):
        snoozes.snooze(program=cast.program, pair_id=own.id, by=cast.olivia, days=7)
    with pytest.raises(OwnPair):
        coordinator_notes.add(program=cast.program, pair_id=own.id, author=cast.olivia, body="mine")


def test_nobody_can_reach_a_pair_through_another_program(cast: Cast) -> None:
    other = people.program(cast.group, name="Another")
    with pytest.raises(Pair.DoesNotExist):
        snoozes.snooze(program=other, pair_id=cast.pair.id, by=cast.olivia, days=7)


def test_a_closed_pair_is_in_no_list_and_cannot_be_left_be(cast: Cast) -> None:
    safety.block(blocker=cast.bob, blocked=cast.alice)
    assert listed(cast, level="all").every == 0
    with pytest.raises(PairIsClosed):
        snoozes.snooze(program=cast.program, pair_id=cast.pair.id, by=cast.olivia, days=7)


def test_only_its_author_can_read_or_delete_a_note(cast: Cast) -> None:
    anna = people.member("Anna Verdi")
    people.join(cast.group, anna, is_admin=True)
    note = coordinator_notes.add(program=cast.program, pair_id=cast.pair.id, author=cast.olivia, body="they are shy")
    assert [noted.text for noted in coordinator_notes.of(cast.pair.id, cast.olivia)] == ["they are shy"]
    assert b"shy" not in bytes(note.body)
    for other in (anna, cast.alice, cast.charlie):
        assert coordinator_notes.of(cast.pair.id, other) == []
    with pytest.raises(NotYours):
        coordinator_notes.delete(program=cast.program, pair_id=cast.pair.id, author=anna, note_id=note.id)
    coordinator_notes.delete(program=cast.program, pair_id=cast.pair.id, author=cast.olivia, note_id=note.id)
    assert coordinator_notes.of(cast.pair.id, cast.olivia) == []
    assert [entry.action for entry in AuditEntry.select()] == ["help.noted", "help.note_deleted"]


def test_whoever_is_no_admin_any_more_looks_after_nobody(cast: Cast) -> None:
    Membership.update(is_admin=False).where(Membership.member == cast.olivia.id).execute()
    with pytest.raises(NotAnAdminNow):
        snoozes.snooze(program=cast.program, pair_id=cast.pair.id, by=cast.olivia, days=7)
    with pytest.raises(NotAnAdminNow):
        coordinator_notes.add(program=cast.program, pair_id=cast.pair.id, author=cast.olivia, body="they are shy")
    assert not AuditEntry.select().exists()


def test_a_note_moved_to_another_row_does_not_open(cast: Cast) -> None:
    one, other = (
        coordinator_notes.add(program=cast.program, pair_id=cast.pair.id, author=cast.olivia, body=body)
        for body in ("one", "other")
    )
    one.body = other.body
    with pytest.raises(InvalidTag):
        office_words.opened(one)


def test_the_number_of_queries_does_not_grow_with_the_pairs(cast: Cast) -> None:
    with count_queries() as few:
        listed(cast)
    for n in range(12):
        quiet(cast, f"x{n}", 10)
    with count_queries() as many:
        assert len(names(listed(cast))) == 12
    assert len(few) == len(many) == facts.QUERIES + 1


def test_a_program_whose_rhythm_has_other_days_has_other_needs(cast: Cast) -> None:
    quiet(cast, "nine", 9)
    Rhythm.create(program=cast.program, silent_days=[60], closing_days=0)
    assert names(listed(cast)) == []
