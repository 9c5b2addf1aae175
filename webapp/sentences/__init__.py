"""What each kind of notification says: one sentence for the page, the mail and the push; a file for each part.

A new kind: its topic in `domain/notifications.TOPIC_OF`, its sentence in one of these files.
"""

from flask_babel import lazy_gettext as _l

from webapp.sentences import choosing, closings, groups, meetings, messages, pairs, rhythm, safety, signals
from webapp.sentences.sentence import Sentence

PARTS = (messages, pairs, closings, rhythm, meetings, choosing, groups, safety, signals)
SENTENCES: dict[str, Sentence] = {kind: each for part in PARTS for kind, each in part.SENTENCES.items()}
UNKNOWN = Sentence(_l("Something new."))
