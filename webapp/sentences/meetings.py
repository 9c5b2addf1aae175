"""Of a pair's meetings, and of who is away. A time is said by the clocks of whoever is told."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from db.models import Notification
from webapp import meeting_words, time_zones
from webapp.filters import date_in_words
from webapp.paths import path
from webapp.sentences.sentence import Sentence, to_named, to_pair


def to_meetings(about: Notification) -> str:
    """The page of the pair's meetings."""
    return path("meetings.index", pair_id=about.pair_id)


def to_own_pair(about: Notification) -> str:
    """The page of the reader's own pair; "" where it is none of theirs."""
    return to_pair(about) if about.pair_id else ""


def _timed(text: Any, otherwise: Any = "") -> Callable[[Notification], str]:
    """The words with `%(time)s` in them; `otherwise` where the notification has no time."""

    def words(about: Notification) -> str:
        if "starts_at" not in about.names:
            return str(otherwise) % about.names
        zone = _zone(about)
        time = meeting_words.at_length(datetime.fromisoformat(about.names["starts_at"]), zone)
        return str(text) % {**about.names, "time": time, "city": time_zones.city(zone)}

    return words


def _agreed(about: Notification) -> str:
    moved = _l("Your meeting with %(partner)s is moved to %(time)s (%(city)s).")
    return _timed(moved if about.names.get("moved") else _l("You and %(partner)s meet on %(time)s (%(city)s)."))(about)


def _away(about: Notification) -> str:
    until = date_in_words(date.fromisoformat(about.names["until"]))
    return _("%(partner)s is away until %(day)s. You can still write.", partner=about.names["partner"], day=until)


def _zone(about: Notification) -> str:
    """Whoever reads a page reads their own: their row is at hand."""
    is_reader = bool(current_user) and current_user.is_authenticated and current_user.id == about.member_id
    return str(current_user.time_zone if is_reader else about.member.time_zone)


SENTENCES = {
    "meeting_proposed": Sentence(
        _timed(
            _l("%(partner)s asks to move your meeting of %(time)s (%(city)s)."),
            _l("%(partner)s proposes times to meet."),
        ),
        to_meetings,
    ),
    "meeting_agreed": Sentence(_agreed, to_meetings),
    "meeting_cancelled": Sentence(
        _timed(
            _l("Your meeting with %(partner)s on %(time)s (%(city)s) is called off."),
            _l("The times for a meeting with %(partner)s are off. You can propose others."),
        ),
        to_meetings,
    ),
    "meeting_soon": Sentence(_timed(_l("You and %(partner)s meet on %(time)s (%(city)s).")), to_meetings),
    "meeting_held": Sentence(_timed(_l("Did you and %(partner)s meet on %(time)s (%(city)s)?")), to_meetings),
    "partner_away": Sentence(_away, to_pair),
    "partner_back": Sentence(_l("%(partner)s is back."), to_pair),
    "stand_in_offered": Sentence(
        _l("%(mentor)s is away for a while. Would you stand in with %(mentee)s in %(program)s?"),
        to_named("stand_ins.show", stand_in_id="stand_in"),
    ),
    "stand_in_asked": Sentence(
        _l("%(partner)s would stand in while %(mentor)s is away. Would you like that?"),
        to_named("stand_ins.show", stand_in_id="stand_in"),
    ),
    "stand_in_agreed": Sentence(_l("%(partner)s stands in for %(mentor)s with %(mentee)s. Thank you."), to_own_pair),
    "stand_in_declined": Sentence(
        _l("Nobody stands in for %(mentor)s with %(mentee)s yet. You can ask somebody else.")
    ),
    "stand_in_over": Sentence(
        _l("%(mentor)s is back with %(mentee)s. %(partner)s has stood in: thank you, all three."), to_own_pair
    ),
}
