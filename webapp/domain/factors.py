"""Second factors: what a member shows besides the password, who must have one, and what changes with them."""

from db.models import Member, Passkey, TotpSecret
from webapp.domain import instance


def has_one(member: Member) -> bool:
    """Whether the password alone does not let this member in: they have a passkey or a confirmed app."""
    return bool(has_app(member) or Passkey.select().where(Passkey.member == member).exists())


def has_app(member: Member) -> bool:
    """Whether the member has an authenticator app that has shown a right code."""
    return bool(
        TotpSecret.select().where((TotpSecret.member == member) & TotpSecret.confirmed_at.is_null(False)).exists()
    )


def is_lacking(member: Member) -> bool:
    """Whether the host demands a factor of this member, who is about to act as a moderator, and they have none.

    Where only hosts need one, an admin or a moderator who is no host needs none.
    """
    demanded = instance.settings().second_factor_for
    concerns = demanded == "moderators" or (demanded == "hosts" and member.is_host)
    return concerns and not has_one(member)
