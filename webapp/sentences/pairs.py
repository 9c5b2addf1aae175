"""Of a pair: how it began, how it ended."""

from flask_babel import lazy_gettext as _l

from webapp.sentences.sentence import Sentence, to_pair

SENTENCES = {
    "introduced": Sentence(_l("You have been introduced to %(partner)s."), to_pair),
    "introduction_taken_back": Sentence(
        _l(
            "The introduction of %(partner)s and you in %(program)s was taken back before it began. "
            "You keep your place."
        )
    ),
    "pair_ended": Sentence(_l("Your mentorship with %(partner)s has ended."), to_pair),
    "pair_given_up_mentee": Sentence(
        _l(
            "You and %(partner)s were not the right fit at the right time. "
            "You wait again, and come first in the next round."
        )
    ),
    "pair_given_up_mentor": Sentence(
        _l(
            "You and %(partner)s were not the right fit at the right time. "
            "Your place is free again, and you stay available."
        )
    ),
    "pair_completed": Sentence(_l("You and %(partner)s have finished your path."), to_pair),
    "partner_left_mentee": Sentence(
        _l(
            "Your mentor in %(program)s has left. What you wrote stays with you. "
            "You wait again, and come first in the next round."
        ),
        to_pair,
    ),
    "partner_left_mentor": Sentence(
        _l("Your mentee in %(program)s has left. What you wrote stays with you, and your place is free again."),
        to_pair,
    ),
    "words_end": Sentence(
        _l(
            "The words of your mentorship in %(program)s will be deleted in two weeks at the earliest. "
            "You can download them first."
        ),
        to_pair,
    ),
    "words_ended": Sentence(
        _l(
            "The words of your mentorship in %(program)s have been deleted, as this site does some time after "
            "a mentorship has ended."
        )
    ),
}
