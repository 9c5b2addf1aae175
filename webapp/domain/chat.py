"""The pair's chat: one verb to post, through whichever door; read only by the two."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from db import hot
from db.clock import now
from db.database import writing
from db.models import Member, Message, Pair, Step
from db.together import together
from webapp.domain import first_contact, notifications, open_pairs, progress, reactions, vault
from webapp.domain.errors import ClientIdReused, LoginHasEnded, NotAnsweredYet, NotYours, PairIsClosed

LONGEST = 4_000  # characters
PAGE = 30  # messages
MOST_CHANGES = 500  # of one catch-up; the next one gets the rest


@dataclass(frozen=True)
class Line:
    """A message as one of the two reads it. `text` is None once it was deleted or its author's key was shredded."""

    message: Message
    text: str | None
    is_mine: bool
    replies: int = 0
    step_number: int | None = None  # of the step in whose thread it was written
    felt: list[reactions.Felt] = field(default_factory=list)

    @property
    def seq(self) -> int:
        """Its place in the chat."""
        return int(self.message.seq)


@dataclass(frozen=True)
class Thread:
    """What of the chat one looks at: everything (but the replies), one step's, or the replies to one message."""

    step_id: int | None = None
    reply_to: int | None = None

    def shows(self, message: Message) -> bool:
        """Whether a thread's page shows a message: those that it holds, and above its replies the one they answer."""
        return self.holds(message) or (self.reply_to is not None and bool(message.seq == self.reply_to))

    def holds(self, message: Message) -> bool:
        """Whether a message stands in this thread."""
        if self.reply_to is not None:
            return bool(message.reply_to == self.reply_to)
        return message.reply_to is None and (self.step_id is None or message.step_id == self.step_id)


EVERYTHING = Thread()


@dataclass(frozen=True)
class Page:
    """Some lines of a thread in order, oldest first, and whether there are earlier and later ones."""

    lines: list[Line]
    has_earlier: bool
    has_later: bool = False

    @property
    def first_seq(self) -> int:
        """The seq before which the earlier ones are; 0 on an empty page."""
        return self.lines[0].seq if self.lines else 0


@dataclass(frozen=True)
class Posted:
    """The stored message, and whether this call stored it (a retry of what was stored gets the same row)."""

    line: Line
    is_new: bool


def post_message(
    *,
    pair: Pair,
    author: Member,
    body: str,
    client_id: str,
    step: Step | None = None,
    reply_to: int | None = None,
    login: str = "",
) -> Posted:
    """Store a message, once however often it is sent with the same `client_id`.

    A reply to a reply joins its thread. `login` is the hash of the author's session, where that was not checked for
    this very message. Raises PairIsClosed, LoginHasEnded, ClientIdReused (the same id with another text),
    NotAnsweredYet.
    """

    def store() -> Posted:
        standing = hot.standing(pair.id, login=login, lock=True)
        if login and standing and not standing.has_login:
            raise LoginHasEnded
        if standing and standing.can_be_written_in():
            message = _new(standing, author, client_id, step)
            _join(message, Message.at(pair, reply_to) if reply_to is not None else None)
            _write(message, body, vault.with_keys(pair.id, standing.wrapped_keys))
            if hot.place(message):
                if first_contact.is_too_much(standing, author.id):
                    raise NotAnsweredYet(pair.partner_of(author).first_name)  # which takes the row back
                return Posted(Line(message, body, is_mine=True), is_new=True)
        return _stored(pair, author, body, client_id)

    return together(store)


def _new(standing: hot.Standing, author: Member, client_id: str, step: Step | None) -> Message:
    return Message(
        pair=standing.pair_id,
        seq=standing.seq + 1,
        changed_seq=standing.seq + 1,
        uid=vault.new_uid(),
        author=author.id,
        client_id=client_id,
        step=step.id if step else None,
        nonce=secrets.token_bytes(16),
        sent_at=now(),
    )


def _join(message: Message, parent: Message | None) -> None:
    """A reply stands in the thread of what it answers."""
    if parent is not None:
        message.step, message.reply_to = parent.step_id, parent.reply_to or parent.seq


def standing(*, pair: Pair, login: str) -> hot.Standing | None:
    """How the pair stands now, and whether the login with this token's hash still does (one query)."""
    return hot.standing(pair.id, login=login)


def edit_message(*, pair: Pair, author: Member, seq: int, body: str) -> Line:
    """Give one's own message other words; it is marked as edited. Raises PairIsClosed, NotYours."""
    with writing():
        message, fresh = _own(pair, author, seq)
        message.edit += 1
        message.edited_at = now()
        message.nonce = secrets.token_bytes(16)
        _write(message, body, vault.of_pair(pair.id))
        _save_change(message, fresh)
    return Line(message, body, is_mine=True, replies=_replies(pair, message))


def delete_message(*, pair: Pair, author: Member, seq: int) -> Line:
    """Take one's own message back: words and reactions are gone, its place is kept. Raises PairIsClosed, NotYours."""
    with writing():
        message, fresh = _own(pair, author, seq)
        message.body, message.deleted_at = None, now()
        reactions.forget(pair, seq)
        _save_change(message, fresh)
    return Line(message, None, is_mine=True, replies=_replies(pair, message))


