"""What the host has set on the page for the whole instance."""

from dataclasses import dataclass, field, fields, replace
from typing import Any

from db.clock import now
from db.database import alone, writing
from db.models import InstanceSetting, Member
from webapp.domain import audit

REQUIRED_FOR = ("nobody", "hosts", "moderators")  # the last: hosts, admins and safety moderators


@dataclass(frozen=True)
class Instance:
    """The settings, each with the value that counts until the host sets another one."""

    emergency: dict[str, str] = field(default_factory=dict)  # by language: whom to call here when somebody is in danger
    keep_ended_days: int = 0  # how long an ended pair's words are kept; 0: as long as the two want
    keep_report_days: int = 180  # how long a closed case's words are kept
    second_factor_for: str = "nobody"  # one of REQUIRED_FOR


def settings() -> Instance:
    """How the instance is set now (one query)."""
    known = {each.name for each in fields(Instance)}
    return Instance(**{row.key: row.value for row in InstanceSetting.select() if row.key in known})


def note_test_mail(*, host: Member) -> None:
    """Note that a host had a test mail sent to themselves."""
    with writing():
        audit.record("mail.tested", by=host, of=None)


def change(*, host: Member, **values: Any) -> Instance:
    """Set some of the settings. Only what is another than before is written and noted."""
    with writing():
        alone("instance")
        standing = settings()
        changed = replace(standing, **values)
        different = sorted(key for key in values if getattr(changed, key) != getattr(standing, key))
        for key in different:
            columns = {"value": getattr(changed, key), "changed_at": now(), "changed_by": host}
            update = {InstanceSetting.value: columns["value"], InstanceSetting.changed_at: columns["changed_at"]}
            InstanceSetting.insert(key=key, **columns).on_conflict(
                conflict_target=[InstanceSetting.key], update={**update, InstanceSetting.changed_by: host}
            ).execute()
        if different:
            audit.record("instance.changed", by=host, of=None, what=different)
    return changed
