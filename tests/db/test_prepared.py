from datetime import timedelta

import pytest

from db.clock import now
from db.database import database
from db.models import Member, Pair, Session
from db.prepared import prepared
from tests.people import Cast


def test_its_sql_is_built_once_and_run_with_each_value(cast: Cast, statements: list[str]) -> None:
    built = []

    def build(member_id: int) -> object:
        built.append(member_id)
        return Member.select().where(Member.id == member_id)

    one = prepared(build)
    found = [one.first(member.id) for member in (cast.alice, cast.bob, cast.charlie)]
    assert found == [cast.alice, cast.bob, cast.charlie]
    assert len(built) == 1
    assert len(set(statements)) == 1
    assert one.first(0) is None


def test_rows_are_new_each_time_and_bear_what_was_joined(cast: Cast, statements: list[str]) -> None:
    one, other = (Pair.with_id(cast.pair.id) for _ in range(2))
    assert one is not other
    assert one is not None
    assert (one.mentor.name, one.mentee.name, one.program.id) == (cast.alice.name, cast.bob.name, cast.program.id)
    assert len(statements) == 2


def test_texts_and_instants_may_vary_too(cast: Cast) -> None:
    seen = prepared(
        lambda since, device: Session.select().where((Session.seen_at > since) & (Session.device == device))
    )
    for device in ("phone", "laptop"):
        Session.create(member=cast.alice, token_hash=device, device=device)
    assert [row.device for row in seen(now() - timedelta(hours=1), "phone")] == ["phone"]
    assert seen(now() + timedelta(hours=1), "phone") == []


def test_a_value_that_is_not_a_parameter_as_it_is_is_refused(cast: Cast) -> None:
    with pytest.raises(ValueError, match="each argument"):
        prepared(lambda n: Member.select().limit(n + 1))(3)
    assert not database.in_transaction()
