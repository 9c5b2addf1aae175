from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.models import DataKey
from tests.people import Cast, greeted
from webapp.domain import chat, searches
from webapp.domain.searches import AT_ONCE, MOST, folded, pieces, wanted


def say(cast: Cast, *bodies: str) -> None:
    for n, body in enumerate(bodies):
        chat.post_message(pair=cast.pair, author=cast.bob, body=body, client_id=f"client-{n}-{len(body)}")


def texts(cast: Cast, words: str) -> list[str]:
    result = searches.search(pair=cast.pair, reader=cast.alice, words=words)
    return ["".join(piece.text for piece in found.pieces) for found in result.found]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("caffe", "Un caffè?"),
        ("CAFFÈ", "un caffe\u0300 lungo"),
        ("strasse", "Die Straße dort"),
        ("dell'anno", "alla fine dell\u2019anno"),
        ("élan", "un ELAN"),
        ("istanbul", "İstanbul"),
        ("sleep night", "At night they sleep"),
        ("leep", "sleepless"),
        ("\u0645\u062f\u0631\u0633\u0629", "\u0627\u0644\u0645\u062f\u0631\u0633\u0629"),
    ],
)
def test_case_accents_and_the_order_of_words_do_not_count(cast: Cast, words: str, text: str) -> None:
    say(cast, text, "Something else")
    assert texts(cast, words) == [text]


def test_a_message_must_have_every_word(cast: Cast) -> None:
    say(cast, "sleep well", "a long night", "sleep at night")
    assert texts(cast, "night sleep") == ["sleep at night"]
    assert texts(cast, "zebra") == []


@pytest.mark.parametrize("nothing", ["", "  ", "\u0301", None])
def test_nothing_to_look_for_finds_nothing(cast: Cast, nothing: str | None) -> None:
    say(cast, "Hello")
    assert wanted(nothing) == []
    assert texts(cast, nothing or "") == []


def test_the_newest_come_first_and_no_more_than_a_page_of_them(cast: Cast) -> None:
    greeted(cast.pair, by=cast.alice)
    say(cast, *(f"Number {n}" for n in range(MOST + 1)))
    result = searches.search(pair=cast.pair, reader=cast.alice, words="number")
    assert [found.line.seq for found in result.found] == list(range(MOST + 2, 2, -1))
    assert result.has_more
    assert not searches.search(pair=cast.pair, reader=cast.alice, words="number 50").has_more


def test_the_oldest_of_many_is_found(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "AT_ONCE", 4)
    assert AT_ONCE > 4
    greeted(cast.pair, by=cast.alice)
    say(cast, "The first", *(f"Number {n}" for n in range(11)))
    assert texts(cast, "first") == ["The first"]


def test_what_was_edited_is_found_as_it_is_now_and_what_was_deleted_is_not(cast: Cast) -> None:
    say(cast, "Helo world", "Helo again")
    chat.edit_message(pair=cast.pair, author=cast.bob, seq=1, body="Hello world")
    chat.delete_message(pair=cast.pair, author=cast.bob, seq=2)
    assert texts(cast, "helo") == []
    assert texts(cast, "hello") == ["Hello world"]


def test_words_whose_key_was_shredded_are_not_found(cast: Cast) -> None:
    say(cast, "His words")
    DataKey.delete().where(DataKey.author == cast.bob).execute()
    assert texts(cast, "words") == []


def test_alice_finds_nothing_of_another_pair_of_charlies(cast: Cast) -> None:
    say(cast, "Ours")
    other = type(cast.pair)(id=cast.pair.id + 1, mentor=cast.charlie, mentee=cast.bob)
    assert searches.search(pair=other, reader=cast.charlie, words="ours").found == []


def test_matches_are_marked_where_they_stand() -> None:
    marked = partial(_marked, "Un caffe\u0300, due CAFFÈ, tre caffelatte")
    assert marked("caffe") == ["caffe\u0300", "CAFFÈ", "caffe"]
    assert marked("caffe due") == ["caffe\u0300", "due", "CAFFÈ", "caffe"]
    assert _marked("Straßenbahn", "strass bahn") == ["Straß", "bahn"]
    assert _marked("aaaa", "a aa") == ["aa", "aa"]


def test_a_long_message_is_cut_around_the_match() -> None:
    text = "word " * 300 + "needle " + "word " * 300
    found = pieces(text, ["needle"])
    assert [piece.text for piece in found if piece.is_match] == ["needle"]
    assert found[0].text == "… "
    assert found[-1].text == " …"
    assert sum(len(piece.text) for piece in found) < 500
    assert "".join(piece.text for piece in pieces("x" * 900 + "needle", ["needle"])).endswith("needle")


@given(text=st.text(max_size=300), words=st.text(max_size=12))
def test_whatever_is_looked_for_no_letter_is_lost_or_invented(text: str, words: str) -> None:
    found = pieces(text, wanted(words))
    shown = "".join(piece.text for piece in found).removeprefix("… ").removesuffix(" …")
    assert shown in text
    if sought := [word for word in wanted(words) if word in folded(text)]:
        assert any(piece.is_match for piece in pieces(text, sought))


def _marked(text: str, words: str) -> list[str]:
    return [piece.text for piece in pieces(text, wanted(words)) if piece.is_match]
