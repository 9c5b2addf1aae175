"""Accounts: sign-up, sign-in, sessions, and the single-use links that go out by mail."""

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from peewee import IntegrityError

from db.clock import now
from db.database import alone, locked, writing
from db.models import Ban, Deletion, Link, Member, Session
from webapp.domain import audit, bans, bounces, passwords
from webapp.domain.errors import EmailIsTaken, LinkIsSpent

ADULT = 18  # years
LIFETIMES = {
    "verify": timedelta(days=3),
    "reset": timedelta(hours=1),
    "mail-change": timedelta(days=1),
    "decision": timedelta(days=30),
    "challenge": timedelta(minutes=5),  # no link: what a passkey signs; a row says that it was used
}


def is_adult(birth_date: date, today: date) -> bool:
    """Whether somebody born then is 18 today. Born on 29 February: adult on 1 March of a common year."""
    years = today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))
    return years >= ADULT


def sign_up(*, name: str, email: str, password: str, language: str, time_zone: str, verified: bool) -> Member | None:
    """Make an account for an adult whose age was just checked; None if the address has a confirmed one already.

    An account that nobody confirmed is written over: whoever made it has not shown that the address is theirs, so no
    name and no password of theirs may wait there for the one whose address it is. Every way costs the same, so that
    the time tells nobody who has an account.
    """
    columns = _columns(name=name, password_hash=passwords.hash_password(password), moment=now())
    columns |= {"language": language, "time_zone": time_zone, "email_verified_at": now() if verified else None}
    try:
        with writing():
            return _put_unconfirmed(email.strip().lower(), columns)
    except IntegrityError:  # the same address at the same moment: the other one was first
        return None


def make_host(
    *, name: str, email: str, password: str, language: str = "en", time_zone: str = "UTC", only_first: bool = False
) -> Member | None:
    """Make the account of somebody who runs this instance, whose age and address are known to be in order.

    An account that the address has already becomes the host's, with this password, and is signed out everywhere. With
    `only_first` there must be no host yet: None if there is one.
    """
    columns = _columns(name=name, password_hash=passwords.hash_password(password), moment=now())
    columns |= {"language": language, "time_zone": time_zone, "email_verified_at": now(), "is_host": True}
    with writing():
        alone("hosts")
        if only_first and Member.hosts().exists():
            return None
        known = Member.with_email(email)
        made = known or Member.create(email=email.strip().lower(), **columns)
        if known:
            Member.update(**columns, deactivated_at=None).where(Member.id == known.id).execute()
            Deletion.delete().where(Deletion.member == known.id).execute()
            sign_out_and_void_links(known.id)
        audit.record("host.made", by=None, of=made)
    return Member.get_by_id(made.id)


def authenticate(*, email: str, password: str) -> Member | None:
    """The verified member with this address and password; as slow for an unknown address as for a known one.

    Their account is in use, or rests before it is deleted: then they may still change their mind, and nothing else.
    """
    member = Member.with_email(email)
    if member is None:
        passwords.spend_the_same_time(password)
        return None
    fits = passwords.matches(member.password_hash, password)
    return member if fits and can_sign_in(member) and member.has_verified_email else None


def can_sign_in(member: Member) -> bool:
    """Whether an account is in use, or rests and may still be kept."""
    return member.is_active or Deletion.of(member) is not None


def mark_of(member: Member) -> str:
    """Something that changes with the member's password and tells nothing of it."""
    return hash_of(member.password_hash)[:16]


def marked(member_id: int, mark: str) -> Member | None:
    """The member who may sign in and whose password is still the one of this mark."""
    member = Member.get_or_none(Member.id == member_id)
    is_theirs = member is not None and secrets.compare_digest(mark_of(member), mark)
    return member if is_theirs and can_sign_in(member) else None


def open_session(member: Member, *, device: str) -> str:
    """Start a session on a device and return its token, which is stored nowhere here but as a hash."""
    token = secrets.token_urlsafe(32)
    with writing():
        Session.create(member=member, token_hash=hash_of(token), device=device[:80])
        audit.record("session.opened", by=member, of=member)
    return token


def session_of(token: str) -> Session | None:
    """The living session of a token, with its member."""
    return Session.with_hash(hash_of(token))


def end_session(session: Session) -> None:
    """Sign one device out."""
    with writing():
        session.delete_instance()
        audit.record("session.ended", by=session.member, of=session.member)


def end_sessions(member: Member, *, but: Session | None = None) -> None:
    """Sign every device out, except one."""
    with writing():
        Session.end_all_of(member.id, but=but)
        audit.record("session.ended_all", by=member, of=member)


def make_link(member: Member, purpose: str, *, email: str | None = None) -> str:
    """A single-use link's token for `verify`, `reset` or `mail-change`; earlier ones of its purpose stop working."""
    token = secrets.token_urlsafe(32)
    with writing():
        Link.delete().where((Link.member == member) & (Link.purpose == purpose)).execute()
        expires = now() + LIFETIMES[purpose]
        Link.create(member=member, purpose=purpose, token_hash=hash_of(token), email=email, expires_at=expires)
    return token


