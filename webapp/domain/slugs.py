"""The part of an address that is made from a name."""

import re
import unicodedata

LONGEST = 50  # characters; leaves room for a number in the column's 60
NO_LATIN_LETTER = "group"  # a name in another script
# Letters that do not come apart into a plain one and an accent.
LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def slug_of(text: str) -> str:
    """`"Città & Più"` as `"citta-piu"`; `""` where nothing of it can be written in plain Latin letters and digits."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    plain = apart.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")
