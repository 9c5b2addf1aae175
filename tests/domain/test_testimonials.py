"""Thanks that are shown: the exact words, both agreed, the more private wish, and taken back at once."""

from typing import Any

import pytest

from db.database import writing
from db.models import Dispatch, Membership, Notification, NotificationChoice, Pair, Thanks
from db.models import Testimonial as Showing  # pytest takes a name that begins so for a test
from tests import ending
from tests.domain.leaving import everything
from tests.people import Cast
from webapp.domain import closing, deletions, safety, shredding, testimonials
from webapp.domain.errors import ChangedMeanwhile, PairIsClosed, WrongState

WIDE = {"is_signed": True, "is_public": True}
WORDS = "Thank you for the evenings"


@pytest.fixture
def thanks(cast: Cast) -> Thanks:
    return closing.thank(pair=ending.walk(cast.pair), author=cast.bob, body=WORDS)


def consent(cast: Cast, member: Any, thanks: Thanks, **wishes: bool) -> Showing:
    pair = ending.fresh(cast.pair)
    version = testimonials.offer(pair, thanks).version
    return testimonials.consent(pair=pair, thanks=thanks, member=member, version=version, **{**WIDE, **wishes})


def shown(cast: Cast) -> list[tuple[str, str, str]]:
    return [(each.text, each.name, each.role) for each in testimonials.of_program(cast.program)]


@pytest.mark.parametrize("first", ["alice", "bob"])
def test_either_can_ask_and_nothing_is_shown_before_both_agree(cast: Cast, thanks: Thanks, first: str) -> None:
    one, other = (cast.alice, cast.bob) if first == "alice" else (cast.bob, cast.alice)
    consent(cast, one, thanks)
    assert shown(cast) == []
    assert Showing.get().body == ""
    told = Notification.get(Notification.kind == "testimonial_asked")
    assert (told.member_id, told.names["partner"]) == (other.id, one.first_name)
    with pytest.raises(WrongState):
        consent(cast, one, thanks)
    consent(cast, other, thanks)
    assert shown(cast) == [(WORDS, "Bob", "mentee")]
    assert [each.text for each in testimonials.of_group(cast.group, is_visitor=True)] == [WORDS]


@pytest.mark.parametrize("who", ["first", "second"])
def test_the_more_private_wish_counts(cast: Cast, thanks: Thanks, who: str) -> None:
    narrow = {"is_signed": False, "is_public": False}
    consent(cast, cast.bob, thanks, **(narrow if who == "first" else {}))
    consent(cast, cast.alice, thanks, **(narrow if who == "second" else {}))
    assert shown(cast) == [(WORDS, "", "mentee")]
    assert testimonials.of_program(cast.program)[0].author_id is None
    assert testimonials.of_group(cast.group, is_visitor=True) == []


def test_nobody_agrees_to_other_words_or_another_signature(cast: Cast, thanks: Thanks) -> None:
    before = testimonials.offer(cast.pair, thanks).version
    consent(cast, cast.bob, thanks, is_signed=False)
    with pytest.raises(ChangedMeanwhile):
        testimonials.consent(pair=cast.pair, thanks=thanks, member=cast.alice, version=before, **WIDE)
    consent(cast, cast.alice, thanks)
    closing.thank(pair=ending.fresh(cast.pair), author=cast.bob, body="Other words")
    assert shown(cast) == []


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_either_can_take_it_back_and_only_they_can_bring_it_up_again(cast: Cast, thanks: Thanks, who: str) -> None:
    consent(cast, cast.bob, thanks)
    consent(cast, cast.alice, thanks)
    member, other = (cast.alice, cast.bob) if who == "alice" else (cast.bob, cast.alice)
    testimonials.take_back(pair=cast.pair, thanks=thanks, member=member)
    assert shown(cast) == []
    assert Showing.get().body == ""
    with pytest.raises(WrongState):
        consent(cast, other, thanks)
    consent(cast, member, thanks)
    consent(cast, other, thanks)
    assert shown(cast) == [(WORDS, "Bob", "mentee")]


