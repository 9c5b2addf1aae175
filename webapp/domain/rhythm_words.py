"""What an admin's own words of the rhythm may be: for which nudges, how long, with which names in braces."""

import re
from collections.abc import Iterable

SLOTS = (  # a kind of nudge, or a kind and whom it is for; what a warning promises is not an admin's to change
    *("closing", "first_message_mentee", "first_message_mentor", "silent", "heard", "check_in", "pulse"),
    "step_opened",
)
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
KNOWN = ("partner", "program")
LONGEST = 600  # characters


def unknown_in(words: str) -> Iterable[str]:
    """The placeholders in an admin's words that stand for nothing."""
    return [name for name in PLACEHOLDER.findall(words) if name not in KNOWN]


def unbalanced(words: str) -> bool:
    """Whether a brace stands alone, where a name was meant."""
    rest = PLACEHOLDER.sub("", words)
    return "{" in rest or "}" in rest
