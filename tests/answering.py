"""How the cast answers the enrollment's questionnaire."""

from typing import Any

from db.models import Enrollment, Program
from webapp.domain import questionnaire

ANSWERS: dict[str, dict[str, Any]] = {
    "topics": {"chosen": ["sleep", "work"], "others": "Twins\n\nnight shifts "},
    "goal": {"goal": "One night a week that is mine."},
    "experience": {"experience": "Two births, one move."},
    "languages": {"languages": ["it", "yo"]},
    "about": {"location": "Trento", "profession": "Nurse", "education": ""},
    "availability": {"time_zone": "Europe/Rome", "availability": ["3-evening", "5-morning"]},
    "style": {"planning": "1", "feedback": "3", "manner": "5"},
    "capacity": {"capacity": "3"},
    "wishes": {},
}
MENTEE = [topic for topic in questionnaire.TOPICS if topic not in ("capacity", "questions")]


def place_of(member: Any, role: str = "mentee") -> Enrollment:
    return Enrollment.get((Enrollment.member == member) & (Enrollment.role == role))


def begin(browser: Any, program: Program, *roles: str) -> str:
    """Begin a draft; returns the address of its first topic."""
    path = f"/programs/{program.id}/enrollments/new"
    browser.get(path)
    return str(browser.post(path, {"roles": list(roles)}).headers["Location"])


def fill_in(browser: Any, enrollment: Enrollment, topics: list[str]) -> None:
    for topic in topics:
        browser.post(f"/enrollments/{enrollment.id}/{topic}", ANSWERS[topic])
