"""How one's pairs ended: the thanks of the two, what was shown of them, one's answers, how long they went on."""

from collections.abc import Iterator

from db.models import ClosingAnswer, Member, Pair, Program, Renewal, Testimonial, Thanks
from webapp.domain import closing, vault
from webapp.domain.chapters.chapter import Chapter, Entry, columns


def _endings(member: Member) -> Iterator[Entry]:
    for pair in Pair.of_member(member).order_by(Pair.id):
        thanks, answer = closing.thanks_of(pair, vault.of_pair(pair.id)), ClosingAnswer.by(pair, member)
        renewals = [_renewal(row, member) for row in _renewals(pair)]
        if not (thanks or answer or renewals):
            continue
        names = {pair.mentor_id: str(pair.mentor.name), pair.mentee_id: str(pair.mentee.name)}
        yield {
            "partner": pair.partner_of(member).name,
            "program": pair.program.name,
            "thanks": [
                {"from": names[author], "is_mine": author == member.id, "at": said.row.created_at, "text": said.text}
                for author, said in thanks.items()
            ],
            "closing_answers": [_answer(answer)] if answer else [],
            "renewals": renewals,
        }


def _answer(row: ClosingAnswer) -> Entry:
    return {
        **columns(row, "goal", "worth", "recommend", "choice", "is_signed", "created_at"),
        "text": closing.words_in(row),
    }


def _renewals(pair: Pair) -> Iterator[Renewal]:
    yield from Renewal.select().where(Renewal.pair == pair).order_by(Renewal.id)


def _renewal(row: Renewal, member: Member) -> Entry:
    return {"is_mine": row.asked_by_id == member.id, **columns(row, "weeks", "until", "created_at", "agreed_at")}


def _testimonials(member: Member) -> Iterator[Entry]:
    """What was asked or agreed to be shown of the thanks of one's pairs, one's own and the partner's."""
    rows = Testimonial.select(Testimonial, Thanks, Program).join(Thanks).join(Pair).switch(Testimonial).join(Program)
    for row in rows.where((Pair.mentor == member) | (Pair.mentee == member)).order_by(Testimonial.id):
        names = ("created_at", "agreed_at", "is_signed", "is_public")
        text = row.body or None
        yield {
            "program": row.program.name,
            "is_mine": row.thanks.author_id == member.id,
            "text": text,
            **columns(row, *names),
        }


CHAPTERS = (
    Chapter("endings", (Thanks, ClosingAnswer, Renewal), _endings),
    Chapter("testimonials", (Testimonial,), _testimonials),
)
