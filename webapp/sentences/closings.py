"""Of a pair's good end, and of going on for some weeks."""

from flask_babel import lazy_gettext as _l

from db.models import Notification
from webapp.paths import path
from webapp.sentences.sentence import Sentence, to_pair


def _to_closing(notification: Notification) -> str:
    return path("closings.show", pair_id=notification.pair_id)


def _to_testimonial(notification: Notification) -> str:
    return path("closings.testimonial", pair_id=notification.pair_id, thanks_id=int(notification.names["thanks"]))


SENTENCES = {
    "thanked": Sentence(_l("%(partner)s has left you a thank-you."), _to_closing),
    "testimonial_asked": Sentence(
        _l("%(partner)s asks whether the group may read words of thanks from your mentorship."), _to_testimonial
    ),
    "renewal_asked": Sentence(_l("%(partner)s would like to go on for a while. It needs you both."), _to_closing),
    "renewed": Sentence(_l("You and %(partner)s go on together."), to_pair),
    "closing_opens": Sentence(_l("Your weeks with %(partner)s end in a few days. Go on, or close well?"), _to_closing),
}
