"""Looking for words in a pair's chat: its messages are opened and scanned, newest first. There is no index.

Case and accents do not count, nor whether an apostrophe is straight or curly. A message is found if it has every word
that was asked for.
"""

import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from db.models import Member, Message, Pair
from webapp.domain import chat, vault

MOST = 50  # messages shown
AT_ONCE = 1_000  # messages read and opened before others get their turn
AROUND = 120  # characters shown on either side of the first match
STRAIGHT = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})


@dataclass(frozen=True)
class Piece:
    """Some of a message's text, and whether it is what was looked for."""

    text: str
    is_match: bool


@dataclass(frozen=True)
class Found:
    """A message that was found, and its text around the first match."""

    line: chat.Line
    pieces: list[Piece]


@dataclass(frozen=True)
class Search:
    """The newest messages that were found, newest first, and whether there are more."""

    found: list[Found]
    has_more: bool


def wanted(words: str | None) -> list[str]:
    """The words to look for, folded; none where nothing of what was written can be looked for."""
    return list(dict.fromkeys(folded(words or "").split()))


def search(*, pair: Pair, reader: Member, words: str) -> Search:
    """Look through everything that the two wrote and did not delete."""
    sought = wanted(words)
    texts = dict(islice(_holding(pair, sought), MOST + 1)) if sought else {}
    shown = list(texts)[:MOST]
    found = [
        Found(
            chat.Line(message, texts[message.seq], message.author_id == reader.id), pieces(texts[message.seq], sought)
        )
        for message in Message.with_seqs(pair, shown).order_by(Message.seq.desc())
    ]
    return Search(found, has_more=len(texts) > MOST)


def folded(text: str) -> str:
    """A text without what does not count: case, accents, the shape of quotes."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(STRAIGHT).casefold())
    return "".join([c for c in plain if not unicodedata.combining(c)]).casefold()


def pieces(text: str, sought: list[str]) -> list[Piece]:
    """The text around the first match, cut at spaces, in pieces: what matches and what does not."""
    matches = _matches(text, sought)
    start, end = _excerpt(text, matches[0][0] if matches else 0)
    cut, last = [], start
    for begins, ends in matches:
        if last <= begins and ends <= end:
            cut += [Piece(text[last:begins], is_match=False), Piece(text[begins:ends], is_match=True)]
            last = ends
    cut.append(Piece(text[last:end], is_match=False))
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    return [piece for piece in (Piece(before, is_match=False), *cut, Piece(after, is_match=False)) if piece.text]


def _holding(pair: Pair, sought: list[str]) -> Iterator[tuple[int, str]]:
    """The seq and the text of every message that has all the words, newest first."""
    keys, before = vault.of_pair(pair.id), None
    while batch := list(Message.sealed_before(pair, before, AT_ONCE)):
        for seq, author_id, uid, body, edit in batch:
            text = keys.open(author_id, "message", uid, body, seq=seq, edit=edit)
            plain = folded(text or "")
            if text is not None and all(word in plain for word in sought):
                yield seq, text
        before = batch[-1][0]
        time.sleep(0)  # other work of this process gets its turn


def _matches(text: str, sought: list[str]) -> list[tuple[int, int]]:
    """Where in a text the words stand, as start and end, in order and without overlap."""
    plain, places = "", []  # the folded text, and for each of its characters whence it comes
    for n, character in enumerate(text):
        fold = folded(character)
        plain += fold
        places += [n] * len(fold)
    spans = []
    for word in sought:
        at = plain.find(word)
        while at >= 0:
            spans.append((places[at], _with_accents(text, places[at + len(word) - 1] + 1)))
            at = plain.find(word, at + len(word))
    return _joined(sorted(spans))


def _with_accents(text: str, end: int) -> int:
    """The end of a character, beyond the accents that were written after it."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for begins, ends in spans:
        if joined and begins < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ends, joined[-1][1]))
        else:
            joined.append((begins, ends))
    return joined


def _excerpt(text: str, match: int) -> tuple[int, int]:
    """Where the text around a match begins and ends: at spaces, if there are any near."""
    start, end = max(0, match - AROUND), min(len(text), match + 2 * AROUND)
    if start:
        start = text.find(" ", start, match) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", match + AROUND, end), 0) or end
    return start, end
