"""What an announcement's audiences are called."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from db.models import Program, Step
from webapp.domain.announcements import A_STEP, steps_of

AUDIENCES: dict[str, Any] = {
    "all": _l("Everybody enrolled"),
    "mentors": _l("Mentors"),
    "mentees": _l("Mentees"),
    "waiting": _l("Those who wait to be introduced"),
    "pairs": _l("Pairs under way"),
    "quiet": _l("Pairs silent for two weeks"),
    "finished": _l("Those who have finished"),
}


def choices(program: Program) -> list[tuple[str, str]]:
    """What an admin can choose from, the steps of the path last."""
    steps = enumerate(Step.of_program(program), 1)
    at_steps = [(f"{A_STEP}{step.id}", _("Pairs at step %(n)d: %(title)s", n=n, title=step.title)) for n, step in steps]
    return [*((key, str(words)) for key, words in AUDIENCES.items()), *at_steps]


def names(program: Program) -> dict[str, str]:
    """What each audience that an announcement may have had is called, steps that were taken out of the path too."""
    at_steps = {
        f"{A_STEP}{step_id}": _("Pairs at the step “%(title)s”", title=title)
        for step_id, title in steps_of(program).items()
    }
    return {**{key: str(words) for key, words in AUDIENCES.items()}, **at_steps}
