"""The hot path's few statements, written by hand: building SQL was a third of what a message cost.

Everything else uses the query builder. Each statement is one round trip; what holds under concurrency is said at each.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from db.clock import now
from db.database import database, is_sqlite
from db.models.base import BytesField, UtcDateTimeField
from db.models.message import Message
from db.models.pair import OPEN
from db.models.session import ABSOLUTE, IDLE
from db.prepared import row_of

_STANDING = """
SELECT p.mentor_id, p.mentee_id, p.state, p.seq, p.mentor_read_seq, p.mentee_read_seq,
  EXISTS(SELECT 1 FROM block b WHERE (b.blocker_id = p.mentor_id AND b.blocked_id = p.mentee_id)
    OR (b.blocker_id = p.mentee_id AND b.blocked_id = p.mentor_id)),
  own.master, own.wrapped, other.master, other.wrapped{also}
FROM pair p
LEFT JOIN data_key own ON own.pair_id = p.id AND own.author_id = p.mentor_id
LEFT JOIN data_key other ON other.pair_id = p.id AND other.author_id = p.mentee_id
WHERE p.id = {p}"""

_LOGIN = """,
  EXISTS(SELECT 1 FROM session s JOIN member m ON m.id = s.member_id
    WHERE s.token_hash = {p} AND s.seen_at > {p} AND s.created_at > {p} AND m.deactivated_at IS NULL)"""

_STANDING_WITH_LOGIN = _STANDING.replace("{also}", _LOGIN)
_STANDING = _STANDING.replace("{also}", "")

_MESSAGE = (
    Message.pair, Message.seq, Message.changed_seq, Message.uid, Message.author, Message.client_id, Message.step,
    Message.reply_to, Message.body, Message.nonce, Message.tag, Message.edit, Message.sent_at, Message.edited_at,
    Message.deleted_at,
)  # fmt: skip
_NAMES = [field.name for field in _MESSAGE]
# What the database hands back as it was given needs no conversion.
_READ = [(field.name, field.python_value if isinstance(field, UtcDateTimeField | BytesField) else None)
         for field in _MESSAGE]  # fmt: skip
_COLUMNS = ", ".join(field.column_name for field in _MESSAGE)

_CHANGES = f"""
SELECT {_COLUMNS} FROM message WHERE pair_id = {{p}} AND changed_seq > {{p}} ORDER BY changed_seq LIMIT {{p}}"""  # noqa: S608 # column names of our own model

_INSERT = f"""
INSERT INTO message ({_COLUMNS}) VALUES ({", ".join(["{p}"] * len(_MESSAGE))})
ON CONFLICT (pair_id, author_id, client_id) DO NOTHING"""  # noqa: S608 # column names of our own model

_TAKE_SEQ = "UPDATE pair SET seq = {p}, last_active_at = {p} WHERE id = {p}"

_INSERT_AND_TAKE_SEQ = f"""
WITH placed AS ({_INSERT} RETURNING seq)
UPDATE pair SET seq = placed.seq, last_active_at = {{p}} FROM placed WHERE pair.id = {{p}}"""  # noqa: S608 # the statement above


# Both through the index that makes a client's id unique.
_WRITTEN = """
SELECT EXISTS(SELECT 1 FROM message WHERE pair_id = {p} AND author_id = {p}),
  (SELECT COUNT(*) FROM (SELECT 1 FROM message WHERE pair_id = {p} AND author_id = {p} LIMIT {p}) AS own)"""

_READ_TOLD = """
UPDATE notification SET read_at = {p}
WHERE member_id = {p} AND read_at IS NULL AND pair_id = {p} AND kind = 'unread_messages'"""


class Standing(NamedTuple):
    """How a pair stands at one moment: who, its state and marks, its wrapped data keys by author id.

    `has_login` is whether the asked session still stands; False where none was asked for.
    """

    pair_id: int
    mentor_id: int
    mentee_id: int
    state: str
    seq: int
    mentor_read_seq: int
    mentee_read_seq: int
    is_blocked: bool
    wrapped_keys: tuple[tuple[int, str, bytes], ...]  # author id, master key's id, wrapped key
    has_login: bool = False

    def can_be_written_in(self) -> bool:
        """Whether the pair is open and neither has blocked the other."""
        return self.state in OPEN and not self.is_blocked

    def has(self, member_id: int) -> bool:
        """Whether a member is one of the two."""
        return member_id in (self.mentor_id, self.mentee_id)

    def partner_of(self, member_id: int) -> int:
        """The other's id."""
        return self.mentee_id if member_id == self.mentor_id else self.mentor_id


