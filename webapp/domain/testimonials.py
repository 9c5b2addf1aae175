"""Thanks that are shown to the group: only in their exact words, only once both agreed, only as long as both do.

How they are signed and to whom they are shown is the more private of the two's wishes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from db.clock import now
from db.database import writing
from db.models import Group, Member, Pair, Program, Testimonial, Thanks
from db.models.base import fingerprint
from webapp.domain import audit, closing, notifications, vault
from webapp.domain.errors import ChangedMeanwhile, WrongState

MOST = 3  # on a page


class Shown(NamedTuple):
    """A testimonial as others see it: of somebody who does not sign only the role is known."""

    id: int
    text: str
    role: str
    name: str  # the author's first name, or nothing
    author_id: int | None
    program: Program
    is_hidden: bool


class Offer(NamedTuple):
    """Thanks that could be shown, as one of the two sees it before they agree."""

    thanks: Thanks
    text: str
    row: Testimonial | None

    @property
    def version(self) -> str:
        """A sign of what would be agreed to now, to be brought back with the consent."""
        asked = (self.row.is_signed, self.row.is_public) if self.row and self.row.is_asked else None
        return fingerprint(self.text, asked)

    def can_be_agreed_to_by(self, member: Member) -> bool:
        """Whether this one of the two may ask or answer: after a no it is for whoever said it."""
        row = self.row
        if row is None or row.ended_by_id is not None:
            return row is None or bool(row.ended_by_id == member.id)
        return row.is_asked and bool(row.asked_by_id != member.id)


def offer(pair: Pair, thanks: Thanks) -> Offer:
    """The thanks in their words, and what became of them. Raises WrongState where they cannot be read any more."""
    text = closing.thanks_of(pair, vault.of_pair(pair.id))[thanks.author_id].text
    if text is None:
        raise WrongState
    return Offer(thanks, text, Testimonial.of_pair(pair).get(thanks.id))


def consent(
    *, pair: Pair, thanks: Thanks, member: Member, version: str, is_signed: bool, is_public: bool
) -> Testimonial:
    """Ask that thanks be shown, or agree to it; the other is asked, or the words stand. `version` is what was seen.

    Raises ChangedMeanwhile, WrongState (one has asked already, or the other said no), NotAtTheEnd, PairIsClosed.
    """
    with writing():
        door = closing.hold(pair)
        seen = offer(pair, _fresh(thanks))
        if seen.version != version:
            raise ChangedMeanwhile
        if not (door.has_partner and seen.can_be_agreed_to_by(member)):
            raise WrongState
        if seen.row and seen.row.is_asked:
            return _agree(seen.row, seen.text, is_signed=is_signed, is_public=is_public)
        return _ask(pair, seen.thanks, member, is_signed=is_signed, is_public=is_public)


def take_back(*, pair: Pair, thanks: Thanks, member: Member) -> None:
    """Say no, or show the words no more, at any time: they are gone at once. An own question is withdrawn."""
    with writing():
        Pair.locked(pair.id)
        row = Testimonial.of_pair(pair).get(thanks.id)
        if row is None or row.ended_by_id is not None:
            return
        if row.is_asked and row.asked_by_id == member.id:
            row.delete_instance()
            return
        row.ended_by, row.body, row.agreed_at = member, "", None
        row.save()


def hide(*, program: Program, testimonial: Testimonial, admin: Member, is_hidden: bool = True) -> None:
    """Take a testimonial off the group's pages, or put it back. Nobody can change its words."""
    with writing():
        moment = now() if is_hidden else None
        Testimonial.update(hidden_at=moment).where(Testimonial.id == testimonial.id).execute()
        if is_hidden:
            audit.record("testimonial.hidden", by=admin, of=testimonial, group=program.group_id, program=program.id)
        else:
            audit.record("testimonial.shown", by=admin, of=testimonial, group=program.group_id, program=program.id)


def of_program(program: Program) -> list[Shown]:
    """The newest that a program's page shows to members of its group."""
    return _shown(Testimonial.shown().where((Testimonial.program == program) & Testimonial.hidden_at.is_null()))


def of_group(group: Group, *, is_visitor: bool = False) -> list[Shown]:
    """The newest that a group's page shows to its members, or its door to visitors: those with that said."""
    query = Testimonial.shown().where((Program.group == group) & Testimonial.hidden_at.is_null())
    return _shown(query.where(Testimonial.is_public) if is_visitor else query)


def for_admins(program: Program) -> list[Shown]:
    """Every one of a program that stands, hidden ones too."""
    return _shown(Testimonial.shown().where(Testimonial.program == program), most=None)


def _shown(query: Any, most: int | None = MOST) -> list[Shown]:
    return [_as_shown(row) for row in (query.limit(most) if most else query)]


def _as_shown(row: Testimonial) -> Shown:
    author = row.thanks.author
    name, author_id = (str(author.first_name), author.id) if row.is_signed else ("", None)
    role = row.thanks.pair.role_of(author)
    return Shown(row.id, row.body, role, name, author_id, row.program, row.hidden_at is not None)


def _fresh(thanks: Thanks) -> Thanks:
    """The thanks as they are now. Raises ChangedMeanwhile if they were taken back."""
    found: Thanks | None = Thanks.get_or_none(Thanks.id == thanks.id)
    if found is None:
        raise ChangedMeanwhile
    return found


def _ask(pair: Pair, thanks: Thanks, member: Member, *, is_signed: bool, is_public: bool) -> Testimonial:
    Testimonial.delete().where(Testimonial.thanks == thanks).execute()
    wishes = {"is_signed": is_signed, "is_public": is_public}
    made: Testimonial = Testimonial.create(thanks=thanks, program=pair.program_id, asked_by=member, **wishes)
    notifications.notify(
        member=pair.partner_of(member),
        kind="testimonial_asked",
        pair=pair,
        program=pair.program,
        about=member.id,
        key=f"testimonial_asked|{pair.id}|{thanks.author_id}|{member.id}",  # once, however often it is taken back
        partner=member.first_name,
        thanks=str(thanks.id),
    )
    return made


def _agree(row: Testimonial, text: str, *, is_signed: bool, is_public: bool) -> Testimonial:
    row.is_signed, row.is_public = row.is_signed and is_signed, row.is_public and is_public
    row.body, row.agreed_at = text, now()
    row.save()
    return row
