"""Whether what was told still holds when it leaves, hours or days later: a digest waits, and so does who was offline.

Nobody is asked what they have answered meanwhile, and nobody hears of a silence that is over.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from db.clock import now
from db.models import Notification
from webapp.domain.rhythm import reading
from webapp.domain.rhythm.rules import View, may_ask_to_close


def narrow(notification: Notification) -> bool:
    """Leave in a nudge that is about to leave only those of its pairs of which it holds; whether there are some.

    A pair that rests is none. Its row stays as it is: that is what was told in the app.
    """
    told = notification.names.get("pairs", ())
    left = [each for each in told if _holds(notification, *each)]
    notification.names = {**notification.names, "pairs": left}
    return bool(left)


def _holds(notification: Notification, pair_id: int, _name: str, occasion: str) -> bool:
    return any(
        view.side.member_id == notification.member_id and HOLDS[notification.kind](view, occasion)
        for view in reading.views_of_pair(pair_id, notification.program_id, now())
    )


def _silent(view: View, occasion: str) -> bool:
    return view.is_silence(occasion) and not view.walk.meets


def _closing(view: View, occasion: str) -> bool:
    has_said = view.side.member_id in view.walk.to_close
    return view.is_silence(occasion) and may_ask_to_close(view) and not has_said


def _first_message(view: View, _occasion: str) -> bool:
    return view.is_unwritten


def _heard(view: View, _occasion: str) -> bool:
    return view.is_unheard


def _check_in(view: View, occasion: str) -> bool:
    return not view.has_checked_in(date.fromisoformat(occasion))


def _pulse(view: View, occasion: str) -> bool:
    return all(day < date.fromisoformat(occasion) for day, _score in view.side.pulses)


def _step_opened(view: View, occasion: str) -> bool:
    return view.walk.here is not None and str(view.walk.here[1]) == occasion


HOLDS: dict[str, Callable[[View, str], bool]] = {
    "closing": _closing,
    "first_message": _first_message,
    "silent": _silent,
    "heard": _heard,
    "check_in": _check_in,
    "pulse": _pulse,
    "step_opened": _step_opened,
}
