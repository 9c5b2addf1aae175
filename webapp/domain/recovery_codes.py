"""Recovery codes: ten that each sign in once, for whoever has lost the second factor. Shown once, stored as hashes."""

import hashlib
import secrets

from db.clock import now
from db.database import writing
from db.models import Member, RecoveryCode
from webapp.domain import audit

MANY = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that looks like something else
LENGTH = 16  # characters of 31: 79 bits, so that a plain hash of one cannot be tried through
GROUP = 4


def renew(*, member: Member) -> list[str]:
    """New codes instead of all that there were."""
    with writing():
        audit.record("recovery.renewed", by=member, of=member)
        return make(member)


def make(member: Member) -> list[str]:
    """New codes instead of all that there were, in the caller's transaction; as they are to be shown, this once."""
    codes = [_new() for _ in range(MANY)]
    RecoveryCode.delete().where(RecoveryCode.member == member).execute()
    RecoveryCode.insert_many([{"member": member, "code_hash": _hash(member, code)} for code in codes]).execute()
    return codes


def take(*, member: Member, code: str) -> bool:
    """Use a code up. False for one that is none of this member's, or was used: of two at once, one gets True."""
    with writing():
        fits = (RecoveryCode.member == member) & (RecoveryCode.code_hash == _hash(member, code))
        is_taken = RecoveryCode.update(used_at=now()).where(fits & RecoveryCode.used_at.is_null()).execute()
        if is_taken:
            audit.record("recovery.used", by=member, of=member, left=left(member))
    return bool(is_taken)


def left(member: Member) -> int:
    """How many codes a member has not used yet."""
    return int(RecoveryCode.select().where((RecoveryCode.member == member) & RecoveryCode.used_at.is_null()).count())


def _new() -> str:
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def _hash(member: Member, code: str) -> str:
    """Of what was typed, in whatever case and however it was divided."""
    plain = "".join(character for character in code.lower() if character.isalnum())
    return hashlib.sha256(f"recovery|{member.id}|{plain}".encode()).hexdigest()
