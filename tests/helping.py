"""What Olivia notes of Alice and Bob and writes to Bob, and what the two say of how it goes."""

from typing import Any

from db.clock import now
from db.models import Pulse
from tests.people import Cast
from webapp.domain import coordinator_notes, coordinator_words

KEPT = "zaungrasmücke"  # in what only an admin may read who noted it for themselves
WORD = "blaumeise"  # in what only an admin may read who wrote it, and the one to whom
PULSES = {"alice": 9, "bob": 2}  # what each of the two says of how it goes


def help_pair(cast: Cast) -> dict[str, Any]:
    """Olivia looks after Alice and Bob: a note of her own, a word to Bob; each of the two has given a pulse."""
    place: dict[str, Any] = {"program": cast.program, "pair_id": cast.pair.id, "author": cast.olivia}
    note = coordinator_notes.add(**place, body=KEPT)
    coordinator_words.send(**place, roles=("mentee",), body=WORD, client_id="world")
    for name, score in PULSES.items():
        Pulse.create(pair=cast.pair, member=getattr(cast, name), period=now().date(), score=score)
    return {"coordinator_note": note.id}
