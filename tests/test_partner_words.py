import pytest

from webapp.filters import with_partner


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("{partner} writes first.", "Your mentee writes first."),
        ("Ask. {partner} knows! {partner}?", "Ask. Your mentee knows! Your mentee?"),
        ("Ask {partner}, then {partner}.", "Ask your mentee, then your mentee."),
        ("“{partner}”, e.g. that", "“Your mentee”, e.g. that"),
        ("Nobody here", "Nobody here"),
    ],
)
def test_a_partner_has_a_capital_where_a_sentence_begins(words: str, shown: str) -> None:
    assert with_partner(words, "your mentee") == shown


def test_a_name_is_taken_as_it_is() -> None:
    assert with_partner("{partner} and {partner}", r"\1{partner}") == r"\1{partner} and \1{partner}"