def standing(pair_id: int, *, login: str = "", lock: bool = False) -> Standing | None:
    """The pair as it stands now; with a `login`, a session's hash, also whether that still stands.

    With `lock`, which must be inside `writing()`, its row is held until the transaction ends. On PostgreSQL the row is
    then read anew after the wait for its lock, the other tables are not: a block that commits meanwhile is seen by
    the pair's state, which it changes in the same transaction.
    """
    row = database.execute_sql(
        _standing_sql(bool(login), lock and not is_sqlite()), (*_login(login), pair_id)
    ).fetchone()
    if row is None:
        return None
    mentor_id, mentee_id, state, seq, mentor_read, mentee_read, is_blocked = row[:7]
    keys = ((mentor_id, row[7], row[8]), (mentee_id, row[9], row[10]))
    return Standing(
        pair_id,
        mentor_id,
        mentee_id,
        state,
        seq,
        mentor_read,
        mentee_read,
        bool(is_blocked),
        tuple((author, master, bytes(key)) for author, master, key in keys if key is not None),
        has_login=any(row[11:]),
    )


def changes(pair_id: int, after: int, limit: int) -> list[Message]:
    """What was posted, edited or deleted in a pair after a seq, in the order in which it happened."""
    rows = database.execute_sql(_sql(_CHANGES), (pair_id, after, limit)).fetchall()
    return [row_of(Message, _READ, row) for row in rows]


def written(pair_id: int, author_id: int, partner_id: int, most: int) -> tuple[bool, int]:
    """Whether the partner has ever written in a pair, and how many messages the author has, counted up to `most`.

    What was deleted counts: its row stays.
    """
    values = (pair_id, partner_id, pair_id, author_id, most)
    is_answered, count = database.execute_sql(_sql(_WRITTEN), values).fetchone()
    return bool(is_answered), int(count)


def place(message: Message) -> bool:
    """Insert a message under the seq that it bears, which becomes its pair's; False if its `client_id` is there.

    Must be called with the pair's row locked, and `message.seq` the next of that row.
    """
    data = message.__data__
    values = tuple(_stored(value) if isinstance(value, datetime) else value for value in map(data.get, _NAMES))
    taken = (_stored(message.sent_at), message.pair_id)
    if not is_sqlite():
        return bool(database.execute_sql(_sql(_INSERT_AND_TAKE_SEQ), (*values, *taken)).rowcount)
    if database.execute_sql(_sql(_INSERT), values).rowcount < 1:
        return False
    database.execute_sql(_sql(_TAKE_SEQ), (message.seq, *taken))
    return True


def mark_told_read(pair_id: int, reader_id: int) -> bool:
    """What told a reader that their partner has written is read, for they have read on; whether there was any."""
    return bool(database.execute_sql(_sql(_READ_TOLD), (_stored(now()), reader_id, pair_id)).rowcount > 0)


def _login(login: str) -> tuple[Any, ...]:
    moment = now()
    return (login, _stored(moment - IDLE), _stored(moment - ABSOLUTE)) if login else ()


def _standing_sql(with_login: bool, with_lock: bool) -> str:
    statement = _STANDING_WITH_LOGIN if with_login else _STANDING
    return _sql(f"{statement} FOR NO KEY UPDATE OF p" if with_lock else statement)


def _stored(moment: datetime) -> Any:
    return Message.sent_at.db_value(moment)


def _sql(statement: str) -> str:
    return _of_dialect(statement, "?" if is_sqlite() else "%s")


@lru_cache(maxsize=32)
def _of_dialect(statement: str, mark: str) -> str:
    return statement.strip().replace("{p}", mark)
