"""Of how pairs fare: a word from an admin, and what waits for an admin."""

from flask_babel import lazy_gettext as _l

from db.models import Notification
from webapp import health_words
from webapp.paths import path
from webapp.sentences.sentence import Sentence, to_program


def _to_words(about: Notification) -> str:
    return path("help.received", pair_id=about.pair_id)


def _waiting(about: Notification) -> str:
    return health_words.waiting(int(about.names["count"]), about.names["program"])


SENTENCES = {
    "coordinator_word": Sentence(_l("%(admin)s, who runs %(program)s, has written to you."), _to_words),
    "help_digest": Sentence(_waiting, to_program("help.index")),
}
