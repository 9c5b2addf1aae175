"""The words for what a policy knows by keys: presets, parts, whom to prefer, who chooses, how much a weight is."""

from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.blueprints.policies.blueprint import blueprint

Said = tuple[Any, Any]  # a name, and a sentence

PRESETS: dict[str, Said] = {
    "balanced": (_l("Balanced"), _l("What they want, how they work and when they are free, each with its due.")),
    "goals": (_l("Goals first"), _l("Whoever can help with what the mentee is after, wherever they live.")),
    "style": (_l("Ways of working first"), _l("People who plan, talk and listen alike: they stay together longest.")),
    "near": (_l("Near each other"), _l("People of the same place with hours in common, so that they can meet.")),
}

GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_l("What it is about"), ("topics", "goals", "experience", "answers")),
    (_l("How they would get on"), ("style", "hours", "languages")),
    (_l("Who they are"), ("place", "profession", "education")),
    (_l("What they say of each other"), ("wish", "ranking", "acquaintances")),
)

PARTS: dict[str, Said] = {
    "topics": (_l("Topics"), _l("What the mentee wants and the mentor offers. A rare topic counts more.")),
    "goals": (_l("Goals"), _l("How much of the same their goals speak of.")),
    "experience": (_l("Shared experience"), _l("Whether they have been through the same.")),
    "answers": (_l("Your own questions"), _l("How much of the same their answers to your questions speak of.")),
    "style": (
        _l("Ways of working"),
        _l("How alike they like to plan, to write, to listen and to hear what to do better."),
    ),
    "hours": (_l("Free hours"), _l("How many hours of the week both are free, in both time zones.")),
    "languages": (_l("Languages"), _l("How many of the mentee's languages they share. One is needed in any case.")),
    "place": (_l("Where they live"), _l("The same town, or at least the same region.")),
    "profession": (_l("Profession"), _l("The same profession.")),
    "education": (_l("Education"), _l("The same school or education.")),
    "wish": (_l("Wishes"), _l("One has named the other, or both have.")),
    "ranking": (_l("Ranks"), _l("Where the mentee has put the mentor, if mentees rank.")),
    "acquaintances": (_l("Acquaintance"), _l("Whether they know each other. You say above which way it counts.")),
}

ACQUAINTANCES: dict[str, Said] = {
    "new": (_l("New acquaintances"), _l("Rather people who do not know each other yet.")),
    "known": (_l("People who know each other"), _l("Rather people who say that they know each other.")),
    "either": (_l("Either"), _l("Whether they know each other makes no difference.")),
}

CHOOSING: dict[str, Said] = {
    "admin": (_l("An admin decides"), _l("You look at the suggestions and introduce. Nobody has to do anything.")),
    "ranking": (
        _l("Mentees rank"),
        _l("Each mentee puts up to three suggested mentors in order, and the next round uses it. You still decide."),
    ),
    "asking": (
        _l("Mentees ask"),
        _l("A mentee asks a mentor directly. The mentor has three days; after that the next one is asked."),
    ),
}

AMOUNTS = (_l("off"), _l("a little"), _l("quite a bit"), _l("a lot"))


@blueprint.app_template_filter()
def weight(value: float) -> str:
    """How much a part counts: "4, quite a bit"."""
    return _("%(number)s, %(words)s", number=format_decimal(value), words=AMOUNTS[min(3, -int(-value // 3))])


@blueprint.app_template_filter()
def pairing_part(name: str) -> str:
    """What a part of the score is called."""
    return str(PARTS[name][0]) if name in PARTS else name
