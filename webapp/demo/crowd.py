"""One running program with any number of pairs, for benchmarks and tools: quick, and in few statements."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from db.clock import now
from db.database import writing
from db.models import DataKey, Enrollment, Group, Member, Membership, Pair, Program
from webapp.domain import curricula, programs, vault
from webapp.domain.passwords import hash_password

SLUG = "demo"
ROWS = 500  # of one statement


def make(pairs: int, password: str) -> Iterator[dict[str, Any]]:
    """Fill the database and yield `{"pair": id, "mentor": address, "mentee": address}` for each pair.

    The members are `mentor<k>@example.org` and `mentee<k>@example.org`, k from 1; all have the same password. A second
    call adds the pairs that are missing.
    """
    password_hash = hash_password(password)
    with writing():
        program = _program(password_hash)
        have = Pair.select().where(Pair.program == program).count()
        _insert(Member, [_member(role, k, password_hash) for k in range(have + 1, pairs + 1) for role in ROLES])
        ids = dict(Member.select(Member.email, Member.id).where(Member.email.in_(_emails(have, pairs))).tuples())
        _insert(Membership, [{"group": program.group, "member": i, "state": "active"} for i in ids.values()])
        _insert(Enrollment, [_enrollment(program, email, member_id) for email, member_id in ids.items()])
        _insert(Pair, [_pair(program, ids, k) for k in range(have + 1, pairs + 1)])
        made = list(Pair.select().where(Pair.program == program).order_by(Pair.id))
        _insert(DataKey, [row for pair in made[have:] for row in vault.key_rows(pair)])
    for k, pair in enumerate(made, 1):
        yield {"pair": pair.id, "mentor": _email("mentor", k), "mentee": _email("mentee", k)}


ROLES = ("mentor", "mentee")


def _program(password_hash: str) -> Program:
    group = Group.get_or_none(Group.slug == SLUG)
    if group:
        return Program.of_group(group).get()
    admin = Member.create(**_member("admin", 0, password_hash), is_host=True)
    group = Group.create(slug=SLUG, name="Demo", category="skills", description="", created_by=admin)
    Membership.create(group=group, member=admin, state="active", is_admin=True)
    curriculum = curricula.built_in("skill-development", "en")
    assert curriculum  # noqa: S101 # it comes with the app
    starts_on = now().date() - timedelta(days=7)
    program = programs.create(actor=admin, group=group, curriculum=curriculum, state="enrolling", starts_on=starts_on)
    programs.change_state(program=program, actor=admin, to="running", today=now().date())
    return program


def _insert(table: Any, rows: list[dict[str, Any]]) -> None:
    for some in _batches(rows):
        table.insert_many(some).execute()


def _batches(rows: list[Any]) -> Iterator[list[Any]]:
    return (rows[n : n + ROWS] for n in range(0, len(rows), ROWS))


def _email(role: str, k: int) -> str:
    return f"{role}{k}@example.org"


def _emails(have: int, pairs: int) -> list[str]:
    return [_email(role, k) for k in range(have + 1, pairs + 1) for role in ROLES]


def _member(role: str, k: int, password_hash: str) -> dict[str, Any]:
    moment = now()
    return {
        "name": f"{role.capitalize()} {k}",
        "email": _email(role, k) if k else f"{role}@example.org",
        "password_hash": password_hash,
        "adult_confirmed_at": moment,
        "email_verified_at": moment,
        "created_at": moment,
    }


def _enrollment(program: Program, email: str, member_id: int) -> dict[str, Any]:
    return {
        "program": program,
        "member": member_id,
        "role": "mentor" if email.startswith("mentor") else "mentee",
        "state": "paired",
        "languages": ["en"],
        "topics": list(program.tags[:2]),
        "submitted_at": now(),
    }


def _pair(program: Program, ids: dict[str, int], k: int) -> dict[str, Any]:
    return {"program": program, "mentor": ids[_email("mentor", k)], "mentee": ids[_email("mentee", k)]}
