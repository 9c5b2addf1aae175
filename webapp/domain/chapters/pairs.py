"""One's pairs, with all that one may read there: one's own words, and the partner's in the conversation of the two."""

from collections.abc import Iterator

from db.models import CheckIn, Completion, FitAnswer, Goal, Member, Message, Note, Pair, Reaction, Step
from webapp.domain import progress, reactions, vault
from webapp.domain.chapters.chapter import Chapter, Entry, columns

AT_ONCE = 100  # messages read in one query


def _pairs(member: Member) -> Iterator[Entry]:
    for pair in Pair.of_member(member).order_by(Pair.id):
        path, keys = progress.path_of(pair), vault.of_pair(pair.id)
        fit = FitAnswer.by(member, [pair.id]).first()
        yield {
            "partner": pair.partner_of(member).name,
            "program": pair.program.name,
            "role": pair.role_of(member),
            **columns(pair, "state", "introduced_at", "closed_at", "introduction"),
            "fit": fit.answer if fit else None,
            "fit_answered_at": fit.answered_at if fit else None,
            "steps_done": [_done(step) for step in path.steps if step.is_done],
            "goals": [_said(row, keys, member, "goal") for row in _of(Goal, pair)],
            "notes": [{"step": row.step.title, **_said(row, keys, member, "note")} for row in _notes(pair)],
            "check_ins": [_check_in(row, keys, member) for row in _of(CheckIn, pair)],
            "messages": _messages(pair, member, path, keys),
        }


def _of(noun: type[Goal] | type[CheckIn], pair: Pair) -> Iterator[Goal | CheckIn]:
    yield from noun.select(noun, Member).join(Member).where(noun.pair == pair).order_by(noun.id)


def _notes(pair: Pair) -> Iterator[Note]:
    rows = Note.select(Note, Member, Step).join(Member).switch(Note).join(Step)
    yield from rows.where(Note.pair == pair).order_by(Note.id)


def _done(step: progress.PathStep) -> Entry:
    done = step.completion
    return {"step": step.step.title, "done_at": done.completed_at, "noted_by": done.member.name} if done else {}


def _said(row: Goal | Note, keys: vault.PairVault, member: Member, kind: str) -> Entry:
    text = keys.open(row.author_id, kind, row.uid, row.body)
    return {"from": row.author.name, "is_mine": row.author_id == member.id, "at": row.created_at, "text": text}


def _check_in(row: CheckIn, keys: vault.PairVault, member: Member) -> Entry:
    """One's own with its number; the partner's without."""
    is_mine = row.member_id == member.id
    text = keys.open(row.member_id, "check-in", row.uid, row.words)
    said = {"from": row.member.name, "is_mine": is_mine, "at": row.created_at, "text": text, "week_of": row.week_of}
    return {**said, "score": row.score} if is_mine else said


def _messages(pair: Pair, member: Member, path: progress.Path, keys: vault.PairVault) -> Iterator[Entry]:
    """The whole conversation in order, a batch at a time, so that a long one takes no more memory than a short one."""
    names = {pair.mentor_id: str(pair.mentor.name), pair.mentee_id: str(pair.mentee.name)}
    last = 0
    while batch := _after(pair, last):
        felt = reactions.to(pair, member, batch, keys)
        for m in batch:
            text = keys.open(m.author_id, "message", m.uid, m.body, seq=m.seq, edit=m.edit)
            yield {
                "number": m.seq,
                "from": names[m.author_id],
                "is_mine": m.author_id == member.id,
                "at": m.sent_at,
                "text": text,
                "edited_at": m.edited_at if text is not None else None,
                "deleted_at": m.deleted_at,
                "answers_number": m.reply_to,
                "step_number": path.number_of(m.step_id),
                "my_reactions": [f.kind for f in felt.get(m.seq, ()) if f.is_mine],
                "partners_reactions": [f.kind for f in felt.get(m.seq, ()) if f.is_theirs],
            }
        last = batch[-1].seq


def _after(pair: Pair, seq: int) -> list[Message]:
    return list(
        Message.select().where((Message.pair == pair) & (Message.seq > seq)).order_by(Message.seq).limit(AT_ONCE)
    )


CHAPTERS = (Chapter("pairs", (Pair, Message, Reaction, Completion, Note, Goal, CheckIn, FitAnswer), _pairs),)
