"""How the cast makes programs and steps: the forms' fields."""

from db.models import Program

NEW = "/groups/parents-of-the-valley/programs/new"
RUN = {
    "name": "Autumn",
    "starts_on": "2026-12-07",
    "cadence": "7",
    "cadence_days": "",
    "roles_open": "both",
    "enrollment_rule": "members",
}
WORDS = {"title": "A walk", "purpose": "To move.", "minutes": "25", "mentor_prompt_1": "M?", "mentee_prompt_1": "E?"}


def newest() -> Program:
    """The program that was made last."""
    return Program.select().order_by(Program.id.desc()).get()
