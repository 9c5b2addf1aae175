"""What the topics are called of which members choose how they hear."""

from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from webapp.domain.notification_choices import DIGEST, TOPICS


class Topic(NamedTuple):
    """A topic's name, and what belongs to it."""

    name: str
    about: str


WORDS = {
    "messages": Topic(_l("Messages"), _l("Somebody you walk with has written to you.")),
    "rhythm": Topic(_l("The weekly rhythm"), _l("A new step, the check-in, a nudge when it has been quiet.")),
    "meetings": Topic(_l("Meetings"), _l("Times that are proposed or agreed, reminders.")),
    "pairs": Topic(_l("Your mentorships"), _l("Introductions, requests, time away, how a path ends.")),
    "announcements": Topic(_l("Announcements"), _l("What the admins of a program tell everybody in it.")),
    "groups": Topic(_l("Groups and programs"), _l("Answers to what you asked to join.")),
    "admin": Topic(_l("Your work as an admin"), _l("Who asks to come in, and what is yours to look after.")),
    DIGEST: Topic(_l("Mails that sum up"), _l("What you wanted to have once a day or once a week.")),
}


def name_of(topic: str) -> str:
    """What a topic is called."""
    return str(WORDS[topic].name)


assert WORDS.keys() == {*TOPICS, DIGEST}  # noqa: S101 # at start: a topic without words
