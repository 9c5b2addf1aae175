"""A small set of reactions to a message: each of the two may choose any of them, and take them back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from db.database import writing
from db.models import Member, Message, Pair, Reaction
from webapp.domain import open_pairs, vault
from webapp.domain.errors import WrongState

KINDS = ("yes", "care", "thanks", "idea", "cheer", "laugh")  # in the order in which they are shown
SEALED_LENGTH = 48  # characters: all the kinds, and room for some more; the length must not tell how many were chosen


@dataclass(frozen=True)
class Felt:
    """That one of the two, or both, chose a kind of reaction to a message."""

    kind: str
    is_mine: bool
    is_theirs: bool


def add(*, pair: Pair, author: Member, seq: int, kind: str) -> int:
    """Choose one of KINDS for a message: the seq of the change, 0 if it stood already.

    Raises PairIsClosed, WrongState (the message was deleted), Message.DoesNotExist.
    """
    return _change(pair, author, seq, lambda chosen: chosen | {kind})


def remove(*, pair: Pair, author: Member, seq: int, kind: str) -> int:
    """Take a choice back: the seq of the change, 0 if there was none. Raises as `add`."""
    return _change(pair, author, seq, lambda chosen: chosen - {kind})


def to(pair: Pair, reader: Member, messages: Sequence[Message], words: vault.PairVault) -> dict[int, list[Felt]]:
    """What was felt about these messages, by seq (at most one query).

    A message that has not changed since it was posted has no reactions: most have not, and need no query.
    """
    seqs = [m.seq for m in messages if m.changed_seq != m.seq and not m.is_deleted]
    chosen: dict[tuple[int, bool], set[str]] = {}
    for row in Reaction.to(pair, seqs) if seqs else ():
        chosen[row.seq, row.author_id == reader.id] = _open(row, words)
    felt = {}
    for seq in {seq for seq, _ in chosen}:
        mine, theirs = chosen.get((seq, True), set()), chosen.get((seq, False), set())
        felt[seq] = [Felt(kind, kind in mine, kind in theirs) for kind in KINDS if kind in mine | theirs]
    return felt


def forget(pair: Pair, seq: int) -> None:
    """Remove every reaction to a message that is being deleted. Must be called inside `writing()`."""
    Reaction.delete().where((Reaction.pair == pair) & (Reaction.seq == seq)).execute()


def _change(pair: Pair, author: Member, seq: int, change: Callable[[set[str]], set[str]]) -> int:
    with writing():
        fresh = open_pairs.hold(pair)
        message = Message.get((Message.pair == pair) & (Message.seq == seq))
        if message.is_deleted:
            raise WrongState
        words, row = vault.of_pair(pair.id), Reaction.by(author, pair, seq)
        before = _open(row, words) if row else set()
        after = change(before)
        if after == before:
            return 0
        _keep(pair, author, seq, after, words)
        changed = fresh.next_seq()
        Message.update(changed_seq=changed).where((Message.pair == pair) & (Message.seq == seq)).execute()
    return changed


def _keep(pair: Pair, author: Member, seq: int, chosen: set[str], words: vault.PairVault) -> None:
    mine = (Reaction.pair == pair) & (Reaction.seq == seq) & (Reaction.author == author)
    Reaction.delete().where(mine).execute()
    if chosen:
        uid = vault.new_uid()
        body = words.seal(author.id, "reaction", uid, " ".join(sorted(chosen)).ljust(SEALED_LENGTH), seq=seq)
        Reaction.create(pair=pair.id, seq=seq, author=author.id, uid=uid, body=body)


def _open(row: Reaction, words: vault.PairVault) -> set[str]:
    """The kinds in a row; none where its author's key was shredded."""
    return set((words.open(row.author_id, "reaction", row.uid, row.body, seq=row.seq) or "").split())
