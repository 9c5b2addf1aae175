"""What the rules of a pair's health say: on their own page, to an admin, and to the two. One entry for each rule.

What an admin is told of a private answer names neither the number nor whose it is, and what one of the two is told of
it is about their own. The words that are suggested to an admin tell nothing of why they write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel.lists import format_list
from flask import Flask
from flask_babel import force_locale, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from db.models import Rhythm
from webapp.domain import health
from webapp.domain.facts import PairFacts
from webapp.domain.health import Health, Rule, Signal

LEVELS: dict[str, Any] = {"help": _l("needs help"), "watch": _l("worth a look"), "good": _l("going well")}


@dataclass(frozen=True)
class RuleWords:
    """A rule in words. `pair` is "" where neither of the two is told; `own` is what the two might do next."""

    title: Any
    when: Any
    admin: Any
    pair: Any = ""
    advice: Any = ""
    own: Any = ""


WORDS: dict[str, RuleWords] = {
    "not_a_fit": RuleWords(
        _l("Not a fit"),
        _l("One of the two has answered “not a fit”."),
        _l("One of the two says that they do not fit."),
        _l("You said that you two do not fit."),
        _l(
            "Ask both, in the same words, how it goes, and say that it is all right to part. Whoever wants to can give "
            "the pair up on its page; both wait again then, and the mentee comes first."
        ),
        _l("You can give the pair up without a reason, or go on. Your partner is not told what you answered."),
    ),
    "low_pulse": RuleWords(
        _l("A low pulse"),
        _l("The newest pulse of one of the two is %(low)d or less."),
        _l("For one of the two it does not go well."),
        _l("You said that it does not go well."),
        _l("Ask both, in the same words, how it goes. Do not guess whose pulse it was."),
        _l("Say to your partner what you would like to be different, or turn to an admin."),
    ),
    "never_started": RuleWords(
        _l("Never started"),
        _l("Nobody has written %(never)d days after the introduction."),
        _l("Nobody has written since they were introduced, %(days)d days ago."),
        _l("Neither of you has written yet."),
        _l("Ask whether something is in the way. The mentee writes first; two sentences are enough."),
        _l("Write two sentences: who you are, and what you hope for."),
    ),
    "unanswered": RuleWords(
        _l("No first answer"),
        _l("One of the two wrote %(never)d days ago, and the other never has."),
        _l("%(name)s has never answered; the first message came %(days)d days ago."),
        _l("%(name)s has not answered yet."),
        _l("Write to the one who has not answered: perhaps our mails do not reach them."),
        _l("A short line is enough to begin."),
    ),
    "silent": RuleWords(
        _l("Silent"),
        _l(
            "Nothing has happened between the two for %(silences)s days: worth a look at first, needs help from day "
            "%(help)d."
        ),
        _l("Nothing has happened between the two for %(days)d days."),
        _l("You have not heard from each other here for %(days)d days."),
        _l("Ask how they are. Life gets in the way; beginning again needs no excuse."),
        _l("Write one line. Late is not failed."),
    ),
    "gap": RuleWords(
        _l("A gap"),
        _l("The newest pulses of the two are %(gap)d or more apart."),
        _l("The two see it very differently."),
        "",
        _l("Ask both, in the same words, how it goes. To say that there is a gap would tell each the other's answer."),
    ),
    "swing": RuleWords(
        _l("A swing"),
        _l("The newest pulse of one of the two is %(swing)d or more below the one before."),
        _l("For one of the two it goes clearly worse than last time."),
        _l("It goes clearly worse for you than last time."),
        _l("Ask both, in the same words, how it goes."),
        _l("What has changed? Your partner cannot know unless you say it."),
    ),
    "one_sided": RuleWords(
        _l("One-sided"),
        _l("One of the two has gone on writing for a week after the other's last message."),
        _l("Only one of them writes: %(name)s has not for %(days)d days."),
        _l("%(name)s has not written for %(days)d days."),
        _l("Write to the one who is quiet, and ask whether all is well."),
        _l("Ask whether another day, or another way of talking, would be easier."),
    ),
    "behind": RuleWords(
        _l("Behind the path"),
        _l("The pair is %(behind)d or more steps behind the program's pace."),
        _l("They are %(count)d steps behind the program's pace."),
        _l("You are %(count)d steps behind the program's pace."),
        _l("Nothing, if they talk: the path is there to help, not to be kept up with."),
        _l("Go on at your own pace. A step that does not suit you can be passed over."),
    ),
    "away": RuleWords(
        _l("Away"),
        _l("One of the two has said that they are away. What silence alone says then weighs one level less."),
        _l("%(name)s is away."),
        _l("%(name)s is away."),
        _l("Nothing. Whoever is away comes back."),
    ),
}

# Which words are suggested to an admin: the private signs share theirs with no sign at all.
_LETTERS: dict[str, Any] = {
    "never_started": _l(
        "Beginning is the hardest part, and nobody needs to be clever. Two sentences are enough: who you are, and "
        "what you hope for. If something is in the way, tell me, and we look at it together."
    ),
    "unanswered": _l(
        "I look now and then whether everybody has found each other. Have the messages in your mentorship reached "
        "you? A short line is enough to begin. If something is in the way, tell me, and we look at it together."
    ),
    "silent": _l(
        "It has been quiet for a while, which happens to most pairs. Beginning again needs no excuse: one line is "
        "enough. If you would rather pause or stop, that is all right too; you can do it on your pair's page."
    ),
    "one_sided": _l(
        "How are you? It has been quiet on your side for a while. If it is a matter of time, say so, or take a "
        "break on your pair's page. One line is enough to begin again."
    ),
}
_ANY_LETTER = _l(
    "I like to hear from pairs how it goes: what helps, what is missing, and whether I can do anything. If it turns "
    "out that you would rather go another way, that is all right too."
)


def init_app(app: Flask) -> None:
    """Let templates say them."""
    filters = {"health_level": level, "rule_title": title, "rule_advice": advice, "rule_own": own}
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals.update(signal_for_admin=for_admin, signal_for_pair=for_pair)


def level(name: str) -> str:
    """A level in words."""
    return str(LEVELS[name])


def title(name: str) -> str:
    """What a rule is called."""
    return str(WORDS[name].title)


def advice(name: str) -> str:
    """What an admin might do next."""
    return str(WORDS[name].advice)


def own(name: str) -> str:
    """What the two might do next; "" where nothing is to be done."""
    return str(WORDS[name].own)


def definition(rule: Rule, rhythm: Rhythm) -> str:
    """When a rule holds in a program, with the program's own numbers."""
    silences = health.silences(rhythm)
    numbers = {
        "low": health.LOW,
        "swing": health.SWING,
        "gap": health.GAP,
        "behind": health.BEHIND,
        "never": rhythm.never_started_days,
        "silences": format_list([str(days) for days in silences], "or", locale=get_locale()),
        "help": silences[min(health.LOOKED_AT, len(silences) - 1)] if silences else 0,
    }
    return str(WORDS[rule.name].when) % numbers