def mark_seen(*, pair: Pair, member: Member, seq: int, thread: Thread = EVERYTHING) -> int:
    """Note that a member has read a thread up to a seq (never backwards): the new read mark, 0 if that was no news.

    The mark stops before what stands unread in another thread.
    """
    if seq <= pair.read_seq_of(member):  # marks only grow, so what was read a while ago is enough to know
        return 0
    column = Pair.mentor_read_seq if pair.role_of(member) == "mentor" else Pair.mentee_read_seq
    with writing():
        if thread != EVERYTHING:
            unread = Message.unread_by(member, Pair.locked(pair.id))
            elsewhere = next((message.seq for message in unread if not thread.holds(message)), seq + 1)
            seq = min(seq, elsewhere - 1)
        moved = Pair.update({column: seq}).where((Pair.id == pair.id) & (column < seq) & (Pair.seq >= seq)).execute()
        if moved and hot.mark_told_read(pair.id, member.id):
            notifications.rings_for(member.id)
    return seq if moved else 0


def page(
    *,
    pair: Pair,
    reader: Member,
    thread: Thread = EVERYTHING,
    before: int | None = None,
    around: int | None = None,
    path: progress.Path | None = None,
) -> Page:
    """The newest lines of a thread, those before a seq, or those around one; `path` is the pair's, if it was read."""
    place = {"step_id": thread.step_id, "reply_to": thread.reply_to}
    if around is not None:
        before = Message.nth_after(pair, around, PAGE // 2, **place)
    newest = Message.newest(pair, **place, before=before, limit=PAGE + 1)
    shown = newest[:PAGE][::-1]
    return Page(_read(pair, reader, shown, path), len(newest) > PAGE, has_later=before is not None)


def changes(
    *, pair: Pair, reader: Member, after: int, standing: hot.Standing | None = None, heard: Message | None = None
) -> list[Line]:
    """What was posted, edited or deleted after a seq, in the order of happening, in every thread.

    `standing` is the pair's, if the caller has just read it; `heard` the row of a new message, if it has that.
    """
    if standing and heard is not None and heard.changed_seq == standing.seq == after + 1:
        changed = [heard]  # nothing else has happened since, not even to this one: it is what the database would give
    else:
        changed = hot.changes(pair.id, after, MOST_CHANGES)
    # Nothing came after a single new message, so no reply either.
    is_one_new = len(changed) == 1 and changed[0].seq == changed[0].changed_seq
    words = vault.with_keys(pair.id, standing.wrapped_keys) if standing else None
    return _read(pair, reader, changed, words=words, may_have_replies=not is_one_new)


def line_at(*, pair: Pair, reader: Member, seq: int) -> Line | None:
    """One message by its seq."""
    message = Message.at(pair, seq)
    return _read(pair, reader, [message])[0] if message else None


def _read(
    pair: Pair,
    reader: Member,
    messages: Sequence[Message],
    path: progress.Path | None = None,
    words: vault.PairVault | None = None,
    may_have_replies: bool = True,
) -> list[Line]:
    if not messages:
        return []
    words = words or vault.of_pair(pair.id)
    replies = Message.reply_counts(pair, [m.seq for m in messages if may_have_replies and m.reply_to is None])
    felt = reactions.to(pair, reader, messages, words)
    if path is None and any(m.step_id for m in messages):
        path = progress.path_of(pair)
    return [
        Line(
            m,
            _open(m, words),
            is_mine=m.author_id == reader.id,
            replies=replies.get(m.seq, 0),
            step_number=path.number_of(m.step_id) if path else None,
            felt=felt.get(m.seq, []),
        )
        for m in messages
    ]


def _open(message: Message, words: vault.PairVault) -> str | None:
    return words.open(message.author_id, "message", message.uid, message.body, seq=message.seq, edit=message.edit)


def _write(message: Message, body: str, words: vault.PairVault) -> None:
    place = {"seq": message.seq, "edit": message.edit}
    message.body = words.seal(message.author_id, "message", message.uid, body, **place)
    message.tag = vault.frank(message, body)


def _stored(pair: Pair, author: Member, body: str, client_id: str) -> Posted:
    """What was stored under this id before. Raises PairIsClosed if nothing was, ClientIdReused if something else."""
    stored = Message.get_or_none((Message.pair == pair) & (Message.author == author) & (Message.client_id == client_id))
    if stored is None:
        raise PairIsClosed
    line = _read(pair, author, [stored])[0]  # with all that came to it since: the page shows this row
    if stored.edit == 0 and line.text is not None and line.text != body:
        raise ClientIdReused
    return Posted(line, is_new=False)


def _own(pair: Pair, author: Member, seq: int) -> tuple[Message, Pair]:
    fresh = open_pairs.hold(pair)
    message = Message.at(pair, seq)
    if message is None or message.author_id != author.id or message.is_deleted:
        raise NotYours
    return message, fresh


def _save_change(message: Message, fresh: Pair) -> None:
    message.changed_seq = fresh.next_seq()
    columns: Iterable[Any] = (
        Message.body, Message.nonce, Message.tag, Message.edit, Message.edited_at, Message.deleted_at,
        Message.changed_seq,
    )  # fmt: skip
    values = {column: getattr(message, column.name) for column in columns}
    Message.update(values).where((Message.pair == message.pair_id) & (Message.seq == message.seq)).execute()


def _replies(pair: Pair, message: Message) -> int:
    return Message.reply_counts(pair, [message.seq]).get(message.seq, 0)
