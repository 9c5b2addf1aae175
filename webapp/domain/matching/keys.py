"""When two people have written the same: whatever the case, the accents, a plural's ending or a word's form."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_ENDINGS = ("azioni", "azione", "ations", "ation", "menti", "mento", "ings", "ing", "ies", "es", "ed", "s", "e", "i",
            "o", "a", "y")  # fmt: skip # English and Italian, longest first
_SHORTEST = 3  # what is left of a word is at least this long

STOP_WORDS = frozenset(
    """
    a about after again all also am an and any are as at be because been before being both but by can could did do does
    for from get had has have having he her him his how i if in into is it its just like make many me more most much my
    no not now of on one only or other our out over own people she so some such than that the their them then there
    these they thing things this those through to too under until up very want was way we were what when where which
    while who whom why will with work would year years you your

    al alla alle allo agli ai anche anni anno avere che chi ci come con cosa cose cui da dai dal dalla dalle degli dei
    del della delle dello di dopo dove e ed era essere fare fra gli ha hanno ho i il in io la le lei li lo loro lui ma
    me mi mia mie miei mio molto ne negli nei nel nella nelle nello no noi non nostro o ogni per perche persone piu poi
    prima quale quando quello questa questo se sei si sia solo sono sta su sua sue sui sul sulla suo suoi te tra tu tua
    tuo tutti tutto un una uno vi voglio vorrei
    """.split()  # noqa: SIM905 # sixty quoted words a line are no longer read by anyone
)


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Without accents, case and superfluous space."""
    if text.isascii():
        return " ".join(text.casefold().split())
    decomposed = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).casefold().split())


@lru_cache(maxsize=65536)
def tag(text: str) -> str:
    """A topic's key: "Career changes" and "career change" are one."""
    return " ".join(_singular(word) for word in plain(text).split())


@lru_cache(maxsize=65536)
def words(text: str) -> frozenset[str]:
    """The stems of a text's words, without those that every text has."""
    return frozenset(_stem(word) for word in _WORD.findall(plain(text)) if len(word) > 1 and word not in STOP_WORDS)


def parts_of(place: str) -> tuple[str, ...]:
    """What stands between a place's commas, as keys: the town, then what follows it. The town may be empty."""
    return tuple(plain(part) for part in place.split(","))


def _singular(word: str) -> str:
    if len(word) > _SHORTEST + 1 and word.endswith("ies"):
        return word[:-3] + "y"
    is_plural = len(word) > _SHORTEST and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if is_plural else word


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word
