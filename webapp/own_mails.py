"""The mails of kinds that say more by mail than their sentence: which template, and what it names."""

from collections.abc import Callable
from typing import Any

from db.models import Member, Notification, Pair
from webapp.news import EXTRAS, Extra
from webapp.paths import path


def init_app(_app: Any) -> None:
    """Register them."""
    EXTRAS.update(
        introduced=_introduced,
        introduction_taken_back=_named("introduction_taken_back"),
        pair_ended=_pair_ended,
        pair_given_up_mentee=_given_up("mentee"),
        pair_given_up_mentor=_given_up("mentor"),
        partner_left_mentee=_left("mentee"),
        partner_left_mentor=_left("mentor"),
        mentor_asked=_named("mentor_asked"),
        request_moved_on=_named("request_moved_on"),
        requests_over=_named("requests_over"),
        export_ready=lambda about: Extra("export_ready"),
        membership_requested=_of_group("membership_requested"),
        membership_approved=_of_group("membership_approved"),
        membership_declined=_of_group("membership_declined"),
    )


def _named(template: str) -> Callable[[Notification], Extra]:
    """A template that names what the notification's names are."""
    return lambda about: Extra(template, {"partner": "", "program": about.program, **_only(about, "partner")})


def _of_group(template: str) -> Callable[[Notification], Extra]:
    return lambda about: Extra(template, {"group": about.group})


def _only(about: Notification, *names: str) -> dict[str, str]:
    return {name: about.names[name] for name in names if name in about.names}


def _introduced(about: Notification) -> Extra:
    pair, partner = _pair_of(about), _partner_in(about)
    if pair.mentor_id == about.member_id:
        template = "introduced_mentor"
    else:  # a mentee who asked for this mentor was introduced by their own request
        template = "request_accepted" if pair.introduced_by_id == pair.mentee_id else "introduced_mentee"
    return Extra(template, {"pair": pair, "partner": partner})


def _pair_ended(about: Notification) -> Extra:
    link = path("programs.show", program_id=about.program_id)
    return Extra("pair_ended", {"partner": _partner_in(about), "program": about.program, "link": link})


def _given_up(role: str) -> Callable[[Notification], Extra]:
    def extra(about: Notification) -> Extra:
        context = {"partner": _partner_in(about), "program": about.program, "link": _place(_pair_of(about), role)}
        return Extra(f"pair_given_up_{role}", context)

    return extra


def _left(role: str) -> Callable[[Notification], Extra]:
    return lambda about: Extra("partner_left", {"program": about.program, "role": role})


def _place(pair: Pair, role: str) -> str:
    """Where one of the two sees how their place in the program stands."""
    mine = pair.mentor_enrollment_id if role == "mentor" else pair.mentee_enrollment_id
    if mine is None:
        return path("programs.show", program_id=pair.program_id)
    return path("enrollments.show", enrollment_id=mine)


def _pair_of(about: Notification) -> Pair:
    pair: Pair = about.pair
    return pair


def _partner_in(about: Notification) -> Member:
    return _pair_of(about).partner_of(about.member)
