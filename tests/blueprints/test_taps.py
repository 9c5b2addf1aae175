"""A question answered by one tap: without a session, once, and by nobody but whom it was sent to."""

from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from db.clock import at
from db.models import CheckIn, FreshStart, Member, Notification, Pair, Tap
from tests import people
from tests.concurrently import at_once
from tests.domain.rhythm.walking import DAY, MONDAY, go_on, introduce
from tests.people import Cast
from webapp import news, taps
from webapp.domain import pairs, progress, safety
from webapp.domain import taps as domain
from webapp.domain.passwords import hash_password
from webapp.domain.rhythm import questions

Visits = Callable[..., Any]
Links = Callable[..., str]
THURSDAY = MONDAY + 10 * DAY
ASKED = THURSDAY.date().isoformat()


@pytest.fixture(autouse=True)
def _thursday(cast: Cast) -> Any:
    """It is the second Thursday of the pair's, at ten."""
    introduce(cast.pair)
    with at(THURSDAY):
        yield


@pytest.fixture
def link(app: Flask, cast: Cast) -> Links:
    """A link by which Bob, or somebody else, is asked about the pair."""

    def made(kind: str = "check_in", occasion: str = ASKED, answer: str = "", member: Member | None = None) -> str:
        with app.app_context():
            return taps.link(member or cast.bob, cast.pair, kind, occasion, answer)

    return made


def scores(cast: Cast) -> list[int]:
    return [row.score for row in CheckIn.select().where(CheckIn.pair == cast.pair)]


@pytest.mark.parametrize(("answer", "score"), [("well", 8), ("so_so", 5), ("not_well", 3)])
def test_bob_can_check_in_with_one_tap_without_a_session(
    visit: Visits, cast: Cast, link: Links, answer: str, score: int
) -> None:
    path = link(answer=answer)
    shown = visit().get(path).text
    assert "How is it going with Alice?" in shown
    assert shown.index(f'value="{answer}"') == shown.index('name="answer" value="') + len('name="answer" '), (
        "it is first"
    )
    browser = visit()
    browser.follow(browser.post(path, {"answer": answer}))
    assert scores(cast) == [score]
    assert Tap.get().answer == answer


def test_looking_at_a_link_changes_nothing(visit: Visits, cast: Cast, link: Links) -> None:
    """A mail scanner opens each link of a mail, and again."""
    for answer in ("well", "so_so", "not_well", ""):
        for _ in range(2):
            visit().get(link(answer=answer))
            visit().client.head(link(answer=answer))
    assert (scores(cast), Tap.select().count()) == ([], 0)


def test_a_link_can_be_used_once_and_all_answers_share_that(visit: Visits, cast: Cast, link: Links) -> None:
    visit().post(link(answer="well"), {"answer": "well"})
    other = link(answer="not_well")
    visit().post(other, {"answer": "not_well"})
    assert scores(cast) == [8]
    page = visit().get(other).text
    assert "Thank you, Bob" in page
    assert f"/pairs/{cast.pair.id}" in page


def test_two_taps_at_once_are_one(cast: Cast) -> None:
    ask = domain.load(cast.bob.id, cast.pair.id, "check_in", ASKED)
    assert ask is not None
    taps_at_once = [partial(domain.answer, ask, answer, questions.check_in) for answer in questions.SCORES]
    assert sorted(at_once(*taps_at_once)) == [False, False, True]
    assert len(scores(cast)) == 1
    assert Tap.select().count() == 1


def test_a_tap_does_not_write_over_what_bob_has_checked_in(visit: Visits, cast: Cast, link: Links) -> None:
    progress.check_in(pair=cast.pair, member=cast.bob, score=9, words="All is well", today=THURSDAY.date())
    visit().get(link(answer="not_well"), 410)
    visit().post(link(answer="not_well"), {"answer": "not_well"})
    assert scores(cast) == [9]
    assert CheckIn.get().words is not None


def test_an_answer_that_there_is_not_cannot_be_given(visit: Visits, cast: Cast, link: Links) -> None:
    visit().post(link(), {"answer": "wonderful"}, 400)
    visit().post(link(), {}, 400)
    assert scores(cast) == []


