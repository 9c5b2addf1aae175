"""How soon a guesser who tries the commonest first comes upon a password.

A password is taken apart into pieces that guessers know (words, runs on a keyboard, years, counted-up digits) and
single characters. What a piece costs is how many of its kind a guesser tries before it, as a power of ten; the cheapest
way to put the password together is the sum. The idea is D. Wheeler's, "zxcvbn: low-budget password strength estimation"
(USENIX Security 2016); the lists are described in `webapp/wordlists/README.md`.
"""

import gzip
from collections.abc import Iterator
from functools import cache
from math import log10
from pathlib import Path

LISTS = Path(__file__).parent.parent / "wordlists"
RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop")
COLUMNS = "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p"
SPELT_OTHERWISE = str.maketrans("@4301!$57", "aaeoiisst")
MOST_LOOKED_AT = 60  # characters; nothing longer is common unless it repeats
LONGEST = 20  # characters of a known piece
DIGIT, CHARACTER, SEPARATOR = 1.0, 1.5, 0.5  # powers of ten
RUN, YEAR, OWN, ITALIAN, OTHERWISE = 1.5, 2.0, 1.0, 2.5, 0.3


def needed(password: str, *own: str) -> float:
    """The power of ten of how many guesses are needed; `own` are words that the guesser knows of this person."""
    plain = _once(password.lower())[:MOST_LOOKED_AT]
    spelt = plain.translate(SPELT_OTHERWISE)
    cheapest = [0.0] + [float("inf")] * len(plain)
    for start in range(len(plain)):
        for end, cost in _pieces(plain, spelt, start, own):
            cheapest[end] = min(cheapest[end], cheapest[start] + cost)
    return cheapest[-1]


def _pieces(plain: str, spelt: str, start: int, own: tuple[str, ...]) -> Iterator[tuple[int, float]]:
    """Where each piece that begins here ends, and what it costs."""
    yield start + 1, _of_character(plain[start])
    for end in range(start + 3, min(start + LONGEST, len(plain)) + 1):
        piece, otherwise = plain[start:end], spelt[start:end]
        costs = [_of_piece(piece, own), *([_of_piece(otherwise, own) + OTHERWISE] if otherwise != piece else [])]
        yield end, min(costs)


def _of_character(character: str) -> float:
    if character.isspace() or character in "-_.,!?":
        return SEPARATOR
    return DIGIT if character.isdigit() else CHARACTER


def _of_piece(piece: str, own: tuple[str, ...]) -> float:
    if piece in own:
        return OWN
    if len(piece) == 4 and piece.isdigit() and "1800" <= piece <= "2049":
        return YEAR
    if len(set(piece)) == 1 or any(piece in run or piece[::-1] in run for run in (*RUNS, COLUMNS)):
        return RUN
    half = len(piece) // 2
    if piece == piece[:half] * 2:
        return _of_piece(piece[:half], own) + OTHERWISE
    return _known().get(piece, float("inf"))


def _once(text: str) -> str:
    """A text without its repetitions: "abcabcab" is as soon guessed as "abc"."""
    solid = "".join(character for character in text if character.isalnum()) or text[:1]
    for length in range(1, len(solid) // 2 + 1):
        if (solid[:length] * (len(solid) // length + 1)).startswith(solid):
            return solid[:length]
    return text


@cache
def _known() -> dict[str, float]:
    """What each known word costs: the power of ten of its place in the list."""
    words = gzip.decompress((LISTS / "common.txt.gz").read_bytes()).decode().split()
    known = {word: max(1.0, log10(place)) for place, word in enumerate(words, 1)}
    for word in (LISTS / "italian.txt").read_text().split():
        known[word] = min(ITALIAN, known.get(word, ITALIAN))
    return known
