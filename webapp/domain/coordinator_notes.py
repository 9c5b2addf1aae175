"""What an admin notes for themselves about a pair. Nobody else reads it, no other admin either."""

from dataclasses import dataclass

from db.database import writing
from db.models import CoordinatorNote, Member, Program
from webapp.domain import office, office_words, vault
from webapp.domain.errors import NotYours


@dataclass(frozen=True)
class Noted:
    """A note, opened."""

    row: CoordinatorNote
    text: str


def add(*, program: Program, pair_id: int, author: Member, body: str) -> CoordinatorNote:
    """Note something about a pair, closed ones too. Raises OwnPair."""
    with writing():
        pair = office.hold(program=program, pair_id=pair_id, by=author)
        note = CoordinatorNote(uid=vault.new_uid(), pair=pair, author=author)
        office_words.seal(note, body)
        note.save(force_insert=True)
        office.note("help.noted", by=author, pair=pair, program=program)
    return note


def delete(*, program: Program, pair_id: int, author: Member, note_id: int) -> None:
    """Delete one's own note. Raises NotYours, OwnPair."""
    mine = (CoordinatorNote.id == note_id) & (CoordinatorNote.pair == pair_id) & (CoordinatorNote.author == author)
    with writing():
        pair = office.hold(program=program, pair_id=pair_id, by=author)
        if not CoordinatorNote.delete().where(mine).execute():
            raise NotYours
        office.note("help.note_deleted", by=author, pair=pair, program=program)


def of(pair_id: int, author: Member) -> list[Noted]:
    """An admin's own notes about a pair, newest first."""
    mine = (CoordinatorNote.pair == pair_id) & (CoordinatorNote.author == author)
    rows = CoordinatorNote.select().where(mine).order_by(CoordinatorNote.id.desc())
    return [Noted(row, office_words.opened(row)) for row in rows]
