"""Groups: who finds them, who makes them, how people get in."""

import secrets
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from peewee import IntegrityError

from db.database import database, locked, writing
from db.models import Enrollment, Group, Member, Membership, Program
from webapp.domain import audit
from webapp.domain.pages import Page, page_of
from webapp.domain.slugs import NO_LATIN_LETTER, slug_of

RESERVED = {"new"}  # /groups/new is a page
MOST_WORDS = 6  # of a search
MOST_OF_MINE = 50
MOST_PROGRAMS = 50
ORDER = ("enrolling", "running", "draft", "finished", "archived")  # of programs in a group


def make(*, founder: Member, name: str, category: str, description: str, join_rule: str) -> Group:
    """Make a group that `founder` runs. Its slug is made from the name and is nobody else's."""
    columns = {"name": name, "category": category, "description": description, "join_rule": join_rule}
    with writing():
        group = _insert(slug_of(name) or NO_LATIN_LETTER, created_by=founder, **columns)
        Membership.create(group=group, member=founder, state="active", is_admin=True)
        audit.record("group.made", by=founder, of=group, group=group, rule=join_rule)
    return group


def edit(*, group: Group, actor: Member, name: str, category: str, description: str, join_rule: str) -> None:
    """Change what a group says of itself. The slug stays, so that links to it go on working."""
    columns = {"name": name, "category": category, "description": description, "join_rule": join_rule}
    with writing():
        before = locked(Group.select().where(Group.id == group.id)).get().join_rule
        Group.update(**columns).where(Group.id == group.id).execute()
        audit.record("group.changed", by=actor, of=group, group=group)
        if join_rule != before:
            audit.record("group.rule_changed", by=actor, of=group, group=group, before=before, rule=join_rule)


def mine(*, member: Member, words: str = "", category: str = "") -> list[Group]:
    """The groups that a member belongs to, with `size` and `place`, their membership; the first 50 by name."""
    return list(_narrowed(Group.of_member(member), words, category).limit(MOST_OF_MINE))


def find(*, member: Member, words: str = "", category: str = "", page: int = 1) -> Page:
    """The groups that a member may find and is not in, with `size`; every word must be in name or description."""
    return page_of(_narrowed(Group.findable_by(member), words, category), page)


def size_of(group: Group) -> int:
    """How many members a group has."""
    return int(Membership.size_of(group.id).scalar())


def programs_of(*, group: Group, member: Member, is_admin: bool) -> list[Program]:
    """The group's programs, each with `is_taken_part_in`: those that take people first, then the newest.

    Drafts and archived ones are for admins only.
    """
    hidden = () if is_admin else ("draft", "archived")
    programs = list(Program.of_group(group).where(Program.state.not_in(hidden)).limit(MOST_PROGRAMS))
    places = Enrollment.select(Enrollment.program).where(
        (Enrollment.member == member)
        & Enrollment.program.in_([program.id for program in programs] or [0])
        & Enrollment.state.not_in(("draft", "withdrawn"))
    )
    taken = {program_id for (program_id,) in places.tuples()}
    for program in programs:
        program.is_taken_part_in = program.id in taken
    return sorted(programs, key=lambda program: ORDER.index(program.state))


def _narrowed(query: Any, words: str, category: str) -> Any:
    if category:
        query = query.where(Group.category == category)
    for word in words.split()[:MOST_WORDS]:
        found = Group.name.contains(word) | Group.description.contains(word)
        plain = slug_of(word)  # finds "Città" by "citta", and by "CITTÀ" where the database folds only plain letters
        query = query.where(found | Group.slug.contains(plain) if plain else found)
    return query


def _insert(slug: str, **columns: Any) -> Group:
    for candidate in _candidates(slug):
        if candidate in RESERVED or Group.select().where(Group.slug == candidate).exists():
            continue
        with suppress(IntegrityError), database.atomic():  # somebody may take it between the look and the insert
            return Group.create(slug=candidate, **columns)
    raise AssertionError("candidates never end")


def _candidates(slug: str) -> Iterator[str]:
    yield slug
    yield from (f"{slug}-{number}" for number in range(2, 10))
    while True:
        yield f"{slug}-{secrets.token_hex(3)}"
