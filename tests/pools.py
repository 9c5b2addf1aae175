"""Many people who wait to be paired, each a little different and always the same."""

import random
from datetime import timedelta

from db.clock import now
from db.database import database
from db.models import Enrollment, Member, Membership, Program

FIRST = ("Ada", "Bruno", "Carla", "Dario", "Elsa", "Franca", "Guido", "Hana", "Ivo", "Lea", "Mira", "Nino", "Orsola")
LAST = ("Rossi", "Ferrari", "Bianchi", "Gallo", "Costa", "Fontana", "Marino", "Greco", "Conti", "Bruno")
TOWNS = ("Trento", "Trento, Italy", "Rovereto", "Bolzano", "Verona", "")
TOPICS = ("sleep", "feeding", "work", "twins", "moving", "study", "money", "sport")
GOALS = (
    "I would like to sleep one whole night a week.",
    "Find my feet again at work after a year away.",
    "Know what other parents do in the evenings.",
)
JOBS = ("nurse", "teacher", "cook", "engineer", "")


def waiting(program: Program, mentees: int, mentors: int, places: int = 3, first: int = 0) -> None:
    """Enroll so many people, the mentors with so many places each, numbered from `first`."""
    with database.atomic():
        for role, count in (("mentor", mentors), ("mentee", mentees)):
            for number in range(first, first + count):
                _enroll(program, role, number, places)


def _enroll(program: Program, role: str, number: int, places: int) -> None:
    dice = random.Random(f"{role}{number}")  # noqa: S311 # the same people every time, and no secret
    moment = now()
    name = f"{dice.choice(FIRST)} {dice.choice(LAST)} {number}"
    someone = Member.create(
        name=name, email=f"{role}.{number}@example.org", password_hash="none", adult_confirmed_at=moment,
        email_verified_at=moment,
    )  # fmt: skip
    Membership.create(group=program.group, member=someone, state="active")
    slots = [f"{day}-{part}" for day in range(7) for part in ("morning", "evening")]
    Enrollment.create(
        program=program,
        member=someone,
        role=role,
        state="waiting",
        capacity=places,
        submitted_at=moment - timedelta(days=dice.randrange(90)),
        topics=dice.sample(TOPICS, 3),
        goal=dice.choice(GOALS),
        languages=["en", *dice.sample(("it", "de", "ar"), 1)],
        location=dice.choice(TOWNS),
        profession=dice.choice(JOBS),
        availability=dice.sample(slots, 5),
        time_zone="Europe/Rome",
        working_style={key: dice.randint(1, 5) for key in ("plans", "talk", "pace")},
    )
