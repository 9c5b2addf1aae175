"""Words at rest: sealed with a key per (pair, author), each wrapped by a master key that is not in the database.

A sealed value is `version byte | nonce (12) | AES-256-GCM ciphertext and tag`. The associated data binds it to its
place (what it is, pair, author, row, seq, edit), so that a row moved elsewhere does not open. Deleting an author's data
key in a pair shreds the words that they wrote there and leaves the other's.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from db.models import DataKey, KeyCanary, Message, Pair, Report
from webapp.domain import sealed as sealed_rows

VERSION = b"\x01"
NONCE = 12  # bytes
CANARY = b"waymark"

_masters: dict[str, bytes] = {}
_writing_master = ""


class KeysDoNotFit(SystemExit):
    """The given master keys do not open what is in the database; going on would make words unreadable."""


class ReportIsShredded(Exception):  # noqa: N818 # the name is a sentence
    """The report's key is gone: nothing more can be written in it."""


def unlock(keys: list[tuple[str, str]]) -> None:
    """Take the master keys `[(id, secret)]`; the first one wraps new data keys."""
    global _masters, _writing_master  # one keyring a process, set once at start
    _masters = {key_id: secret.encode() for key_id, secret in keys}
    _writing_master = keys[0][0] if keys else ""
    _sub_key.cache_clear()
    _unwrapped.cache_clear()


def check_canaries() -> None:
    """Prove that the given keys are those of this database. Raises KeysDoNotFit.

    The first start with a new writing key plants its canary. It stands until a rotation has brought everything under
    another key: as long as it does, the key must be there.
    """
    if not _writing_master:
        raise KeysDoNotFit("MESSAGE_KEYS is empty: without it nothing that pairs write can be encrypted.")
    known = {row.master: bytes(row.sealed) for row in KeyCanary.select()}
    absent = (known.keys() - _masters.keys() if sealed_rows.are_there_any() else set()) | _absent_wrappers()
    for master in sorted(absent):
        raise KeysDoNotFit(
            f"MESSAGE_KEYS lacks {master!r}, which this database still needs. Put it back behind the key that writes, "
            "then run: flask --app webapp rotate-keys. That says when it is needed no more."
        )
    demand_fitting({master: sealed for master, sealed in known.items() if master in _masters})
    if _writing_master not in known:
        sealed = _seal(_sub_key(_writing_master, "canary"), CANARY, _writing_master.encode())
        KeyCanary.create(master=_writing_master, sealed=sealed)


def demand_fitting(canaries: dict[str, bytes]) -> None:
    """Prove that the given keys are those of other canaries, such as a backup's. Raises KeysDoNotFit."""
    for master, sealed in canaries.items():
        if master not in _masters:
            raise KeysDoNotFit(f"MESSAGE_KEYS lacks {master!r}, which this database was sealed with.")
        if _open(_sub_key(master, "canary"), sealed, master.encode()) != CANARY:
            raise KeysDoNotFit(f"The key {master!r} in MESSAGE_KEYS is not the one that this database knows.")


def writing_master() -> str:
    """The id of the master key that wraps, seals and proves what is written now."""
    return _writing_master


def make_keys(pair: Pair) -> None:
    """Make the two authors' data keys. Called in the transaction that makes the pair."""
    DataKey.insert_many(key_rows(pair)).execute()


def key_rows(pair: Pair) -> list[dict[str, object]]:
    """New data keys for a pair's two authors, as rows to insert."""
    wrapping = _sub_key(_writing_master, "dek-wrap")
    return [
        {
            "pair": pair.id,
            "author": author_id,
            "master": _writing_master,
            "wrapped": _seal(wrapping, secrets.token_bytes(32), _wrap_place(pair.id, author_id)),
        }
        for author_id in (pair.mentor_id, pair.mentee_id)
    ]


@dataclass(frozen=True)
class PairVault:
    """The opened data keys of one pair, by author id. An author whose key was shredded is absent."""

    pair_id: int
    keys: dict[int, bytes]

    def seal(self, author_id: int, kind: str, uid: str, text: str, *, seq: int = 0, edit: int = 0) -> bytes:
        """Seal an author's words of a kind (`message`, `note`, `goal`, `thanks` …) for the row `uid`."""
        place = _place(self.pair_id, author_id, kind, uid, seq, edit)
        return _seal(self.keys[author_id], text.encode(), place)

    def open(
        self, author_id: int, kind: str, uid: str, sealed: bytes | None, *, seq: int = 0, edit: int = 0
    ) -> str | None:
        """The words, or None where they were deleted or their author's key was shredded."""
        if sealed is None or author_id not in self.keys:
            return None
        opened = _open(self.keys[author_id], sealed, _place(self.pair_id, author_id, kind, uid, seq, edit))
        if opened is None:
            raise InvalidTag
        return opened.decode()


def of_pair(pair_id: int) -> PairVault:
    """Open the pair's data keys (one query)."""
    return with_keys(pair_id, [(row.author_id, row.master, bytes(row.wrapped)) for row in DataKey.of_pair(pair_id)])


def with_keys(pair_id: int, wrapped: Iterable[tuple[int, str, bytes]]) -> PairVault:
    """The vault of a pair whose wrapped data keys (author id, master key's id, wrapped key) were read just now."""
    return PairVault(pair_id, {author: _unwrapped(pair_id, author, master, key) for author, master, key in wrapped})


def data_key_anew(row: DataKey) -> bytes:
    """A data key, wrapped by the master key that writes now."""
    key = _unwrapped(row.pair_id, row.author_id, row.master, bytes(row.wrapped))
    return _seal(_sub_key(_writing_master, "dek-wrap"), key, _wrap_place(row.pair_id, row.author_id))