def test_nobody_can_make_or_change_a_link(visit: Visits, cast: Cast, link: Links) -> None:
    token = link(answer="well").removeprefix("/taps/")
    for wrong in (
        token[:-1],
        token[:10] + ("B" if token[10] == "A" else "A") + token[11:],
        token.split(".")[0],
        "none",
        token + "x",
        "." + token,
    ):
        page = visit().get(f"/taps/{wrong}", 410).text
        assert "Bob" not in page
        visit().post(f"/taps/{wrong}", {"answer": "well"})
    assert scores(cast) == []


def test_charlie_cannot_be_asked_about_a_pair_that_is_not_theirs(visit: Visits, cast: Cast, link: Links) -> None:
    path = link(member=cast.charlie, answer="well")
    visit().get(path, 410)
    visit(cast.charlie).post(path, {"answer": "well"})
    assert scores(cast) == []


def test_a_link_does_not_sign_anybody_in(visit: Visits, cast: Cast, link: Links) -> None:
    browser = visit()
    browser.post(link(answer="well"), {"answer": "well"})
    assert browser.client.get(f"/pairs/{cast.pair.id}").status_code == 302


def test_a_link_holds_no_answer_that_can_be_read_and_no_name(link: Links) -> None:
    tokens = [link(answer=answer).removeprefix("/taps/").split(".")[0] for answer in ("well", "not_well")]
    for token in tokens:
        read = urlsafe_b64decode(token + "==").decode()
        assert "well" not in read
        assert "Bob" not in read
    assert tokens[0] != tokens[1]


def test_an_expired_link_leads_on_kindly(visit: Visits, cast: Cast, link: Links) -> None:
    path = link(answer="well")
    with at(THURSDAY + timedelta(days=11)):
        page = visit().get(path, 410).text
        visit().post(path, {"answer": "well"})
    assert "There is nothing you need to do." in page
    assert f"/pairs/{cast.pair.id}" in page
    assert scores(cast) == []


def test_an_answer_is_not_told_for_ever(visit: Visits, cast: Cast, link: Links) -> None:
    path = link(answer="well")
    visit().post(path, {"answer": "well"})
    visit().get(path)
    with at(THURSDAY + timedelta(days=11)):
        assert "There is nothing you need to do." in visit().get(path, 410).text


def _block(cast: Cast) -> None:
    safety.block(blocker=cast.alice, blocked=cast.bob)


def _end(cast: Cast) -> None:
    pairs.end(pair=cast.pair, member=cast.alice)


def _pause(cast: Cast) -> None:
    pairs.pause(pair=cast.pair, member=cast.alice)


def _rest(cast: Cast) -> None:
    Member.update(deactivated_at=THURSDAY).where(Member.id == cast.bob.id).execute()


def _delete(cast: Cast) -> None:
    Member.update(password_hash="").where(Member.id == cast.bob.id).execute()


def _new_password(cast: Cast) -> None:
    Member.update(password_hash=hash_password("another long passphrase")).where(Member.id == cast.bob.id).execute()


@pytest.mark.parametrize("change", [_block, _end, _pause, _rest, _delete, _new_password])
def test_a_link_is_void_once_things_have_changed(
    visit: Visits, cast: Cast, link: Links, change: Callable[[Cast], None]
) -> None:
    path = link(answer="well")
    change(cast)
    visit().get(path, 410)
    visit().post(path, {"answer": "well"})
    assert (scores(cast), Tap.select().count()) == ([], 0)


def test_alice_can_say_that_she_has_heard_from_bob(visit: Visits, cast: Cast, link: Links) -> None:
    path = link("heard", "first", "yes", cast.alice)
    browser = visit()
    assert "Good to hear." in browser.follow(browser.post(path, {"answer": "yes"})).text
    assert FreshStart.get().why == "heard"


def test_not_yet_changes_nothing(visit: Visits, cast: Cast, link: Links) -> None:
    visit().post(link("heard", "first", "not_yet", cast.alice), {"answer": "not_yet"})
    assert not FreshStart.select().exists()


