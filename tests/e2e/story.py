"""The cast in the middle of it: a pair that has talked, people who wait, lists that are long."""

from dataclasses import dataclass

from db.database import database
from db.models import Member, Pair
from tests import people, world
from tests.people import Cast
from tests.world import World
from webapp.domain import chat

MESSAGES = 30
WAITING = 25  # of each role
WORDS = (
    "Hello, and thank you for writing first. How was your week?",
    "Long nights, but this morning we slept until seven. I did what you said and wrote the three things down before "
    "going to bed, and it did help more than I had thought it would.",
    "That is good to hear. https://example.org/a-list-that-helped-me has the list that I spoke of.",
)


@dataclass(frozen=True)
class Story:
    """The world, further on."""

    world: World

    @property
    def cast(self) -> Cast:
        """Alice, Bob and the others."""
        return self.world.cast

    def member(self, who: str) -> Member | None:
        """One of the people; nobody for `out`."""
        return self.world.people[who]


def lived_in() -> Story:
    """The world with a conversation of 30 messages, and 50 people who wait to be paired."""
    story = Story(world.make())
    with database.atomic():
        talk(story.cast.pair)
        for number in range(WAITING):
            for role in ("mentor", "mentee"):
                someone = people.member(f"{role}{number} With a Long Surname")
                people.enrolled(story.cast.program, someone, role, goal="Find my feet again at work after a year away.")
    return story


def talk(pair: Pair, messages: int = MESSAGES) -> None:
    """A conversation of so many messages, the two taking turns."""
    for number in range(messages):
        author = pair.mentee if number % 2 == 0 else pair.mentor
        chat.post_message(pair=pair, author=author, body=WORDS[number % len(WORDS)], client_id=f"story-{number}")
