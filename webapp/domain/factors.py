"""Second factors: what a member shows besides the password, who must have one, and what a change of them entails.

A member with a factor is not let in by the password alone. A passkey, which asks for a fingerprint, a face or a PIN,
lets them in by itself. Everybody keeps a password.
"""

from dataclasses import dataclass

from db.database import locked, writing
from db.models import Member, Passkey, RecoveryCode, Session, TotpSecret
from webapp.domain import audit, instance, recovery_codes


@dataclass(frozen=True)
class Factors:
    """How a member signs in besides the password."""

    app: TotpSecret | None
    passkeys: list[Passkey]
    codes_left: int


def of_member(member: Member) -> Factors:
    """What a member has."""
    passkeys = list(Passkey.of_member(member))
    return Factors(TotpSecret.confirmed_of(member), passkeys, recovery_codes.left(member))


def has_one(member: Member) -> bool:
    """Whether the password alone does not let this member in: they have an authenticator app or a passkey."""
    return bool(TotpSecret.confirmed_of(member) or Passkey.of_member(member).exists())


def is_lacking(member: Member) -> bool:
    """Whether the host demands a factor of this member, who is about to act as a moderator, and they have none.

    Where only hosts need one, an admin or a moderator who is no host needs none.
    """
    demanded = instance.settings().second_factor_for
    concerns = demanded == "moderators" or (demanded == "hosts" and member.is_host)
    return concerns and not has_one(member)


def take_turns(member: Member) -> None:
    """Let one change of a member's factors happen at a time. Called first in its transaction."""
    locked(Member.select(Member.id).where(Member.id == member.id)).get()


def added(*, member: Member, session: Session, kind: str, is_first: bool) -> list[str]:
    """What adding a factor entails, in the transaction that adds it; gives new recovery codes, if it is the first.

    The first one signs every other device out: they were let in by less than is asked for from now on.
    """
    audit.record("factor.added", by=member, of=member, kind=kind)
    if not is_first:
        return []
    Session.end_all_of(member.id, but=session)
    return recovery_codes.make(member)


def removed(*, member: Member, session: Session, kind: str) -> None:
    """What removing a factor entails, in the transaction that removes it.

    Every other device is signed out, since what is removed may be lost or in wrong hands. Codes without a factor are
    good for nothing, so with the last factor they go.
    """
    audit.record("factor.removed", by=member, of=member, kind=kind)
    Session.end_all_of(member.id, but=session)
    if not has_one(member):
        RecoveryCode.delete().where(RecoveryCode.member == member).execute()


def reset(*, member: Member) -> bool:
    """Take every factor from somebody who has lost theirs, and sign them out everywhere; whether there was one.

    For whoever runs the program, who has made sure by other ways that it is them.
    """
    with writing():
        take_turns(member)
        had_one = has_one(member)
        for table in (TotpSecret, Passkey, RecoveryCode):
            table.delete().where(table.member == member).execute()
        Session.end_all_of(member.id)
        audit.record("factor.reset", by=None, of=member)
    return had_one