def for_admin(signal: Signal, facts: PairFacts) -> str:
    """A signal as an admin reads it."""
    return str(WORDS[signal.name].admin) % _values(signal, facts, reader_id=None)


def for_pair(signal: Signal, facts: PairFacts, reader_id: int) -> str:
    """A signal as one of the two reads it; "" where it is not for them."""
    return str(_for_reader(signal, facts, reader_id)) % _values(signal, facts, reader_id)


def letter(health_: Health, *, language: str) -> str:
    """The words that are suggested to an admin who writes to a pair, in a language."""
    with force_locale(language):
        return str(_LETTERS.get(health_.suggestion, _ANY_LETTER))


def waiting(count: int, program: str) -> str:
    """How many pairs wait for an admin's word, in a sentence without names."""
    return ngettext(
        "%(num)d pair in %(program)s could do with a word.",
        "%(num)d pairs in %(program)s could do with a word.",
        count,
        program=program,
    )


def _for_reader(signal: Signal, facts: PairFacts, reader_id: int) -> Any:
    """Of one's own silence one reads something else than of the partner's."""
    if not _is_about(signal, facts, reader_id):
        return WORDS[signal.name].pair
    return {
        "unanswered": _l("You have not answered yet."),
        "one_sided": _l("You have not written for %(days)d days."),
        "away": _l("You are away."),
    }.get(signal.name, WORDS[signal.name].pair)


def _is_about(signal: Signal, facts: PairFacts, member_id: int) -> bool:
    return bool(signal.role) and getattr(facts, signal.role).member_id == member_id


def _values(signal: Signal, facts: PairFacts, reader_id: int | None) -> Mapping[str, Any]:
    names = {role: getattr(facts, role).first_name for role in ("mentor", "mentee")}
    both = _("%(mentor)s and %(mentee)s", **names)
    return {"days": signal.days, "count": signal.count, "name": names.get(signal.role, both), **names}
