"""Passkeys (WebAuthn): a key pair on a member's device, of which we hold the public half.

Every use of one demands that the device verified its user (a fingerprint, a face, a PIN), so a passkey is both
something they have and something they are or know: it signs in by itself, and is as good after the password.
"""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import webauthn
from peewee import IntegrityError
from webauthn.helpers import parse_authentication_credential_json, parse_registration_credential_json
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from db.clock import now
from db.database import locked, writing
from db.models import Link, Member, Passkey, Session
from webapp.domain import accounts, audit, factors
from webapp.domain.errors import PasskeyIsRefused, TooManyPasskeys

MOST = 20  # of one member
_VERIFIED = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True)
class Site:
    """Whom a passkey is for: only ever the configured address, whatever a request says."""

    origin: str
    name: str

    @property
    def id(self) -> str:
        """The domain, without a port."""
        return urlsplit(self.origin).hostname or ""


def new_challenge() -> bytes:
    """Something random for a passkey to sign."""
    return secrets.token_bytes(32)


def registration_options(*, member: Member, site: Site, challenge: bytes) -> str:
    """What a browser is told in order to make a passkey, as JSON; those that the member has are excluded."""
    return webauthn.options_to_json(
        webauthn.generate_registration_options(
            rp_id=site.id,
            rp_name=site.name,
            user_id=_handle(member),
            user_name=member.email,
            user_display_name=member.name,
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
            ),
            exclude_credentials=_descriptors(member),
        )
    )


def request_options(*, site: Site, challenge: bytes, member: Member | None = None) -> str:
    """What a browser is told in order to show a passkey, as JSON.

    Without a member any passkey for this site will do, and the same is said to everybody: nothing tells who has one.
    """
    allowed = _descriptors(member) if member else None
    return webauthn.options_to_json(
        webauthn.generate_authentication_options(
            rp_id=site.id, challenge=challenge, allow_credentials=allowed, user_verification=_VERIFIED
        )
    )


def add(*, member: Member, name: str, credential: str, challenge: bytes, site: Site, session: Session) -> list[str]:
    """Keep a passkey that a browser has just made; gives new recovery codes if it is the first factor.

    Raises PasskeyIsRefused, TooManyPasskeys.
    """
    columns = _verified_columns(credential, challenge, site)
    try:
        with writing():
            return _keep(member, {**columns, "name": name}, session)
    except IntegrityError as error:  # somebody has this one already
        raise PasskeyIsRefused from error


def shown(*, credential: str, challenge: bytes, site: Site) -> Member | None:
    """Whose passkey a browser has just shown, if it is in order and its owner may sign in. The challenge is used up.

    A counter that did not grow means that the key was copied: that is refused, and noted.
    """
    answer = _parsed(credential)
    passkey = Passkey.with_credential(answer.raw_id) if answer else None
    if answer is None or passkey is None or not accounts.can_sign_in(passkey.member):
        return None
    if not passkey.member.has_verified_email:
        return None
    count = _verified_count(passkey, answer, challenge, site)
    if count is None:
        return None
    try:
        with writing():
            _spend(passkey.member, challenge)
            return passkey.member if _count(passkey, count) else None
    except IntegrityError:  # the challenge was used before
        return None


def remove(*, member: Member, passkey: Passkey, session: Session) -> None:
    """Take a passkey away."""
    with writing():
        factors.take_turns(member)
        if passkey.delete_instance():
            factors.removed(member=member, session=session, kind="passkey")


def _keep(member: Member, columns: dict[str, Any], session: Session) -> list[str]:
    factors.take_turns(member)
    if Passkey.of_member(member).count() >= MOST:
        raise TooManyPasskeys
    is_first = not factors.has_one(member)
    Passkey.create(member=member, **columns)
    return factors.added(member=member, session=session, kind="passkey", is_first=is_first)


def _verified_columns(credential: str, challenge: bytes, site: Site) -> dict[str, Any]:
    try:
        transports = parse_registration_credential_json(credential).response.transports or []
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except Exception as error:  # its parsers raise whatever a stranger's bytes lead to
        raise PasskeyIsRefused from error
    return {
        "credential_id": made.credential_id,
        "public_key": made.credential_public_key,
        "sign_count": made.sign_count,
        "transports": [transport.value for transport in transports],
    }


def _parsed(credential: str) -> AuthenticationCredential | None:
    try:
        return parse_authentication_credential_json(credential)
    except Exception:  # as above
        return None


def _verified_count(passkey: Passkey, answer: AuthenticationCredential, challenge: bytes, site: Site) -> int | None:
    """The counter that the key says, signed by it; None if the answer is not in order."""
    if answer.response.user_handle not in (None, b"", _handle(passkey.member)):
        return None
    try:
        # Told that the last count was 0 the library leaves comparing to us: it compares before it verifies the
        # signature, and only what the key itself has signed is worth a note in the audit log.
        return webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        ).new_sign_count
    except Exception:  # as above
        return None


def _count(passkey: Passkey, count: int) -> bool:
    """Keep the counter; whether it has grown. Passkeys that are synchronised do not count: theirs stays 0."""
    last = locked(Passkey.select(Passkey.sign_count).where(Passkey.id == passkey.id)).first()
    if last is None:  # removed meanwhile
        return False
    if (count or last.sign_count) and count <= last.sign_count:
        audit.record("factor.refused", by=passkey.member, of=passkey, kind="passkey", why="counter")
        return False
    Passkey.update(sign_count=count, used_at=now()).where(Passkey.id == passkey.id).execute()
    return True


def _spend(member: Member, challenge: bytes) -> None:
    """Note that a challenge was used, so that no copy of a cookie makes it good again. Raises IntegrityError."""
    Link.delete().where((Link.member == member) & (Link.purpose == "challenge") & (Link.expires_at < now())).execute()
    expires = now() + accounts.LIFETIMES["challenge"]
    token_hash = accounts.hash_of(challenge.hex())
    Link.create(member=member, purpose="challenge", token_hash=token_hash, expires_at=expires, used_at=now())


def _descriptors(member: Member) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=passkey.credential_id, transports=[AuthenticatorTransport(name) for name in passkey.transports]
        )
        for passkey in Passkey.of_member(member)
    ]


def _handle(member: Member) -> bytes:
    """What a passkey knows its member by: always the same, and telling nobody else who it is."""
    return hashlib.sha256(f"passkey|{member.id}|{member.created_at.isoformat()}".encode()).digest()
