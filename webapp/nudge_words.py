"""What a nudge says: a sentence, and a few words under it, which a program's admin may have written themselves.

The rhythm's words stand under slots: a kind, or a kind and whom it is for. `{partner}` and `{program}` in an admin's
words stand for names; of several pairs the partners are named one after the other.
"""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from db.models import Notification
from webapp.domain import rhythm_words
from webapp.domain.rhythm_words import KNOWN, PLACEHOLDER
from webapp.filters import date_in_words
from webapp.reason_words import listed

HEADINGS: dict[str, Any] = {
    "closing_last": _l("Your mentorship with %(partner)s closes on %(day)s, unless one of you keeps going."),
    "closing": _l("Do you and %(partner)s want to keep going?"),
    "first_message_mentee": _l("A first hello to %(partner)s?"),
    "first_message_mentor": _l("You and %(partner)s have not written to each other yet."),
    "silent": _l("It has been quiet between you and %(partner)s."),
    "heard": _l("Have you heard from %(partner)s?"),
    "check_in": _l("How is it going with %(partner)s?"),
    "pulse": _l("From 1 to 10: how is your mentorship with %(partner)s?"),
    "step_opened": _l("A new step is open for you and %(partner)s."),
}
STEP = _l("Step %(step)s is open for you and %(partner)s.")

WORDS: dict[str, Any] = {
    "closing_last": _l(
        "Nobody has written here for some weeks, and nobody has said that you two go on. If it stays so, this "
        "mentorship closes on that day. One tap by either of you keeps it open. What you wrote stays readable for both."
    ),
    "closing": _l(
        "Nobody has written here for some weeks. That happens. If one of you wants to keep going, you go on. If both "
        "of you would rather stop, it closes, without a reason. If nobody answers, you are told once more, a week "
        "before anything closes."
    ),
    "first_message_mentee": _l(
        "Mentees write first, and two lines are enough: who you are, and what you hope for. %(partner)s is glad to "
        "hear from you."
    ),
    "first_message_mentor": _l(
        "Mentees are asked to write first, and a first message can be hard to begin. A short hello from you makes it "
        "easier."
    ),
    "silent": _l("Weeks get full. A short hello is enough to pick it up again, and nobody has to explain anything."),
    "heard": _l("You were introduced a few days ago. One tap tells us whether you are in touch, here or elsewhere."),
    "check_in": _l("One tap is enough. Only you see what you answer; those who run %(program)s see that you did."),
    "pulse": _l(
        "One number, now and then. %(partner)s does not see it. It tells those who run %(program)s where help is "
        "wanted, and nothing that you two write."
    ),
    "step_opened": _l("There is no hurry. Read it when you have a quiet moment, and take it up when you next talk."),
}
EDITABLE, LONGEST = rhythm_words.SLOTS, rhythm_words.LONGEST


def partners(names: list[str]) -> str:
    """The first names one after the other: "Bob, Dana and Erik"."""
    return listed(names) if names else ""


def heading(notification: Notification) -> str:
    """The sentence of a nudge, for the page, the subject and the push."""
    names = notification.names
    slot, step = names["slot"], names.get("step")
    if "closes_on" in names:
        return last_warning(_partners(notification), date.fromisoformat(names["closes_on"]))
    words = STEP if step and len(names["pairs"]) == 1 else HEADINGS[slot]
    return str(words) % {"partner": _partners(notification), "step": step}


def last_warning(partner: str, closes_on: date) -> str:
    """What is said a week before a pair closes."""
    return str(HEADINGS["closing_last"]) % {"partner": partner, "day": date_in_words(closes_on)}


def words_under(notification: Notification) -> str:
    """What stands under it: the admin's own words, or ours."""
    names = notification.names
    own, filled = names.get("words"), {"partner": _partners(notification), "program": names["program"]}
    return fill(own, filled) if own else str(WORDS[names["slot"]]) % filled


def fill(words: str, names: dict[str, str]) -> str:
    """An admin's words with the names in their places."""
    return PLACEHOLDER.sub(lambda found: names.get(found[1], found[0]), words)


def defaults(slot: str) -> str:
    """Our words for a slot as an admin would write them, with `{partner}` and `{program}`."""
    return str(WORDS[slot]) % {name: f"{{{name}}}" for name in KNOWN}


def labels() -> dict[str, str]:
    """What the slots that an admin may word are called."""
    return {
        "step_opened": _("A new step opens"),
        "check_in": _("The weekly check-in"),
        "heard": _("Whether the mentor has heard from the mentee"),
        "first_message_mentee": _("No first message: to the mentee"),
        "first_message_mentor": _("No first message: to the mentor"),
        "silent": _("The two have gone quiet"),
        "closing": _("Whether to close"),
        "pulse": _("The pulse"),
    }


def _partners(notification: Notification) -> str:
    return partners([name for _pair, name, _occasion in notification.names["pairs"]])
