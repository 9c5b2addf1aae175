"""The people whom `safety_machine.py` sets on each other, what they have done, and how they do it."""

import itertools
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis.stateful import (
    RuleBasedStateMachine,
)
from peewee import fn

from db.database import database
from db.models import Member, Message, Note, Pair, Reaction
from tests import people
from webapp.domain import (
    accounts,
    chat,
    first_contact,
)
from webapp.domain.errors import LoginHasEnded, NotAnsweredYet, PairIsClosed, Refused
from webapp.extensions import limiter

MENTORS, MENTEES = ("Alice", "Erin"), ("Bob", "Dana")
THIRDS = ("Olivia", "Sam", "Charlie")
_turns = itertools.count(1)


class Circle(RuleBasedStateMachine):
    """Who there is, what was done, and what must follow of it, kept without asking the program."""

    def __init__(self, visit: Callable[..., Any], happened: Counter[str]) -> None:
        super().__init__()
        self.visit, self.happened = visit, happened

    def gather(self) -> None:
        turn = next(_turns)
        names = (*MENTORS, *MENTEES, *THIRDS)
        self.who = {name: people.member(f"{name}{turn} Rossi") for name in names}
        self.group = people.group(self.who["Olivia"], f"Group {turn}")
        people.join(self.group, self.who["Sam"], is_moderator=True)
        self.programs = [people.program(self.group, steps=1, name=name) for name in ("Spring", "Autumn")]
        for program, name in itertools.product(self.programs, MENTORS + MENTEES):
            role, more = ("mentor", {"capacity": 9}) if name in MENTORS else ("mentee", {})
            people.enrolled(program, self.who[name], role, **more)
        self.pairs: list[Pair] = []
        self.written: dict[int, Counter[int]] = {}  # by pair: how much each of the two has written
        self.blocks: set[tuple[int, int]] = set()  # blocker, blocked
        self.closed: dict[int, tuple[Any, ...]] = {}  # by pair that is over: what was in it
        self.suspended: set[str] = set()
        self.gone: set[str] = set()

    def two(self, number: int, is_mentor: bool) -> tuple[Pair, Member, Member]:
        pair = Pair.with_id(self.pairs[number % len(self.pairs)].id)
        assert pair
        author = Member.get_by_id(pair.mentor_id if is_mentor else pair.mentee_id)
        return pair, author, pair.partner_of(author)

    def attempt(self, verb: Callable[[], Any]) -> Any:
        """What it gives, or the refusal that it meets."""
        try:
            return verb()
        except (Refused, Message.DoesNotExist) as refused:
            return refused if isinstance(refused, Refused) else Refused()

    def by_form(self, pair: Pair, author: Member) -> type[Refused] | None:
        browser = self.visit(author)
        limiter.reset()  # so many as are played here nobody may send in a minute
        sent = {"body": f"{pair.id} words", "client_id": f"client-{next(_turns)}", "csrf_token": browser.signed_token()}
        answer = browser.client.post(f"/pairs/{pair.id}/messages", data=sent)
        database.connect(reuse_if_open=True)  # the request gave its connection back
        if answer.status_code in (302, 303):
            return LoginHasEnded if answer.status_code == 302 else None
        return NotAnsweredYet if "three times" in answer.text else PairIsClosed

    def by_socket(self, pair: Pair, author: Member) -> type[Refused] | None:
        login = accounts.hash_of(accounts.open_session(author, device="test"))
        post = partial(chat.post_message, pair=pair, author=author, body=f"{pair.id} words", login=login)
        refused = self.attempt(lambda: post(client_id=f"client-{next(_turns)}"))
        return type(refused) if isinstance(refused, Refused) else None

    def due_refusal(self, pair: Pair, author: Member, partner: Member) -> type[Refused] | None:
        """What a message must meet with, by what was done before it."""
        names = {name for name, member in self.who.items() if member.id in (author.id, partner.id)}
        if author.id in {self.who[name].id for name in self.gone}:
            return LoginHasEnded
        if pair.id in self.closed or names & self.suspended:
            return PairIsClosed
        written = self.written[pair.id]
        return NotAnsweredYet if written[author.id] >= first_contact.MOST and not written[partner.id] else None

    def are_apart(self, pair: Pair) -> bool:
        return bool({(pair.mentor_id, pair.mentee_id), (pair.mentee_id, pair.mentor_id)} & self.blocks)

    def over(self, pair: Pair) -> None:
        """From now on nothing may happen in it."""
        self.closed.setdefault(pair.id, self.content(pair.id))

    def content(self, pair_id: int) -> tuple[Any, ...]:
        """How much was written, changed, felt and noted in a pair."""
        message = Message.select(fn.COUNT(Message.seq), fn.SUM(Message.edit)).where(Message.pair == pair_id)
        rows = [table.select().where(table.pair == pair_id).count() for table in (Note, Reaction)]
        return (Pair.get_by_id(pair_id).seq, *message.tuples().get(), *rows)