def link_of(purpose: str, token: str) -> Link:
    """The usable link of a token. Raises LinkIsSpent."""
    link = Link.usable(purpose, hash_of(token))
    if link is None:
        raise LinkIsSpent
    return link


def verify(*, token: str, password: str) -> Member | None:
    """Confirm an address with the link and the password that was chosen; None if the password is another.

    The password is asked so that nobody's click confirms an account that somebody else made in their name.
    """
    link = link_of("verify", token)
    checked = link.member.password_hash
    if not passwords.matches(checked, password):
        return None
    with writing():
        # While the password was being checked somebody may have signed up again with this address: theirs must not
        # become the confirmed one.
        same = (Member.id == link.member_id) & (Member.password_hash == checked) & Member.deactivated_at.is_null()
        if not Member.update(email_verified_at=now()).where(same).execute():
            return None
        bounces.clear(link.member)
        _spend(link)
    return Member.get_by_id(link.member_id)


def has_password(member: Member, password: str) -> bool:
    """Whether this is the member's password, asked again before something that a borrowed phone must not do."""
    return passwords.matches(member.password_hash, password)


def reset_password(*, token: str, password: str) -> Member:
    """Set a new password by a link sent to the address, and sign every device out. Raises LinkIsSpent."""
    link = link_of("reset", token)
    password_hash = passwords.hash_password(password)
    with writing():
        _spend(link)
        Member.update(password_hash=password_hash).where(Member.id == link.member_id).execute()
        bounces.clear(link.member)  # the link has come by mail
        sign_out_and_void_links(link.member_id)
        audit.record("password.changed", by=link.member, of=link.member, by_link=True)
    return Member.get_by_id(link.member_id)


def change_password(member: Member, *, password: str, session: Session) -> None:
    """Set a new password and sign every other device out."""
    password_hash = passwords.hash_password(password)
    with writing():
        Member.update(password_hash=password_hash).where(Member.id == member.id).execute()
        sign_out_and_void_links(member.id, but=session)
        audit.record("password.changed", by=member, of=member, by_link=False)


def change_details(member: Member, *, name: str, language: str, time_zone: str) -> None:
    """Change what the member is called, and the language and time zone of their pages."""
    member.name, member.language, member.time_zone = _one_line(name), language, time_zone
    with writing():
        member.save(only=[Member.name, Member.language, Member.time_zone])


def change_email(*, token: str) -> Member:
    """Take the new address whose owner opened the link. Raises LinkIsSpent, EmailIsTaken.

    An account that nobody confirmed does not hold an address against the one who has just shown that it is theirs.
    """
    link = link_of("mail-change", token)
    try:
        with writing():
            _spend(link)
            Member.delete().where((Member.email == link.email) & Member.email_verified_at.is_null()).execute()
            if Member.with_email(link.email) or bans.is_banned(link.email):
                raise EmailIsTaken
            Member.update(email=link.email, email_verified_at=now()).where(Member.id == link.member_id).execute()
            bounces.clear(link.member)
            Link.delete().where((Link.member == link.member_id) & Link.used_at.is_null()).execute()
            audit.record("email.changed", by=link.member, of=link.member)
    except IntegrityError as error:  # somebody took it at the same moment
        raise EmailIsTaken from error
    return Member.get_by_id(link.member_id)


def _columns(*, name: str, password_hash: str, moment: datetime) -> dict[str, Any]:
    return {"name": _one_line(name), "password_hash": password_hash, "adult_confirmed_at": moment}


def _one_line(name: str) -> str:
    return " ".join(name.split())


def _put_unconfirmed(email: str, columns: dict[str, Any]) -> Member | None:
    known = locked(Member.select().where(Member.email == email)).first()
    is_banned = bans.is_banned(email)
    if known is None and not is_banned:
        return Member.create(email=email, **columns)
    if known is None:  # banned, and the account deleted since: as much is written as for a known address
        Ban.update(email_hash=bans.hash_of(email)).where(Ban.email_hash == bans.hash_of(email)).execute()
        return None
    is_unconfirmed = not known.has_verified_email and known.is_active
    # Something is written in either case: a commit takes time, and the time must not tell who has an account.
    Member.update(**(columns if is_unconfirmed else {"email": email})).where(Member.id == known.id).execute()
    return Member.get_by_id(known.id) if is_unconfirmed else None


def sign_out_and_void_links(member_id: int, *, but: Session | None = None) -> None:
    """End sessions, and what a thief may have asked for: a change of address that is still to be confirmed."""
    Link.delete().where((Link.member == member_id) & Link.used_at.is_null()).execute()
    Session.end_all_of(member_id, but=but)


def _spend(link: Link) -> None:
    used = Link.update(used_at=now()).where((Link.id == link.id) & Link.used_at.is_null()).execute()
    if not used:
        raise LinkIsSpent


def hash_of(token: str) -> str:
    """What is kept of a token: a cookie's or a link's."""
    return hashlib.sha256(token.encode()).hexdigest()
