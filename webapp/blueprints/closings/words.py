"""What is asked at the end, in short, for those who read the answers."""

from typing import Any

from flask_babel import lazy_gettext as _l

QUESTIONS: dict[str, Any] = {
    "goal": _l("How far they got, 1 to 5"),
    "worth": _l("Worth the time, 1 to 5"),
    "recommend": _l("Would recommend it, 0 to 10"),
}
CHOICES: dict[str, Any] = {
    "again": _l("once more"),
    "mentor": _l("as a mentor now"),
    "done": _l("done"),
}
