"""How somebody likes to work together: six questions, each a scale from 1 (the first pole) to 5 (the second).

The poles' words for people are in `blueprints/enrollments/words.py`.
"""

from collections.abc import Mapping
from typing import Any

QUESTIONS = (
    "planning",  # plan ahead ↔ take it as it comes
    "feedback",  # straight ↔ gentle
    "writing",  # often and short ↔ seldom and long
    "listening",  # listen first ↔ advise first
    "purpose",  # goals and tasks ↔ open conversation
    "manner",  # formal ↔ easy-going
)
SCALE = range(1, 6)


def known(answers: Mapping[str, Any]) -> dict[str, int]:
    """Only answers to these questions and on the scale, in the questions' order."""
    return {key: int(answers[key]) for key in QUESTIONS if answers.get(key) in SCALE}
