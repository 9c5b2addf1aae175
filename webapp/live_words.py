"""What the conversation's script says, in the reader's language, and whether the partner was here today."""

from functools import cache

from babel import Locale
from flask_babel import get_locale, ngettext

from db.models import Member, Pair, Session
from webapp.filters import dom_day, today
from webapp.words import plain as _

PLURAL_SAMPLES = range(1, 201)  # every plural form of every language that CLDR knows comes up among these


def for_page(name: str) -> dict[str, object]:
    """The words that `chat.js` puts on the page of whoever writes to `name`; `#` stands for a number."""
    return {
        "sending": _("sending…"),
        "sent": _("sent"),
        "seen": _("seen"),
        "unsent": _("waiting to be sent"),
        "failed": _("not sent"),
        "retry": _("Retry"),
        "back": _("Take it back"),
        "typing": _("%(name)s is writing…", name=name),
        "now": _("%(name)s is here now", name=name),
        "today": _("%(name)s was here today", name=name),
        "yesterday": _("yesterday"),
        "offline": _("No connection. What you write is kept here and sent when it is back."),
        "slow": _("New messages come a little later than usual here."),
        "unread": _("new"),
        "new": new_messages(),
    }


def until_answered(name: str) -> dict[str, object]:
    """What it says beside the composer of whoever has written as much as one may before `name` writes."""
    return {"wait": _("You have written three times. Give %(name)s time to answer.", name=name)}


def new_messages() -> dict[str, str]:
    """ "3 new messages" by CLDR's plural category, as `Intl.PluralRules` chooses it in the browser."""
    locale = get_locale()
    examples = _examples(locale) if locale else {"one": 1, "other": 2}
    return {
        category: ngettext("%(count)s new message", "%(count)s new messages", n, count="#")
        for category, n in examples.items()
    }


@cache
def _examples(locale: Locale) -> dict[str, int]:
    """A number for each plural category of a language."""
    examples: dict[str, int] = {}
    for n in PLURAL_SAMPLES:
        examples.setdefault(locale.plural_form(n), n)
    return {**examples, "other": examples.get("other", 2)}


def presence(pair: Pair, member: Member) -> str:
    """That the partner used Waymark on the reader's own day, said no more exactly than that; else nothing."""
    seen_at = Session.last_use_by(pair.partner_id_of(member))
    if seen_at is None or dom_day(seen_at) != today().isoformat():
        return ""
    return _("%(name)s was here today", name=pair.partner_of(member).first_name)
