"""Codes of an authenticator app (TOTP, RFC 6238): six digits, new every 30 seconds, counted from a shared secret."""

import hmac
from dataclasses import dataclass

import pyotp

from db.clock import now
from db.database import writing
from db.models import Member, Session, TotpSecret
from webapp.domain import factors, resealing, vault
from webapp.domain.errors import WrongState

PERIOD = 30  # seconds
WINDOW = 1  # a clock may be one period off, either way
LABEL = "factor"  # of the sub-key that secrets are sealed under


@dataclass(frozen=True)
class Setup:
    """What an app needs to know: the secret as people type it, in groups of four, and as an address for a QR code."""

    secret: str
    address: str


def begin(*, member: Member) -> None:
    """Make a secret, which counts once a code of it was shown. Raises WrongState if an app is set up already."""
    sealed = vault.seal_under(LABEL, pyotp.random_base32().encode(), place=_place(member))
    with writing():
        factors.take_turns(member)
        if TotpSecret.confirmed_of(member):
            raise WrongState
        TotpSecret.delete().where(TotpSecret.member == member).execute()
        TotpSecret.create(member=member, sealed=sealed)


def setup_of(*, member: Member, issuer: str) -> Setup | None:
    """The secret that waits to be confirmed, to be shown; None if none does."""
    row = TotpSecret.get_or_none((TotpSecret.member == member) & TotpSecret.confirmed_at.is_null())
    if row is None:
        return None
    secret = _opened(row, member)
    address = pyotp.TOTP(secret).provisioning_uri(name=member.email, issuer_name=issuer.replace(":", " "))
    return Setup(" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)), address)


def confirm(*, member: Member, code: str, session: Session) -> list[str] | None:
    """Set the app up by a code of it; gives new recovery codes if it is the first factor, None for a wrong code.

    Raises WrongState if no secret waits.
    """
    with writing():
        factors.take_turns(member)
        row = TotpSecret.get_or_none((TotpSecret.member == member) & TotpSecret.confirmed_at.is_null())
        if row is None:
            raise WrongState
        step = _step_of(code, row, member)
        if step is None:
            return None
        is_first = not factors.has_one(member)
        TotpSecret.update(confirmed_at=now(), last_step=step).where(TotpSecret.member == member).execute()
        return factors.added(member=member, session=session, kind="app", is_first=is_first)


def take(*, member: Member, code: str) -> bool:
    """Use up a code. False for a wrong one, one of more than half a minute ago, or one used before."""
    row = TotpSecret.confirmed_of(member)
    step = _step_of(code, row, member) if row else None
    if step is None:
        return False
    with writing():  # of two at once with the same code, the second finds it used
        is_new = (TotpSecret.member == member) & (TotpSecret.last_step < step)
        return bool(TotpSecret.update(last_step=step).where(is_new).execute())


def remove(*, member: Member, session: Session) -> None:
    """Take the app away. Raises WrongState if none is set up."""
    with writing():
        factors.take_turns(member)
        if not TotpSecret.delete().where(TotpSecret.member == member, TotpSecret.confirmed_at.is_null(False)).execute():
            raise WrongState
        factors.removed(member=member, session=session, kind="app")


def seal_anew() -> int:
    """Seal the secrets under the master key that writes now; may be done twice. How many there are."""
    return resealing.seal_anew(TotpSecret.sealed, LABEL, lambda row: _place(row.member))


def _step_of(code: str, row: TotpSecret, member: Member) -> int | None:
    """The period that a code belongs to, if it is near and later than the one used last."""
    typed = "".join(character for character in code if character.isascii() and character.isdigit())
    app, present = pyotp.TOTP(_opened(row, member)), int(now().timestamp()) // PERIOD
    near = range(present - WINDOW, present + WINDOW + 1)
    fitting = [step for step in near if hmac.compare_digest(app.generate_otp(step), typed)]
    return max((step for step in fitting if step > row.last_step), default=None)


def _opened(row: TotpSecret, member: Member) -> str:
    return vault.open_under(LABEL, row.sealed, place=_place(member)).decode()


def _place(member: Member) -> str:
    return f"totp|{member.id}"