def new_uid() -> str:
    """A random 128-bit id, as 32 hexadecimal digits, made before the row that bears it."""
    return secrets.token_hex(16)


def frank(message: Message, body: str) -> bytes:
    """The tag by which a moderator can trust that a reported text is what was sent, unedited."""
    return _tag(_writing_master, message, body)


def verify(message: Message, body: str) -> bool:
    """Whether a message bears the tag that it got when these words were stored, under any of the master keys."""
    return any(hmac.compare_digest(_tag(master, message, body), bytes(message.tag)) for master in _masters)


def bears_newest_tag(message: Message, body: str) -> bool:
    """Whether its tag was made with the master key that writes now."""
    return hmac.compare_digest(_tag(_writing_master, message, body), bytes(message.tag))


@dataclass(frozen=True)
class ReportVault:
    """The opened key of one report; None once its words were shredded."""

    report_id: int
    key: bytes | None

    def seal(self, kind: str, text: str) -> bytes:
        """Seal a text of a kind (`words`, `excerpt-<seq>`, `note`, …) for this report. Raises ReportIsShredded."""
        if self.key is None:
            raise ReportIsShredded
        return _seal(self.key, text.encode(), self._place(kind))

    def open(self, kind: str, sealed: bytes | None) -> str | None:
        """The text, or None where there is none or the report's key was shredded. Raises InvalidTag."""
        if sealed is None or self.key is None:
            return None
        opened = _open(self.key, bytes(sealed), self._place(kind))
        if opened is None:
            raise InvalidTag
        return opened.decode()

    def _place(self, kind: str) -> bytes:
        return f"report|{self.report_id}|{kind}".encode()


def make_report_key(report: Report) -> None:
    """Give a report that has its id a key of its own, wrapped; to be saved by the caller."""
    report.master = _writing_master
    wrapping, place = _sub_key(_writing_master, "report"), _report_place(report.id)
    report.wrapped = _seal(wrapping, secrets.token_bytes(32), place)


def of_report(report: Report) -> ReportVault:
    """Open a report's key. Raises InvalidTag."""
    if report.wrapped is None:
        return ReportVault(report.id, None)
    key = _open(_sub_key(report.master, "report"), bytes(report.wrapped), _report_place(report.id))
    if key is None:
        raise InvalidTag
    return ReportVault(report.id, key)


def report_key_anew(report: Report) -> bytes:
    """A report's key that was not shredded, wrapped by the master key that writes now."""
    key = of_report(report).key
    if key is None:
        raise ReportIsShredded
    return _seal(_sub_key(_writing_master, "report"), key, _report_place(report.id))


def seal_job(payload: bytes) -> bytes:
    """Seal a job's payload for the queue."""
    return seal_under("job", payload, place="job")


def open_job(sealed: bytes) -> bytes:
    """Open a job's payload, sealed under any of the master keys. Raises InvalidTag."""
    return open_under("job", sealed, place="job")


def seal_under(label: str, plain: bytes, *, place: str) -> bytes:
    """Seal something under the writing master key's sub-key of this label; it opens only in the same place."""
    return _seal(_sub_key(_writing_master, label), plain, place.encode())


def open_under(label: str, sealed: bytes, *, place: str) -> bytes:
    """Open what `seal_under` sealed under any of the master keys. Raises InvalidTag."""
    for master in _masters:
        opened = _open(_sub_key(master, label), sealed, place.encode())
        if opened is not None:
            return opened
    raise InvalidTag


def is_of_older_key(label: str, sealed: bytes, *, place: str) -> bool:
    """Whether something was sealed under another master key than the one that writes now."""
    return _open(_sub_key(_writing_master, label), sealed, place.encode()) is None


@lru_cache(maxsize=10_000)
def _unwrapped(pair_id: int, author_id: int, master: str, wrapped: bytes) -> bytes:
    """A data key. Remembered by its wrapped form, so that a key which is no longer in the database opens nothing."""
    key = _open(_sub_key(master, "dek-wrap"), wrapped, _wrap_place(pair_id, author_id))
    if key is None:
        raise InvalidTag
    return key


def _absent_wrappers() -> set[str]:
    """The master keys that wrap something here and were not given."""
    given = list(_masters)
    keys = DataKey.select(DataKey.master).where(DataKey.master.not_in(given))
    of_reports = Report.select(Report.master).where(Report.master.not_in(given) & Report.wrapped.is_null(False))
    return {row.master for query in (keys, of_reports) for row in query.distinct()}


def _tag(master: str, message: Message, body: str) -> bytes:
    digest = hashlib.sha256(body.encode()).hexdigest()
    place = f"{message.pair_id}|{message.seq}|{message.author_id}|{message.sent_at.isoformat()}|{message.uid}"
    fields = f"{place}|{message.edit}|{bytes(message.nonce).hex()}|{digest}"
    return hmac.digest(_sub_key(master, "franking"), fields.encode(), "sha256")


@lru_cache(maxsize=64)
def _sub_key(master: str, label: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=label.encode()).derive(_masters[master])


def _place(pair_id: int, author_id: int, kind: str, uid: str, seq: int, edit: int) -> bytes:
    return f"{kind}|{pair_id}|{author_id}|{uid}|{seq}|{edit}".encode()


def _wrap_place(pair_id: int, author_id: int) -> bytes:
    return f"data-key|{pair_id}|{author_id}".encode()


def _report_place(report_id: int) -> bytes:
    return f"report-key|{report_id}".encode()


def _seal(key: bytes, plain: bytes, place: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, place)


def _open(key: bytes, sealed: bytes, place: bytes) -> bytes | None:
    try:
        return AESGCM(key).decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], place)
    except InvalidTag:
        return None
