"""Accounts: sign-up, sign-in, sessions, and the single-use links that go out by mail."""

import hashlib
import secrets
from datetime import date, timedelta

from db.clock import now
from db.database import writing
from db.models import Link, Member, Session
from webapp.domain import passwords
from webapp.domain.errors import EmailIsTaken, LinkIsSpent

ADULT = 18  # years
LIFETIMES = {"verify": timedelta(days=3), "reset": timedelta(hours=1), "mail-change": timedelta(days=1)}


def is_adult(birth_date: date, today: date) -> bool:
    """Whether somebody born then is 18 today. Born on 29 February: adult on 1 March of a common year."""
    years = today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))
    return years >= ADULT


def sign_up(*, name: str, email: str, password: str, language: str, time_zone: str, verified: bool) -> Member | None:
    """Make an account for an adult whose age was just checked; None if the address has one already.

    Both ways cost the same, so that the time tells nobody who has an account.
    """
    password_hash = passwords.hash_password(password)
    moment = now()
    with writing():
        if Member.with_email(email):
            return None
        return Member.create(
            name=name.strip(),
            email=email.strip().lower(),
            password_hash=password_hash,
            language=language,
            time_zone=time_zone,
            adult_confirmed_at=moment,
            email_verified_at=moment if verified else None,
        )


def authenticate(*, email: str, password: str) -> Member | None:
    """The verified, active member with this address and password; as slow for an unknown address as for a known one."""
    member = Member.with_email(email)
    if member is None:
        passwords.spend_the_same_time(password)
        return None
    fits = passwords.matches(member.password_hash, password)
    return member if fits and member.is_active and member.has_verified_email else None


def open_session(member: Member, *, device: str) -> str:
    """Start a session on a device and return its token, which is stored nowhere here but as a hash."""
    token = secrets.token_urlsafe(32)
    with writing():
        Session.create(member=member, token_hash=_hash(token), device=device[:80])
    return token


def session_of(token: str) -> Session | None:
    """The living session of a token, with its member."""
    return Session.with_hash(_hash(token))


def end_session(session: Session) -> None:
    """Sign one device out."""
    with writing():
        session.delete_instance()


def end_sessions(member: Member, *, but: Session | None = None) -> None:
    """Sign every device out, except one."""
    with writing():
        ended = Session.delete().where(Session.member == member)
        if but is not None:
            ended = ended.where(Session.id != but.id)
        ended.execute()


def make_link(member: Member, purpose: str, *, email: str | None = None) -> str:
    """A single-use link's token for `verify`, `reset` or `mail-change`; earlier ones of its purpose stop working."""
    token = secrets.token_urlsafe(32)
    with writing():
        Link.delete().where((Link.member == member) & (Link.purpose == purpose)).execute()
        expires = now() + LIFETIMES[purpose]
        Link.create(member=member, purpose=purpose, token_hash=_hash(token), email=email, expires_at=expires)
    return token


def link_of(purpose: str, token: str) -> Link:
    """The usable link of a token. Raises LinkIsSpent."""
    link = Link.usable(purpose, _hash(token))
    if link is None:
        raise LinkIsSpent
    return link


def verify(*, token: str, password: str) -> Member | None:
    """Confirm an address with the link and the password that was chosen; None if the password is another.

    The password is asked so that nobody's click confirms an account that somebody else made in their name.
    """
    link = link_of("verify", token)
    if not passwords.matches(link.member.password_hash, password):
        return None
    with writing():
        _spend(link)
        Member.update(email_verified_at=now()).where(Member.id == link.member_id).execute()
    return Member.get_by_id(link.member_id)


def reset_password(*, token: str, password: str) -> Member:
    """Set a new password by a link sent to the address (which is verified by it) and sign every device out."""
    link = link_of("reset", token)
    password_hash = passwords.hash_password(password)
    with writing():
        _spend(link)
        changes = {"password_hash": password_hash, "email_verified_at": link.member.email_verified_at or now()}
        Member.update(**changes).where(Member.id == link.member_id).execute()
        Session.delete().where(Session.member == link.member_id).execute()
    return Member.get_by_id(link.member_id)


def change_password(member: Member, *, password: str, session: Session) -> None:
    """Set a new password and sign every other device out."""
    password_hash = passwords.hash_password(password)
    with writing():
        Member.update(password_hash=password_hash).where(Member.id == member.id).execute()
        Session.delete().where((Session.member == member) & (Session.id != session.id)).execute()


def change_email(*, token: str) -> Member:
    """Take the new address whose owner opened the link. Raises LinkIsSpent, EmailIsTaken."""
    link = link_of("mail-change", token)
    with writing():
        _spend(link)
        if Member.with_email(link.email):
            raise EmailIsTaken
        Member.update(email=link.email, email_verified_at=now()).where(Member.id == link.member_id).execute()
    return Member.get_by_id(link.member_id)


def _spend(link: Link) -> None:
    used = Link.update(used_at=now()).where((Link.id == link.id) & Link.used_at.is_null()).execute()
    if not used:
        raise LinkIsSpent


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
