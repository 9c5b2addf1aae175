"""The browsers that take pushes for a member. Each belongs to a sign-in and ends with it."""

import hashlib
import re
from base64 import urlsafe_b64decode
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from peewee import fn

from db.clock import now
from db.database import writing
from db.models import Member, PushDismissal, PushSubscription, Session
from webapp.domain import push_services
from webapp.domain.errors import UnknownPushService

MOST = 10  # of one member; the oldest goes when there is one more
FAULTS = 10  # in a row
FAULTY_FOR = timedelta(days=3)  # a service that is away for a night takes nobody's pushes away for good
BASE64URL = re.compile(r"[A-Za-z0-9_-]+=*")


def subscribe(
    *, member: Member, session: Session, endpoint: str, p256dh: str, auth: str, local: str = ""
) -> PushSubscription:
    """Let a sign-in's browser take pushes, for as long as that lasts. Raises UnknownPushService.

    What it said before is replaced, and a browser that somebody else had used is theirs no more. `local` is that of
    `push_services.is_known`.
    """
    if not push_services.is_known(endpoint, local=local) or not _are_keys(p256dh, auth):
        raise UnknownPushService
    columns = {"member": member, "session": session, "endpoint": endpoint}
    columns |= {"p256dh": p256dh.rstrip("="), "auth": auth.rstrip("=")}
    with writing():
        earlier = (PushSubscription.endpoint_hash == _hash(endpoint)) | (PushSubscription.session == session)
        PushSubscription.delete().where(earlier).execute()
        made = PushSubscription.create(endpoint_hash=_hash(endpoint), **columns)
        mine = PushSubscription.select(PushSubscription.id).where(PushSubscription.member == member)
        newest = [row_id for (row_id,) in mine.order_by(PushSubscription.id.desc()).limit(MOST).tuples()]
        theirs = PushSubscription.member == member
        PushSubscription.delete().where(theirs & PushSubscription.id.not_in(newest)).execute()
    return made


def unsubscribe(*, member: Member, session: Session) -> None:
    """Take no more pushes on this device."""
    mine = (PushSubscription.member == member) & (PushSubscription.session == session)
    with writing():
        PushSubscription.delete().where(mine).execute()


def of_member(member_id: int) -> list[PushSubscription]:
    """Where a member takes pushes, newest first, where the sign-in still lives (one query)."""
    living = Session.living().select(Session.id)
    query = PushSubscription.select(PushSubscription, Member).join(Member)
    mine = (PushSubscription.member == member_id) & PushSubscription.session.in_(living)
    return list(query.where(mine & Member.deactivated_at.is_null()).order_by(PushSubscription.id.desc()))


def of_session(session: Session) -> PushSubscription | None:
    """What a sign-in's browser said, if it takes pushes."""
    found: PushSubscription | None = PushSubscription.get_or_none(PushSubscription.session == session)
    return found


def may_be_asked(*, member: Member, session: Session) -> bool:
    """Whether somebody may be asked if this device shall tell them: it does not yet, and they never said "not now"."""
    tells = PushSubscription.select().where(PushSubscription.session == session)
    said_no = PushDismissal.select().where(PushDismissal.member == member)
    return bool(Member.select().where((Member.id == member.id) & ~fn.EXISTS(tells) & ~fn.EXISTS(said_no)).exists())


def dismiss(*, member: Member) -> None:
    """Not now: they are not asked again, and find it among their notifications."""
    with writing():
        PushDismissal.insert(member=member).on_conflict_ignore().execute()


def took_it(subscription: PushSubscription) -> None:
    """A push has reached the browser's service."""
    with writing():
        same = PushSubscription.id == subscription.id
        PushSubscription.update(used_at=now(), faults=0).where(same).execute()


def failed(subscription: PushSubscription) -> None:
    """A push was refused or not answered. One that has failed ten times in a row, for days, is removed."""
    moment = now()
    with writing():
        same = PushSubscription.id == subscription.id
        PushSubscription.update(faults=PushSubscription.faults + 1).where(same).execute()
        last_good = subscription.used_at or subscription.created_at
        if last_good < moment - FAULTY_FOR:
            PushSubscription.delete().where(same & (PushSubscription.faults >= FAULTS)).execute()


def is_over(subscription: PushSubscription) -> None:
    """The service says that nobody takes pushes there any more."""
    with writing():
        PushSubscription.delete().where(PushSubscription.id == subscription.id).execute()


def _are_keys(p256dh: str, auth: str) -> bool:
    """Whether these are a point of the curve and 16 secret bytes, as RFC 8291 wants them."""
    point, secret = _decoded(p256dh), _decoded(auth)
    if len(point) != 65 or len(secret) != 16:
        return False
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    except ValueError:
        return False
    return True


def _decoded(text: str) -> bytes:
    if len(text) > 100 or not BASE64URL.fullmatch(text):
        return b""
    try:
        return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except ValueError:
        return b""


def _hash(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()
