"""Another master key: everything that an older one wraps, seals or proves is brought under the one that writes now.

The words themselves stay as they are: their data keys are wrapped anew. Every step is small, commits, and may be done
twice, so that the app goes on meanwhile and a run that was killed is simply run again. Every process of the app must
know the new key before it begins: one that does not could neither read nor write what has been brought over.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from peewee import Tuple

from db.database import writing
from db.models import DataKey, Export, KeyCanary, Message, Pair, Report
from webapp.domain import audit, closing, exports, office_words, outbox, push_keys, totp, vault

BATCH = 500  # messages of one transaction
ROUNDS = 3  # what a process with the older keys alone makes meanwhile is brought over in the next round


@dataclass
class Rotated:
    """What was brought under the new key, what could not be proved before, and which keys nothing needs any more."""

    counts: dict[str, int] = field(default_factory=dict)
    unproved: int = 0  # messages whose tag no key proves: they were changed in the database
    retired: list[str] = field(default_factory=list)


class OldKeyIsInUse(Exception):  # noqa: N818 # the name is the sentence
    """Something is still being written under an older key: a process of the app runs without the new one."""


def rotate(told: Callable[[str, int], object] = lambda what, number: None) -> Rotated:
    """Bring everything under the first of the master keys; `told` hears what was done, some at a time.

    Raises KeysDoNotFit, OldKeyIsInUse.
    """
    vault.check_canaries()
    done = Rotated()
    for what, work in (
        ("data keys", _wrap_data_keys),
        ("report keys", _wrap_report_keys),
        ("second factors", totp.seal_anew),
        ("copies to be fetched", _seal_exports),
        ("words for admins", closing.seal_anew),
        ("admins' words", office_words.seal_anew),
        ("keys of the site's own", push_keys.seal_anew),
        ("letters that wait", _seal_letters),
    ):
        done.counts[what] = work()
        told(what, done.counts[what])
    done.counts["messages"] = sum(_tag_messages(done, told))
    if _is_left(DataKey) or _is_left(Report) or outbox.of_older_key():
        raise OldKeyIsInUse
    done.retired = _retire(sum(done.counts.values()))
    return done


def _wrap_data_keys() -> int:
    """A pair at a time, its row held: whoever is writing in it has written, with the key that they read."""
    count = 0
    for _ in range(ROUNDS):
        old = DataKey.select(DataKey.pair).where(DataKey.master != vault.writing_master()).distinct()
        for (pair_id,) in list(old.order_by(DataKey.pair).tuples()):
            with writing():
                Pair.locked(pair_id)
                count += sum(_wrap(row, vault.data_key_anew(row)) for row in DataKey.of_pair(pair_id))
    return count


def _wrap_report_keys() -> int:
    count = 0
    old = Report.select(Report.id).where((Report.master != vault.writing_master()) & Report.wrapped.is_null(False))
    for (report_id,) in list(old.tuples()):
        with writing():
            report = Report.locked(report_id)
            count += _wrap(report, vault.report_key_anew(report)) if report.wrapped else 0
    return count


def _wrap(row: Any, wrapped: bytes) -> int:
    """Store a key's new wrapping, unless it is so already or was shredded meanwhile."""
    if row.master == vault.writing_master():
        return 0
    model = type(row)
    same = (model.id == row.id) & (model.wrapped == row.wrapped)
    return int(model.update(master=vault.writing_master(), wrapped=wrapped).where(same).execute())


def _seal_exports() -> int:
    waiting = [row for (row,) in Export.select(Export.id).where(Export.archive.is_null(False)).tuples()]
    return sum(exports.seal_anew(export_id=export_id) for export_id in waiting)


def _seal_letters() -> int:
    return sum(outbox.seal_anew(dispatch_id) for _ in range(ROUNDS) for dispatch_id in outbox.of_older_key())


def _tag_messages(done: Rotated, told: Callable[[str, int], object]) -> Iterator[int]:
    """How many got a new tag, a batch at a time; an edited or deleted message is left to whoever did that."""
    total = 0
    for batch in _batches():
        words = {pair_id: vault.of_pair(pair_id) for pair_id in {message.pair_id for message in batch}}
        fresh = [(each, tag) for each in batch if (tag := _new_tag(each, words[each.pair_id], done))]
        with writing():
            changed = sum(_put_tag(message, tag) for message, tag in fresh)
        total += changed
        told("messages", total)
        yield changed


def _batches() -> Iterator[list[Message]]:
    place = (0, 0)
    while True:
        query = Message.select().where(Message.body.is_null(False) & (Tuple(Message.pair, Message.seq) > place))
        batch = list(query.order_by(Message.pair, Message.seq).limit(BATCH))
        if batch:
            yield batch
        if len(batch) < BATCH:
            return
        place = (batch[-1].pair_id, batch[-1].seq)


def _new_tag(message: Message, words: vault.PairVault, done: Rotated) -> bytes | None:
    """The tag under the new key; None if it has it, if nobody can read it any more, or if no key proves the old one."""
    place = {"seq": message.seq, "edit": message.edit}
    try:
        text = words.open(message.author_id, "message", message.uid, message.body, **place)
    except InvalidTag:
        done.unproved += 1
        return None
    if text is None or vault.bears_newest_tag(message, text):
        return None
    if not vault.verify(message, text):
        done.unproved += 1
        return None
    return vault.frank(message, text)


def _put_tag(message: Message, tag: bytes) -> int:
    same = (Message.pair == message.pair_id) & (Message.seq == message.seq)
    same &= (Message.edit == message.edit) & (Message.tag == message.tag)
    return int(Message.update(tag=tag).where(same).execute())


def _is_left(model: Any) -> bool:
    return bool(model.select().where((model.master != vault.writing_master()) & model.wrapped.is_null(False)).exists())


def _retire(count: int) -> list[str]:
    """Take the older keys' canaries away: without one, a key need not be there at the next start."""
    with writing():
        older = KeyCanary.master != vault.writing_master()
        retired = [row.master for row in KeyCanary.select().where(older).order_by(KeyCanary.master)]
        KeyCanary.delete().where(older).execute()
        audit.record("keys.rotated", by=None, of=None, number=count)
    return retired
