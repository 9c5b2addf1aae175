"""Pools as they are in life: a few topics that everybody wants and many that few do, most people in a few zones."""

import random
from collections.abc import Sequence
from functools import cache
from itertools import accumulate

from webapp.domain.availability import SLOTS
from webapp.domain.matching import weights
from webapp.domain.matching.pool import Person, Pool

TOPICS = [f"topic {n}" for n in range(150)]
WORDS = [f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{n}word" for n in range(3000)]
LANGUAGES = ("en", "es", "it", "fr", "de", "pt", "ar", "hi", "zh", "ru", "pl", "uk")
TOWNS = [f"Town {n}, Region {n % 20}, Country {n % 7}" for n in range(120)]
PROFESSIONS = [f"profession {n}" for n in range(80)]
SCHOOLS = [f"school {n}" for n in range(60)]
ZONES = {
    "Europe/Rome": 30, "Europe/London": 15, "America/New_York": 15, "America/Los_Angeles": 8, "Asia/Kolkata": 8,
    "America/Sao_Paulo": 6, "Africa/Lagos": 6, "Africa/Nairobi": 4, "Asia/Manila": 4, "Asia/Kathmandu": 1,
    "Australia/Sydney": 3,
}  # fmt: skip
QUESTIONS = ("planning", "feedback", "writing", "listening", "purpose", "manner")


@cache
def _zipf(size: int) -> list[float]:
    return list(accumulate(1 / (n + 1) for n in range(size)))


class Chance:
    """A seeded source of people."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def skewed(self, items: Sequence[str], most: int, least: int = 1) -> tuple[str, ...]:
        """Some different items by Zipf's law: the nth is chosen 1/n as often as the first."""
        many = self.random.randint(least, most)
        found: dict[str, None] = {}
        while len(found) < many:
            found |= dict.fromkeys(self.random.choices(items, cum_weights=_zipf(len(items)), k=many - len(found)))
        return tuple(found)

    def maybe(self, share: float) -> bool:
        """True in this share of cases."""
        return self.random.random() < share

    def person(self, number: int, *, is_mentor: bool) -> Person:
        """Somebody who has answered most of it."""
        chance = self.random
        evening = [slot for slot in SLOTS if slot.endswith(("evening", "night")) or slot[0] in "56"]
        languages = [code for code in ("en",) if self.maybe(0.8)] + list(self.skewed(LANGUAGES[1:], 2, 0))
        return Person(
            enrollment_id=number,
            member_id=number,
            places=3 if is_mentor else 1,
            topics=self.skewed(TOPICS, 6 if is_mentor else 4, 2 if is_mentor else 1),
            goal=" ".join(self.skewed(WORDS, 14, 4)) if self.maybe(0.9) else "",
            experience=" ".join(self.skewed(WORDS, 20, 5)) if self.maybe(0.8) else "",
            languages=tuple(languages) or ("en",),
            location=self.skewed(TOWNS, 1)[0] if self.maybe(0.7) else "",
            profession=self.skewed(PROFESSIONS, 1)[0] if self.maybe(0.7) else "",
            education=self.skewed(SCHOOLS, 1)[0] if self.maybe(0.5) else "",
            availability=tuple(chance.sample(evening, chance.randint(1, 6))) + tuple(chance.sample(SLOTS, 2)),
            time_zone=chance.choices(list(ZONES), list(ZONES.values()))[0],
            working_style={question: chance.choice((1, 2, 2, 3, 3, 4, 4, 5)) for question in QUESTIONS},
            answers={"What else?": " ".join(self.skewed(WORDS, 8, 2))} if self.maybe(0.3) else {},
            rounds_left_out=0 if is_mentor else chance.choices((0, 1, 2), (90, 8, 2))[0],
            comes_first=not is_mentor and self.maybe(0.01),
        )


def pool_of(mentees: int, mentors: int, seed: int = 4) -> Pool:
    """A pool in which a few wish for, rank, know or must not meet one another."""
    chance = Chance(seed)
    ours = tuple(chance.person(n, is_mentor=False) for n in range(1, mentees + 1))
    theirs = tuple(chance.person(n, is_mentor=True) for n in range(mentees + 1, mentees + mentors + 1))

    def couples(share: float) -> list[tuple[int, int]]:
        return [(one.member_id, chance.random.choice(theirs).member_id) for one in ours if chance.maybe(share)]

    return Pool(
        mentees=ours,
        mentors=theirs,
        weights=weights.PRESETS["balanced"],
        wishes=frozenset(couples(0.05)),
        known=frozenset(couples(0.1)),
        rankings={couple: 1 + n % 3 for n, couple in enumerate(couples(0.2))},
        forbidden=dict.fromkeys(couples(0.05), "never"),
    )
