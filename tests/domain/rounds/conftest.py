from dataclasses import dataclass

import pytest

from db.models import Enrollment, Round, Suggestion
from tests import people
from tests.people import Cast
from webapp.domain.rounds import making


@dataclass
class Draft:
    """A round of Emil, Fay and Gus with Dana (two places) and Hal (one), who offers what only Gus wants."""

    cast: Cast
    round: Round
    places: dict[str, Enrollment]

    def of(self, mentee: str) -> Suggestion:
        """What stands there now for a mentee."""
        mine = (Suggestion.round == self.round) & (Suggestion.mentee == self.places[mentee])
        return Suggestion.get(mine)

    def mentor_of(self, mentee: str) -> str | None:
        """The first name of the mentor who stands there now."""
        found = self.of(mentee).mentor
        return found.member.first_name.lower() if found else None

    def seen(self, mentee: str) -> dict[str, object]:
        """What a button of the row sends."""
        row = self.of(mentee)
        return {"draft": self.round, "suggestion_id": row.id, "mentor_id": row.mentor_id}


PEOPLE = {
    "dana": ("mentor", {"capacity": 2, "topics": ["sleep", "work"]}),
    "hal": ("mentor", {"capacity": 1, "topics": ["feeding", "sleep"]}),
    "emil": ("mentee", {"topics": ["sleep"]}),
    "fay": ("mentee", {"topics": ["work"]}),
    "gus": ("mentee", {"topics": ["feeding"]}),
}


@pytest.fixture
def draft(cast: Cast) -> Draft:
    places = {
        name: people.enrolled(cast.program, people.member(f"{name.capitalize()} Test"), role, **columns)
        for name, (role, columns) in PEOPLE.items()
    }
    made = making.make(admin=cast.olivia, program=cast.program)
    return Draft(cast, made, places)