def test_a_no_is_not_asked_about_again(cast: Cast, thanks: Thanks) -> None:
    consent(cast, cast.bob, thanks)
    testimonials.take_back(pair=cast.pair, thanks=thanks, member=cast.bob)
    consent(cast, cast.bob, thanks)  # what one asked oneself one can take back, and ask anew: she is told once
    assert Notification.select().where(Notification.kind == "testimonial_asked").count() == 1
    testimonials.take_back(pair=cast.pair, thanks=thanks, member=cast.alice)
    with pytest.raises(WrongState):
        consent(cast, cast.bob, thanks)


def test_alice_who_wants_no_mails_is_not_rung_again_and_again(cast: Cast, thanks: Thanks) -> None:
    NotificationChoice.create(member=cast.alice, topic="pairs", medium="mail", choice="off")
    for _n in range(3):
        consent(cast, cast.bob, thanks)
        testimonials.take_back(pair=cast.pair, thanks=thanks, member=cast.bob)
    assert Notification.select().where(Notification.kind == "testimonial_asked").count() == 1
    assert {row.state for row in Dispatch.select().where(Dispatch.key.is_null(False))} == {"withdrawn"}


def gone(cast: Cast, thanks: Thanks, how: str) -> None:
    if how == "block":
        safety.block(blocker=cast.alice, blocked=cast.bob)
    elif how == "deleted thanks":
        closing.take_thanks_back(pair=cast.pair, author=cast.bob)
    elif how == "shredded":
        with writing():
            shredding.shred_keys(cast.alice.id, cast.pair.id)
    elif how == "cleared":
        shredding.clear(cast.pair, cast.alice.id)
    elif how == "account":
        everything.due(cast.alice)
        deletions.carry_out(member_id=cast.alice.id)


@pytest.mark.parametrize("how", ["block", "deleted thanks", "shredded", "cleared", "account"])
def test_what_ends_the_words_ends_what_is_shown(cast: Cast, thanks: Thanks, how: str) -> None:
    consent(cast, cast.bob, thanks)
    consent(cast, cast.alice, thanks)
    gone(cast, thanks, how)
    assert shown(cast) == []
    assert not Showing.select().exists()


@pytest.mark.parametrize("who", ["alice", "bob"])
@pytest.mark.parametrize("how", ["left", "suspended", "resting account"])
def test_it_is_shown_only_while_both_are_in_the_group(cast: Cast, thanks: Thanks, who: str, how: str) -> None:
    consent(cast, cast.bob, thanks)
    consent(cast, cast.alice, thanks)
    member = getattr(cast, who)
    if how == "resting account":
        deletions.ask(member=member)
    else:
        Membership.update(state=how).where(Membership.member == member).execute()
    assert shown(cast) == []


def test_the_three_newest_are_shown_and_hidden_ones_are_not(cast: Cast, thanks: Thanks) -> None:
    consent(cast, cast.bob, thanks)
    row = consent(cast, cast.alice, thanks)
    testimonials.hide(program=cast.program, testimonial=row, admin=cast.olivia)
    assert shown(cast) == []
    assert [each.is_hidden for each in testimonials.for_admins(cast.program)] == [True]
    testimonials.hide(program=cast.program, testimonial=row, admin=cast.olivia, is_hidden=False)
    assert len(shown(cast)) == 1


def test_after_the_days_nobody_agrees_any_more_but_can_take_back(cast: Cast, thanks: Thanks) -> None:
    consent(cast, cast.bob, thanks)
    pair = ending.finished(cast.pair)
    Pair.update(closed_at=pair.introduced_at.replace(year=2020)).execute()
    with pytest.raises(PairIsClosed):
        consent(cast, cast.alice, thanks)
    testimonials.take_back(pair=pair, thanks=thanks, member=cast.alice)
    assert Showing.get().ended_by_id == cast.alice.id


def test_charlie_has_none_of_it(cast: Cast, thanks: Thanks) -> None:
    consent(cast, cast.bob, thanks)
    assert testimonials.of_group(cast.group) == []
    assert cast.charlie.id not in {row.member_id for row in Notification.select()}
