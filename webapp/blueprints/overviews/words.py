"""What the overview's parts are called."""

from datetime import timedelta
from typing import Any

from flask_babel import format_date, format_decimal, ngettext
from flask_babel import lazy_gettext as _l

from webapp.domain.glance.weeks import Week

STAGES: dict[str, tuple[Any, Any]] = {  # name, and what it takes to be counted there
    "applied": (_l("Applied"), _l("Sent in their answers, whatever became of it.")),
    "waiting": (_l("Waiting"), _l("Were let in, and waited to be introduced.")),
    "introduced": (_l("Introduced"), _l("Were introduced to somebody at least once.")),
    "talking": (_l("Talking"), _l("Both have written, or they have done a step and talk somewhere else.")),
    "walking": (_l("On the path"), _l("Have done one step or more.")),
    "finished": (_l("Finished"), _l("Walked the whole path and closed it together.")),
}
STAYED: dict[str, tuple[Any, Any]] = {  # of those who got no further: who may still, and who will not
    "applied": (_l("wait for an answer"), _l("declined")),
    "waiting": (_l("wait"), _l("stepped back")),
}
UNDER_WAY = (_l("under way"), _l("ended"))


def stayed(key: str) -> tuple[Any, Any]:
    """What those are called who came to a stage and no further: who may go on, and who will not."""
    return STAYED.get(key, UNDER_WAY)


def span(time: timedelta) -> str:
    """How long something took: minutes, hours up to two days, then days."""
    minutes = max(1, round(time.total_seconds() / 60))
    if minutes < 120:
        return ngettext("%(num)d minute", "%(num)d minutes", minutes)
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(num)d hour", "%(num)d hours", hours)
    return ngettext("%(num)d day", "%(num)d days", round(hours / 24))


def week_of(week: Week) -> str:
    """A week's Monday, short: "3 Nov"."""
    return str(format_date(week.week_of, "d MMM"))


def decimal(number: float) -> str:
    """A mean, as the reader writes numbers."""
    return str(format_decimal(number))
