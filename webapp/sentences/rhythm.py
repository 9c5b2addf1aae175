"""Of the weekly rhythm: one sentence for all the pairs that a nudge tells of."""

from db.models import Notification
from webapp.domain.rhythm import KINDS
from webapp.nudge_words import heading
from webapp.paths import path
from webapp.sentences.sentence import Sentence


def _leads(about: Notification) -> str:
    """The pair's page; where there are several, home."""
    told = about.names["pairs"]
    return path("pairs.show", pair_id=told[0][0]) if len(told) == 1 else path("home.index")


SENTENCES = {kind: Sentence(heading, _leads) for kind in KINDS}
