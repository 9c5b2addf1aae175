"""One cast for every test: Alice mentors Bob, Olivia runs the group, Sam moderates, Charlie is the stranger."""

from dataclasses import dataclass
from typing import Any

from db.clock import now
from db.models import Enrollment, Group, Member, Membership, Pair, Program, Step
from webapp.domain import chat, vault
from webapp.domain.passwords import hash_password

PASSWORD = "a long enough passphrase"
_HASH = hash_password(PASSWORD)


def member(name: str, **columns: Any) -> Member:
    """A verified member `<name>@example.org` with PASSWORD."""
    moment = now()
    columns = {"adult_confirmed_at": moment, "email_verified_at": moment, "password_hash": _HASH, **columns}
    return Member.create(name=name, email=f"{name.split()[0].lower()}@example.org", **columns)


def join(group: Group, someone: Member, **columns: Any) -> Membership:
    """Make someone an active member of a group."""
    return Membership.create(group=group, member=someone, **{"state": "active", **columns})


def group(admin: Member, name: str = "Parents of the valley", **columns: Any) -> Group:
    """A group that `admin` runs."""
    made = Group.create(
        **{
            "name": name,
            "slug": name.lower().replace(" ", "-"),
            "category": "parenting",
            "created_by": admin,
            **columns,
        }
    )
    join(made, admin, is_admin=True)
    return made


def program(in_group: Group, steps: int = 8, **columns: Any) -> Program:
    """A running program with a path of `steps` steps."""
    made = Program.create(
        **{
            "group": in_group,
            "name": "New parents",
            "state": "running",
            "tags": ["sleep", "feeding", "work"],
            **columns,
        }
    )
    for n in range(1, steps + 1):
        words = {"prompts": [f"Prompt {n}.{i} for {{partner}}" for i in (1, 2, 3)], "tips": ["Tip one", "Tip two"]}
        wording = {role: {**words, "task": f"Task {n} of the {role}"} for role in ("mentor", "mentee")}
        Step.create(program=made, position=n, title=f"Step number {n}", purpose=f"Purpose {n}", wording=wording)
    return made


def enrolled(in_program: Program, someone: Member, role: str, **columns: Any) -> Enrollment:
    """Someone's submitted place in a program; in the program's group they are a member as well."""
    if not Membership.of(in_program.group, someone):
        join(in_program.group, someone)
    return Enrollment.create(
        **{
            "program": in_program,
            "member": someone,
            "role": role,
            "state": "waiting",
            "submitted_at": now(),
            "topics": ["sleep"],
            "languages": ["en"],
            **columns,
        }
    )


def introduced(in_program: Program, mentor: Member, mentee: Member) -> Pair:
    """A pair, with its data keys."""
    places = [
        enrolled(in_program, someone, role, state="paired")
        for someone, role in ((mentor, "mentor"), (mentee, "mentee"))
    ]
    pair = Pair.create(
        program=in_program, mentor=mentor, mentee=mentee, mentor_enrollment=places[0], mentee_enrollment=places[1]
    )
    vault.make_keys(pair)
    return pair


def greeted(pair: Pair, by: Member) -> Pair:
    """The same pair, in which `by` has written a first message: from then on the other may write more than three."""
    chat.post_message(pair=pair, author=by, body="Hello", client_id=f"client-greeting-{by.id}")
    return pair


@dataclass
class Cast:
    """The people, the group, the running program, and Alice and Bob's pair."""

    alice: Member
    bob: Member
    olivia: Member
    sam: Member
    charlie: Member
    group: Group
    program: Program
    pair: Pair


def cast() -> Cast:
    """Everybody in their place."""
    alice, bob, olivia, sam, charlie = (
        member(name) for name in ("Alice Rossi", "Bob Conti", "Olivia Neri", "Sam Villa", "Charlie Blu")
    )
    made = group(olivia)
    join(made, sam, is_moderator=True)
    running = program(made)
    return Cast(alice, bob, olivia, sam, charlie, made, running, introduced(running, alice, bob))
