"""What a reporter shows of a conversation: messages they tick, proved to be what was sent, and the gaps between."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from cryptography.exceptions import InvalidTag

from db.models import Excerpt, Member, Message, Pair, Report
from webapp.domain import vault
from webapp.domain.errors import ExcerptIsGone, ExcerptNotVerified, TooManyExcerpts

MOST = 20  # messages of one report
PAGE = 20  # messages to choose from


@dataclass(frozen=True)
class Shown:
    """A message that is shown: before sending to its reporter, then to those who handle the report.

    `gap_before` messages stand between it and the one before it and are not shown. `text` is None once the report's
    words were shredded, `author` once their account is gone.
    """

    seq: int
    author: Member | None
    sent_at: datetime
    edit: int
    gap_before: int
    text: str | None


@dataclass(frozen=True)
class Choice:
    """A message that a reporter may tick; `text` is None where it was deleted, and there is nothing to show."""

    message: Message
    author: Member
    text: str | None


@dataclass(frozen=True)
class Choices:
    """Some messages of a pair in order, oldest first; `later` is the seq before which the next page ends (0: none)."""

    rows: list[Choice]
    has_earlier: bool
    has_later: bool
    later: int = 0
    before: int | None = None  # the seq before which these are, if they are not the newest

    @property
    def first(self) -> int:
        """The seq before which the earlier ones are; 0 where there is nothing at all."""
        return int(self.rows[0].message.seq) if self.rows else 0


def choices(pair: Pair, *, before: int | None = None, around: int | None = None) -> Choices:
    """Messages of every thread of a pair: the newest ones, those before a seq, or those around one."""
    if around is not None:
        before = Message.nth_of_all_after(pair, around, PAGE // 3)
    newest = Message.newest_of_all(pair, before=before, limit=PAGE + 1)
    rows = newest[:PAGE][::-1]
    last = rows[-1].seq if rows else 0
    after_next = Message.nth_of_all_after(pair, last, PAGE) if before is not None else None
    words = vault.of_pair(pair.id)
    read = [Choice(message, _author(pair, message), _readable(message, words)) for message in rows]
    return Choices(read, len(newest) > PAGE, before is not None and last < _newest_seq(pair), after_next or 0, before)


def picked(pair: Pair, seqs: Iterable[int]) -> list[Shown]:
    """The messages of a pair with these seqs, in order, with their words, each proved to be what was sent.

    Raises TooManyExcerpts, ExcerptIsGone, ExcerptNotVerified (these two say which in `args`).
    """
    wanted = sorted(set(seqs))
    if len(wanted) > MOST:
        raise TooManyExcerpts
    if not wanted:
        return []
    found = {message.seq: message for message in Message.with_seqs(pair, wanted)}
    if gone := [seq for seq in wanted if seq not in found or found[seq].is_deleted]:
        raise ExcerptIsGone(*gone)
    words = vault.of_pair(pair.id)
    texts = {seq: _proved(found[seq], words) for seq in wanted}
    if unproved := [seq for seq in wanted if texts[seq] is None]:
        raise ExcerptNotVerified(*unproved)
    gaps = [0, *(Message.count_between(pair, one, other) for one, other in pairwise(wanted))]
    return [_shown(pair, found[seq], gap, texts[seq]) for seq, gap in zip(wanted, gaps, strict=True)]


def keep(report: Report, excerpts: Sequence[Shown]) -> None:
    """Store what is shown under the report's own key. Called in the transaction that files the report."""
    sealing = vault.of_report(report)
    for each in excerpts:
        Excerpt.create(
            report=report,
            seq=each.seq,
            author=each.author,
            sent_at=each.sent_at,
            edit=each.edit,
            gap_before=each.gap_before,
            body=sealing.seal(f"excerpt-{each.seq}", each.text or ""),
        )


def of_report(report: Report) -> list[Shown]:
    """What a report shows, in order. Only for its reporter and for those who handle it."""
    opened = vault.of_report(report)
    return [
        Shown(row.seq, row.author, row.sent_at, row.edit, row.gap_before, opened.open(f"excerpt-{row.seq}", row.body))
        for row in Excerpt.of_report(report)
    ]


def _shown(pair: Pair, message: Message, gap: int, text: str | None) -> Shown:
    return Shown(message.seq, _author(pair, message), message.sent_at, message.edit, gap, text)


def _author(pair: Pair, message: Message) -> Member:
    author: Member = pair.mentor if message.author_id == pair.mentor_id else pair.mentee
    return author


def _proved(message: Message, words: vault.PairVault) -> str | None:
    text = _readable(message, words)
    return text if text is not None and vault.verify(message, text) else None


def _readable(message: Message, words: vault.PairVault) -> str | None:
    try:
        return words.open(message.author_id, "message", message.uid, message.body, seq=message.seq, edit=message.edit)
    except InvalidTag:
        return None


def _newest_seq(pair: Pair) -> int:
    newest = Message.newest_of_all(pair, before=None, limit=1)
    return int(newest[0].seq) if newest else 0
