"""Whether what was told still holds when it leaves, hours or days later: a digest waits, and so does who was offline.

Nobody is asked what they have answered meanwhile, and nobody hears of a silence that is over.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from db.clock import now
from db.models import Notification, Pair
from webapp.domain import progress
from webapp.domain.rhythm import reading
from webapp.domain.rhythm.rules import Course, View, may_ask_to_close


def narrow(notification: Notification) -> bool:
    """Leave in a nudge that is about to leave only those of its pairs of which it holds; whether there are some.

    A pair that rests is none. Its row stays as it is: that is what was told in the app.
    """
    told = notification.names.get("pairs", ())
    programs = Pair.select(Pair.program).where(Pair.id.in_([pair_id for pair_id, _name, _occasion in told]))
    courses = reading.courses({program for (program,) in programs.tuples()})
    left = [each for each in told if _holds(notification, courses, *each)] if courses else []
    notification.names = {**notification.names, "pairs": left}
    return bool(left)


def _holds(notification: Notification, courses: dict[int, Course], pair_id: int, _name: str, occasion: str) -> bool:
    return any(
        view.side.member_id == notification.member_id and HOLDS[notification.kind](view, occasion)
        for view in reading.views(courses, now(), pair_id)
    )


def _is_silence(view: View, occasion: str) -> bool:
    return occasion.partition("/")[0] == view.walk.silence and not view.walk.meets


def _closing(view: View, occasion: str) -> bool:
    has_said = view.side.member_id in view.walk.to_close
    return _is_silence(view, occasion) and may_ask_to_close(view) and not has_said


def _first_message(view: View, _occasion: str) -> bool:
    facts = view.walk.facts
    return not (facts.mentor.first_message_at or facts.mentee.first_message_at or view.walk.has_heard)


def _heard(view: View, _occasion: str) -> bool:
    return not (view.walk.facts.mentee.first_message_at or view.walk.has_heard)


def _check_in(view: View, occasion: str) -> bool:
    newest = view.side.last_check_in
    return newest is None or newest < progress.monday(date.fromisoformat(occasion))


def _pulse(view: View, occasion: str) -> bool:
    return all(day < date.fromisoformat(occasion) for day, _score in view.side.pulses)


def _step_opened(view: View, occasion: str) -> bool:
    return view.walk.here is not None and str(view.walk.here[1]) == occasion


HOLDS: dict[str, Callable[[View, str], bool]] = {
    "closing": _closing,
    "first_message": _first_message,
    "silent": _is_silence,
    "heard": _heard,
    "check_in": _check_in,
    "pulse": _pulse,
    "step_opened": _step_opened,
}