def silent(cast: Cast) -> str:
    """The occasion of the closing question, once it has been put to both."""
    go_on(range(29))
    return f"{MONDAY.date().isoformat()}/ask"


def test_either_can_keep_a_silent_pair_going(visit: Visits, cast: Cast, link: Links) -> None:
    occasion = silent(cast)
    with at(MONDAY + 29 * DAY):
        visit().post(link("closing", occasion, "keep"), {"answer": "keep"})
        visit().get(link("closing", occasion, "close", cast.alice), 410)
        visit().post(link("closing", occasion, "close", cast.alice), {"answer": "close"})
    go_on(range(30, 36))
    assert Pair.get_by_id(cast.pair.id).is_active
    assert not [row for row in Notification.select() if row.names.get("slot") == "closing_last"]


def test_both_can_close_a_silent_pair_and_one_alone_cannot(visit: Visits, cast: Cast, link: Links) -> None:
    occasion = silent(cast)
    with at(MONDAY + 29 * DAY):
        path = link("closing", occasion, "close")
        assert "nobody is asked for a reason" in " ".join(visit().get(path).text.split())
        browser = visit()
        assert "Alice is asked, too." in browser.follow(browser.post(path, {"answer": "close"})).text
        assert Pair.get_by_id(cast.pair.id).is_active
        hers = link("closing", occasion, "close", cast.alice)
        browser = visit()
        assert "Your mentorship has ended." in browser.follow(browser.post(hers, {"answer": "close"})).text
    pair = Pair.get_by_id(cast.pair.id)
    assert (pair.state, pair.closed_by_id) == ("ended", None)


def test_a_mail_of_a_nudge_has_a_link_for_each_answer(app: Flask, cast: Cast) -> None:
    go_on([3, 7, 10])
    notification = Notification.get((Notification.member == cast.bob) & (Notification.kind == "check_in"))
    with app.app_context():
        labels = [label for label, _path in news.EXTRAS["check_in"](notification).buttons]
    assert labels == ["Going well", "So-so", "Not so well"]


def test_a_mail_about_several_pairs_has_a_link_for_each_of_them(app: Flask, visit: Visits, cast: Cast) -> None:
    dana = people.member("Dana Verdi")
    enrolled = people.enrolled(cast.program, dana, "mentee", state="paired")
    columns = {"mentor_enrollment": cast.pair.mentor_enrollment_id, "mentee_enrollment": enrolled}
    Pair.create(program=cast.program, mentor=cast.alice, mentee=dana, introduced_at=MONDAY, **columns)
    go_on([3, 7, 10])
    notification = Notification.get((Notification.member == cast.alice) & (Notification.kind == "check_in"))
    with app.app_context():
        buttons = news.EXTRAS["check_in"](notification).buttons
        assert news.sentence(notification) == "How is it going with Bob and Dana?"
    assert [label for label, _path in buttons] == ["Bob", "Dana"]
    assert "How is it going with Dana?" in visit().get(buttons[1][1]).text


def test_the_page_is_in_the_members_language(visit: Visits, cast: Cast, link: Links) -> None:
    Member.update(language="it").where(Member.id == cast.bob.id).execute()
    cast.bob.language = "it"
    page = visit().get(link(answer="well")).text
    assert '<html lang="it"' in page
    assert "How is it going" not in page


def test_a_session_of_somebody_else_changes_nothing_about_whose_link_it_is(
    visit: Visits, cast: Cast, link: Links
) -> None:
    visit(cast.alice).post(link(answer="well"), {"answer": "well"})
    assert CheckIn.get().member_id == cast.bob.id


def test_a_tap_needs_the_forms_token(visit: Visits, cast: Cast, link: Links) -> None:
    assert visit().client.post(link(answer="well"), data={"answer": "well"}).status_code == 400
    assert scores(cast) == []


def test_too_many_taps_from_one_place_are_refused(visit: Visits, link: Links) -> None:
    browser, path = visit(), link()
    found = {browser.client.post(path, data={"csrf_token": browser.signed_token()}).status_code for _ in range(62)}
    assert 429 in found
