"""What the rhythm asks by one tap, and the buttons that its mails and pushes get."""

from dataclasses import dataclass

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from db.models import Member, Notification, Pair
from webapp import news, nudge_words, taps
from webapp.domain import outbox
from webapp.domain.rhythm import lasting, questions
from webapp.domain.rhythm.rules import KINDS
from webapp.domain.taps import Ask
from webapp.news import Extra
from webapp.realtime import broadcasts
from webapp.taps import TapKind

FEW = 3  # answers that each get a button of their own


def init_app(app: Flask) -> None:
    """Register the questions, and what a nudge has beside its sentence."""
    taps.KINDS.update(
        heard=TapKind(
            answers={"yes": _l("Yes"), "not_yet": _l("Not yet")},
            question=lambda ask: _("Have you heard from %(partner)s?", partner=ask.partner.first_name),
            verb=questions.heard,
            is_asked=questions.is_asked,
            thanks=_thanks_for_heard,
        ),
        check_in=TapKind(
            answers={"well": _l("Going well"), "so_so": _l("So-so"), "not_well": _l("Not so well")},
            question=lambda ask: _("How is it going with %(partner)s?", partner=ask.partner.first_name),
            verb=questions.check_in,
            is_asked=questions.is_asked,
            thanks=_thanks_for_check_in,
        ),
        closing=TapKind(
            answers={"keep": _l("Keep going"), "close": _l("Close it")},
            question=lambda ask: _("Do you and %(partner)s want to keep going?", partner=ask.partner.first_name),
            more=_what_closes,
            verb=questions.closing,
            is_asked=questions.is_asked,
            thanks=_thanks_for_closing,
            after=_announce,
        ),
    )
    news.EXTRAS.update(dict.fromkeys(KINDS, extra))
    outbox.STILL_TRUE.update(dict.fromkeys(KINDS, lasting.narrow))


def extra(notification: Notification) -> Extra:
    """The words under the sentence, and the answers as links."""
    return Extra("nudge", {"words": nudge_words.words_under(notification)}, buttons=_buttons(notification))


def _buttons(notification: Notification) -> tuple[tuple[str, str], ...]:
    kind, told, member = notification.kind, notification.names["pairs"], notification.member
    if kind not in taps.KINDS:
        return ()
    if len(told) > 1:
        return tuple((name, taps.link(member, pair, kind, occasion)) for pair, name, occasion in told)
    (pair, _name, occasion), answers = told[0], taps.KINDS[kind].answers
    if len(answers) > FEW:
        return ((_("Answer"), taps.link(member, pair, kind, occasion)),)
    return tuple((str(label), taps.link(member, pair, kind, occasion, key)) for key, label in answers.items())


@dataclass(frozen=True)
class Asked:
    """A question as a pair's page puts it: its words, a sentence under them, and the answers; `to` takes them."""

    question: str
    more: str
    answers: dict[str, str]
    to: str


def asked(pair: Pair, member: Member) -> Asked | None:
    """What this one of the two is asked on their page now, in the words of the mail."""
    item = questions.standing(pair, member)
    if item is None:
        return None
    ask, kind = Ask(member, pair, item.kind, item.occasion), taps.KINDS[item.kind]
    closes_on = questions.closes_on(item)
    question = nudge_words.last_warning(ask.partner.first_name, closes_on) if closes_on else kind.question(ask)
    answers = {key: str(label) for key, label in kind.answers.items()}
    to = taps.link(member, pair, item.kind, item.occasion)
    return Asked(question, kind.more(ask) if kind.more else "", answers, to)


def _what_closes(ask: Ask) -> str:
    return _(
        "If either of you keeps going, nothing closes. If both of you close it, or nobody answers the last warning "
        "within a week, your mentorship with %(partner)s ends: you can both still read what you wrote, and nobody is "
        "asked for a reason.",
        partner=ask.partner.first_name,
    )


def _thanks_for_heard(ask: Ask, answer: str) -> str:
    if answer == "yes":
        return _("Good to hear.")
    return _("A short hello from you may be all it takes.")


def _thanks_for_check_in(ask: Ask, answer: str) -> str:
    if answer == "well":
        return _("You have checked in for this week. You can add a word for %(name)s.", name=ask.partner.first_name)
    return _(
        "You have checked in for this week. Talking about it with %(name)s often helps, and so do those who "
        "run the program.",
        name=ask.partner.first_name,
    )


def _thanks_for_closing(ask: Ask, answer: str) -> str:
    if answer == "keep":
        return _("Then you go on. A short hello is a good beginning.")
    if Pair.get_by_id(ask.pair.id).is_under_way:
        return _(
            "%(name)s is asked, too. It closes once both of you want that, or nobody answers.",
            name=ask.partner.first_name,
        )
    return _("Your mentorship has ended. Thank you for the time that you gave it.")


def _announce(ask: Ask, answer: str) -> None:
    """Tell the open pages of a pair that has just been closed."""
    if not Pair.get_by_id(ask.pair.id).is_under_way:
        broadcasts.pair_closed(ask.pair.id)
