"""Emil waits in a program whose mentees ask; Anna and Bruno mentor there."""

import pytest

from db.models import Enrollment
from tests import choosing
from tests.people import Cast


@pytest.fixture(autouse=True)
def _asking(cast: Cast) -> None:
    choosing.by(cast, "asking")


@pytest.fixture
def anna(cast: Cast) -> Enrollment:
    return choosing.mentor(cast, "Anna Prima")


@pytest.fixture
def bruno(cast: Cast) -> Enrollment:
    return choosing.mentor(cast, "Bruno Secondo")


@pytest.fixture
def emil(cast: Cast, anna: Enrollment, bruno: Enrollment) -> Enrollment:
    """Emil, who waits and would like Anna best, then Bruno."""
    return choosing.mentee(cast, "Emil Roth", anna, bruno)
