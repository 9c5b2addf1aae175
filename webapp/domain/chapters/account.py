"""The account itself: who one is, what one says of oneself, how and where one signs in."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from db.models import (
    Deletion,
    Export,
    Link,
    Member,
    Passkey,
    ProfileField,
    PushDismissal,
    PushSubscription,
    RecoveryCode,
    Session,
    TotpSecret,
)
from webapp.domain.chapters.chapter import Chapter, Entry, columns


def _account(member: Member) -> Iterator[Entry]:
    names = ("name", "email", "language", "time_zone", "is_host", "created_at", "email_verified_at")
    yield columns(member, *names, "adult_confirmed_at")


def _profile(member: Member) -> Iterator[Entry]:
    for row in ProfileField.select().where(ProfileField.member == member).order_by(ProfileField.id):
        yield columns(row, "field", "value", "audience")


def _signing_in(member: Member) -> Iterator[Entry]:
    app = TotpSecret.get_or_none(TotpSecret.member == member)
    codes = RecoveryCode.select().where((RecoveryCode.member == member) & RecoveryCode.used_at.is_null())
    keys = Passkey.select().where(Passkey.member == member).order_by(Passkey.id)
    yield {
        "passkeys": [columns(row, "name", "created_at", "used_at") for row in keys],
        "authenticator_since": app.confirmed_at if app else None,
        "recovery_codes_left": codes.count(),
    }


def _sessions(member: Member) -> Iterator[Entry]:
    for row in Session.of_member(member):
        yield columns(row, "device", "created_at", "seen_at")


def _pushes(member: Member) -> Iterator[Entry]:
    for row in PushSubscription.select().where(PushSubscription.member == member).order_by(PushSubscription.id):
        yield columns(row, "created_at", "used_at") | {"service": urlsplit(row.endpoint).hostname}
    for row in PushDismissal.select().where(PushDismissal.member == member):
        yield columns(row, "dismissed_at")


def _links(member: Member) -> Iterator[Entry]:
    for row in Link.select().where(Link.member == member).order_by(Link.id):
        yield columns(row, "purpose", "email", "created_at", "expires_at", "used_at")


def _leaving(member: Member) -> Iterator[Entry]:
    for row in Export.of(member):
        yield {"kind": "download", **columns(row, "asked_at", "state", "fetched_at")}
    for row in Deletion.select().where(Deletion.member == member):
        yield {"kind": "deletion", **columns(row, "asked_at", "due_at")}


CHAPTERS = (
    Chapter("account", (Member,), _account),
    Chapter("profile", (ProfileField,), _profile),
    Chapter("signing_in", (Passkey, TotpSecret, RecoveryCode), _signing_in),
    Chapter("sessions", (Session,), _sessions),
    Chapter("pushes", (PushSubscription, PushDismissal), _pushes),
    Chapter("links", (Link,), _links),
    Chapter("leaving", (Export, Deletion), _leaving),
)
