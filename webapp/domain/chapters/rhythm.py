"""What the weekly rhythm has of a member."""

from collections.abc import Iterator

from db.models import CoordinatorWord, Member, Pair, Pulse, Tap
from webapp.domain import office_words
from webapp.domain.chapters.chapter import Chapter, Entry, columns


def _pulses(member: Member) -> Iterator[Entry]:
    rows = Pulse.select().where(Pulse.member == member).order_by(Pulse.id)
    for row in rows:
        pair = Pair.with_id(row.pair_id)
        partner = pair.partner_of(member).name if pair else None
        yield {"partner": partner, "score": row.score, "asked_at": row.period, "answered_at": row.created_at}


def _words(member: Member) -> Iterator[Entry]:
    mine = CoordinatorWord.arrived_at(member) | (CoordinatorWord.author == member)
    for row in CoordinatorWord.select().where(mine).order_by(CoordinatorWord.id):
        is_mine = row.author_id == member.id
        yield {
            "from": row.author.name,
            "is_mine": is_mine,
            "to": row.member.name,
            "text": office_words.opened(row),
            **columns(row, "created_at"),
        }


def _taps(member: Member) -> Iterator[Entry]:
    for row in Tap.select().where(Tap.member == member).order_by(Tap.id):
        pair = Pair.with_id(row.pair_id) if row.pair_id else None
        partner = pair.partner_of(member).name if pair else None
        yield {"partner": partner, **columns(row, "kind", "answer", "used_at")}


CHAPTERS: tuple[Chapter, ...] = (
    Chapter("pulses", (Pulse,), _pulses),
    Chapter("taps", (Tap,), _taps),
    Chapter("coordinator_words", (CoordinatorWord,), _words),
)
