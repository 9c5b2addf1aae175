"""How a member hears of each topic by each medium, as one form."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField

from db.models import Member
from webapp.domain import hours, notification_choices, overview
from webapp.domain.notification_choices import CHOICES, TOPICS
from webapp.forms import Form, options
from webapp.topic_words import WORDS, Topic

MAILS = {
    "now": _l("Mail at once"),
    "daily": _l("Mail daily"),
    "weekly": _l("Mail weekly"),
    "off": _l("No mail"),
}
assert (*MAILS,) == CHOICES  # noqa: S101 # at start: a choice without words
TOGETHER = ("messages", "meetings")  # what cannot wait for a mail that sums up
# What a form can begin with: for a topic, whether in the app, how by mail, whether by push.
PRESETS: dict[str, Callable[[str], tuple[bool, str, bool]]] = {
    "all": lambda topic: (True, "now", True),
    "calm": lambda topic: (True, "now" if topic in TOGETHER else "daily", topic in TOGETHER),
    "little": lambda topic: (True, "weekly" if topic not in TOGETHER else "now", False),
}
PRESET_WORDS = {
    "all": _l("Everything at once"),
    "calm": _l("Mostly once a day"),
    "little": _l("As little as possible"),
}


class ChoicesForm(Form):
    """A row for each topic that concerns the member, then their hours."""

    quiet_from = SelectField(_l("From"), coerce=int)
    quiet_to = SelectField(_l("Until"), coerce=int)
    digest_hour = SelectField(_l("At"), coerce=int)
    digest_weekday = SelectField(_l("The weekly one on"), coerce=int)

    def __init__(self, member: Member, *, preset: str) -> None:
        self.member, self.preset = member, preset if preset in PRESETS else ""
        super().__init__(obj=hours.of(member))
        for field in (self.quiet_from, self.quiet_to, self.digest_hour):
            field.choices = options((hour, f"{hour:02}:00") for hour in range(24))
        days = get_locale().days["stand-alone"]["wide"]
        self.digest_weekday.choices = options((n, days[n]) for n in range(7))

    @classmethod
    def of(cls, member: Member, *, preset: str) -> "ChoicesForm":
        """The form with a row for each topic that concerns a member."""
        chosen = notification_choices.all_of(member.id)
        made = type("MemberChoices", (cls,), dict(_fields(_topics_of(member), chosen, preset)))
        form: ChoicesForm = made(member, preset=preset)
        return form

    @property
    def presets(self) -> Mapping[str, str]:
        """What it can begin with."""
        return PRESET_WORDS

    @property
    def rows(self) -> list[tuple[str, Topic, Any]]:
        """Each topic, its words, and its fields by medium."""
        return [
            (topic, WORDS[topic], {medium: self[f"{topic}_{medium}"] for medium in notification_choices.MEDIA})
            for topic in TOPICS
            if f"{topic}_mail" in self
        ]

    def keep(self) -> None:
        """Keep it all."""
        chosen = {}
        for topic, _words, fields in self.rows:
            chosen[topic, "mail"] = fields["mail"].data
            chosen |= {(topic, medium): "now" if fields[medium].data else "off" for medium in ("app", "push")}
        notification_choices.choose(member=self.member, chosen=chosen)
        notification_choices.set_hours(
            member=self.member,
            quiet_from=self.quiet_from.data,
            quiet_to=self.quiet_to.data,
            digest_hour=self.digest_hour.data,
            digest_weekday=self.digest_weekday.data,
        )


def _topics_of(member: Member) -> list[str]:
    """Those that can concern a member: who looks after nothing is not asked about an admin's work."""
    return [topic for topic in TOPICS if topic != "admin" or overview.looks_after_something(member)]


def _fields(topics: list[str], chosen: notification_choices.Chosen, preset: str) -> Any:
    for topic in topics:
        app, mail, push = (
            PRESETS[preset](topic)
            if preset in PRESETS
            else (chosen[topic, "app"] != "off", chosen[topic, "mail"], chosen[topic, "push"] != "off")
        )
        yield f"{topic}_app", BooleanField(_l("App"), default=app)
        yield f"{topic}_mail", SelectField(_l("By mail"), choices=options(MAILS.items()), default=mail)
        yield f"{topic}_push", BooleanField(_l("Push"), default=push)
