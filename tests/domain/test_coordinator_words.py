import pytest

from db.models import AuditEntry, CoordinatorWord, Dispatch, Member, Notification
from tests import people
from tests.people import Cast
from webapp.domain import coordinator_words, safety
from webapp.domain.chapters.rhythm import _words
from webapp.domain.errors import OwnPair, PairIsClosed

BODY = "Is there anything that I can do?"
BOTH = ("mentor", "mentee")


def send(cast: Cast, roles: tuple[str, ...] = BOTH, client_id: str = "form-1", **other: object) -> int:
    given = {"program": cast.program, "pair_id": cast.pair.id, "author": cast.olivia, **other}
    return coordinator_words.send(**given, roles=roles, body=BODY, client_id=client_id)  # type: ignore[arg-type] # as above


def read(cast: Cast, member: Member) -> list[str]:
    return [said.text for said in coordinator_words.to(member, cast.pair)]


def test_olivia_can_write_to_both_or_to_one_and_each_reads_it(cast: Cast) -> None:
    assert send(cast) == 2
    assert send(cast, ("mentee",), "form-2") == 1
    assert (read(cast, cast.alice), read(cast, cast.bob)) == ([BODY], [BODY, BODY])
    assert not any(BODY.encode() in bytes(row.body) for row in CoordinatorWord.select())
    told = Notification.select().where(Notification.kind == "coordinator_word")
    assert {row.member_id for row in told} == {cast.alice.id, cast.bob.id}
    assert all(row.names == {"admin": "Olivia", "program": "New parents"} for row in told)
    assert Dispatch.select().where(Dispatch.topic == "pairs").count() == 3
    assert [entry.details["number"] for entry in AuditEntry.select()] == [2, 1]


def test_the_same_form_sent_twice_writes_once(cast: Cast) -> None:
    assert (send(cast), send(cast)) == (2, 0)
    assert read(cast, cast.bob) == [BODY]


def test_olivia_cannot_reach_somebody_who_has_blocked_her_and_is_not_told(cast: Cast) -> None:
    safety.block(blocker=cast.bob, blocked=cast.olivia)
    assert (send(cast), send(cast)) == (2, 0), "as without a block"
    assert [entry.details["number"] for entry in AuditEntry.select().where(AuditEntry.action == "help.worded")] == [2]
    assert [len(list(_words(someone))) for someone in (cast.olivia, cast.alice, cast.bob)] == [2, 1, 0]
    assert (read(cast, cast.alice), read(cast, cast.bob)) == ([BODY], [])
    assert not Notification.select().where(
        (Notification.member == cast.bob) & (Notification.kind == "coordinator_word")
    )


def test_olivia_cannot_write_to_a_closed_pair_nor_to_her_own(cast: Cast) -> None:
    own = people.introduced(cast.program, cast.olivia, people.member("Nora Blu"))
    with pytest.raises(OwnPair):
        send(cast, pair_id=own.id)
    safety.block(blocker=cast.bob, blocked=cast.alice)
    with pytest.raises(PairIsClosed):
        send(cast)


def test_charlie_cannot_read_it(cast: Cast) -> None:
    send(cast)
    assert read(cast, cast.charlie) == []
