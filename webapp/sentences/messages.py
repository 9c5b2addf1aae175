"""Of messages: that there are some, and nothing of what they say."""

from flask_babel import lazy_gettext as _l

from webapp.sentences.sentence import Sentence, to_pair

SENTENCES = {"unread_messages": Sentence(_l("%(partner)s has written to you."), to_pair)}
