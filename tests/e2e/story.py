"""The cast in the middle of it: a pair that has talked, people who wait, lists that are long."""

from datetime import date

from db.database import database
from db.models import Pair
from tests import people
from tests.people import Cast
from webapp.domain import chat, progress

MESSAGES = 30
WAITING = 25  # of each role
WORDS = (
    "Hello, and thank you for writing first. How was your week?",
    "Long nights, but this morning we slept until seven. I did what you said and wrote the three things down before "
    "going to bed, and it did help more than I had thought it would.",
    "That is good to hear. https://example.org/a-list-that-helped-me has the list that I spoke of.",
)


def lived_in() -> Cast:
    """The cast, Alice and Bob's conversation of 30 messages, their goal, a note, a check-in, and 50 people waiting."""
    cast = people.cast()
    with database.atomic():
        talk(cast.pair)
        path = progress.path_of(cast.pair)
        progress.complete_step(pair=cast.pair, member=cast.bob, step=path.here.step)
        progress.add_note(pair=cast.pair, author=cast.alice, step=path.here.step, body="Ask about the nights.")
        progress.set_goal(pair=cast.pair, author=cast.bob, body="Sleep through once a week by spring.")
        progress.check_in(pair=cast.pair, member=cast.alice, score=8, words="Well done.", today=date(2026, 1, 5))
        for number in range(WAITING):
            for role in ("mentor", "mentee"):
                someone = people.member(f"{role}{number} With a Long Surname")
                people.enrolled(cast.program, someone, role, goal="Find my feet again at work after a year away.")
    return cast


def talk(pair: Pair, messages: int = MESSAGES) -> None:
    """A conversation of so many messages, the two taking turns."""
    for number in range(messages):
        author = pair.mentee if number % 2 == 0 else pair.mentor
        chat.post_message(pair=pair, author=author, body=WORDS[number % len(WORDS)], client_id=f"story-{number}")
