"""Everything of a member's, to take away: asked for, made in the background, kept sealed, fetched once."""

from collections.abc import Callable
from datetime import timedelta

from db.clock import now
from db.database import locked, writing
from db.models import Export, Member
from webapp.domain import audit, notifications, vault
from webapp.domain.errors import NothingToFetch

KEPT = timedelta(hours=48)
GIVEN_UP = {"failed": "export.failed", "expired": "export.expired"}  # what the audit log calls it
READY = "export_ready"  # a kind of notification


def latest_of(member: Member) -> Export | None:
    """What a member asked for last, without the archive."""
    found: Export | None = Export.of(member).first()
    return found


def ask(*, member: Member) -> Export:
    """Ask for an archive; one that is being made already is the same. An earlier one that waits is wiped."""
    with writing():
        asked: Export | None = Export.of(member).where(Export.state == "asked").first()
        if asked:
            return asked
        for earlier in Export.of(member).where(Export.state == "ready"):
            _give_up(earlier, "ready", "expired")
        made = Export.create(member=member)
        audit.record("export.asked", by=member, of=made)
    return made


def make(*, export_id: int, write: Callable[[Member], bytes]) -> Export | None:
    """Let `write` make the archive and keep it sealed for 48 hours; None if it is made already, or no longer wanted.

    `write` runs outside of any transaction: it takes as long as there is to read.
    """
    export = Export.get_or_none((Export.id == export_id) & (Export.state == "asked"))
    if export is None:
        return None
    plain = write(export.member)
    sealed = vault.seal_under("export", plain, place=_place(export))
    with writing():
        held = Export.locked(export_id)
        if held is None or held.state != "asked":
            return None
        held.archive, held.size, held.state = sealed, len(plain), "ready"
        held.ready_at, held.expires_at = now(), now() + KEPT
        held.save()
        notifications.notify(member=export.member, kind=READY)
        audit.record("export.made", by=None, of=held, size=held.size)
    return held


def fail(*, export_id: int) -> None:
    """Note that an archive could not be made, so that its member can ask anew."""
    with writing():
        _give_up(Export.locked(export_id), "asked", "failed")


def fetch(*, export: Export, member: Member) -> bytes:
    """The archive, a ZIP; from now on it is nowhere else. Raises NothingToFetch."""
    with writing():
        held = Export.locked(export.id)
        if held is None or held.member_id != member.id or not held.can_be_fetched:
            raise NothingToFetch
        sealed = bytes(held.archive)
        Export.update(archive=None, state="fetched", fetched_at=now()).where(Export.id == held.id).execute()
        audit.record("export.fetched", by=member, of=held)
    return vault.open_under("export", sealed, place=_place(held))


def seal_anew(*, export_id: int) -> bool:
    """Seal what waits to be fetched under the master key that writes now; may be done twice."""
    with writing():
        held = Export.locked(export_id)
        if held is None or held.archive is None:
            return False
        plain = vault.open_under("export", bytes(held.archive), place=_place(held))
        sealed = vault.seal_under("export", plain, place=_place(held))
        Export.update(archive=sealed).where(Export.id == export_id).execute()
    return True


def wipe_old() -> int:
    """Wipe the archives that nobody has fetched in time, and give up what was never made; returns how many."""
    is_over = (Export.state == "ready") & (Export.expires_at <= now())
    is_stuck = (Export.state == "asked") & (Export.asked_at < now() - timedelta(days=1))
    with writing():
        over, stuck = (list(locked(Export.of_all().where(which))) for which in (is_over, is_stuck))
        wiped = [_give_up(export, "ready", "expired") for export in over]
        return sum(wiped + [_give_up(export, "asked", "failed") for export in stuck])


def waiting() -> list[int]:
    """The ids of what was asked for a while ago and is still not made: its job was lost."""
    late = (Export.state == "asked") & (Export.asked_at < now() - timedelta(minutes=10))
    return [export_id for (export_id,) in Export.select(Export.id).where(late).tuples()]


def _give_up(export: Export | None, before: str, after: str) -> bool:
    """Wipe an archive that nobody will fetch any more, or that was never made; False if its state is another one."""
    if export is None or export.state != before:
        return False
    Export.update(archive=None, state=after).where(Export.id == export.id).execute()
    audit.record(GIVEN_UP[after], by=None, of=export)
    return True


def _place(export: Export) -> str:
    return f"export|{export.id}|{export.member_id}"
