"""Any order of what two people and those around them can do: nothing passes a block, and no third person reads a word.

Two mentors and two mentees, who are called as the cast is (Alice mentors Bob; Erin and Dana are the others), two
programs in which they may meet, Olivia who runs the group, Sam who moderates, and Charlie, whom nobody knows.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
)
from peewee import fn
from werkzeug.exceptions import NotFound

from db import clock
from db.models import Block, Enrollment, Member, Pair, Step
from db.models.pair import UNDER_WAY
from tests.domain.safety_circle import MENTEES, MENTORS, THIRDS, Circle
from webapp import access
from webapp.domain import (
    chat,
    deletions,
    enrollments,
    pairing,
    pairs,
    progress,
    reactions,
    reports,
    safety,
    suspensions,
)
from webapp.domain.errors import Refused

doors = st.sampled_from(["form", "socket"])
seldom = st.booleans()  # what ends much must not come before there is anything to end
mentors, mentees = st.sampled_from(MENTORS), st.sampled_from(MENTEES)
anybody = st.sampled_from(MENTORS + MENTEES)
pick = st.integers(0, 7)  # one of what there is by now


class Safety(Circle):
    """What people do, by rules, and what must hold after each."""

    @initialize()
    def begin(self) -> None:
        self.gather()
        self.introduce(0, "Alice", "Bob")

    # What people do

    @rule(program=st.integers(0, 1), mentor=mentors, mentee=mentees)
    def introduce(self, program: int, mentor: str, mentee: str) -> None:
        """Also anew, in the other program, after a block was lifted or a pair has ended."""
        places = {e.member_id: e for e in Enrollment.select().where(Enrollment.program == self.programs[program])}
        two = [places[member_id] for member_id in (self.who[mentor].id, self.who[mentee].id) if member_id in places]
        if len(two) < 2:
            return
        for place in two:
            self.attempt(partial(enrollments.resume, enrollment=place, actor=Member.get_by_id(place.member_id)))
        mentor_id, mentee_id = (place.id for place in two)
        made = self.attempt(
            partial(
                pairing.introduce,
                by=self.who["Olivia"],
                program=self.programs[program],
                mentor_enrollment_id=mentor_id,
                mentee_enrollment_id=mentee_id,
                introduction="",
            )
        )
        if isinstance(made, Pair):
            assert not self.are_apart(made), "two were introduced whom a block keeps apart"
            before = [
                pair for pair in self.pairs if (pair.mentor_id, pair.mentee_id) == (made.mentor_id, made.mentee_id)
            ]
            self.happened["introduced again"] += bool(before)
            self.pairs.append(made)
            self.written[made.id] = Counter()

    @precondition(lambda self: self.pairs)
    @rule(number=pick)
    def introduce_again(self, number: int) -> None:
        """In the program in which they were not."""
        pair = self.pairs[number % len(self.pairs)]
        names = {member.id: name for name, member in self.who.items()}
        self.introduce(int(pair.program_id == self.programs[0].id), names[pair.mentor_id], names[pair.mentee_id])

    @precondition(lambda self: self.pairs)
    @rule(number=pick, is_mentor=st.booleans(), door=doors, times=st.integers(1, 4))
    def send(self, number: int, is_mentor: bool, door: str, times: int) -> None:
        for _ in range(times):
            self.send_one(*self.two(number, is_mentor), door)

    def send_one(self, pair: Pair, author: Member, partner: Member, door: str) -> None:
        through = self.by_form if door == "form" else self.by_socket
        refusal = through(pair, author)
        assert refusal == self.due_refusal(pair, author, partner), f"{refusal} through the {door}"
        self.happened[refusal.__name__ if refusal else "messages"] += 1
        if refusal is None:
            self.written[pair.id][author.id] += 1

    def both_try(self, pair: Pair) -> None:
        """What has just been closed is tried at once, by both and through either door."""
        number = self.pairs.index(pair)
        for is_mentor in (True, False):
            for door in ("form", "socket"):
                self.send_one(*self.two(number, is_mentor), door)

    @precondition(lambda self: self.pairs)
    @rule(
        number=pick, is_mentor=st.booleans(), seq=st.integers(1, 3), what=st.sampled_from(["edit", "delete", "react"])
    )
    def change(self, number: int, is_mentor: bool, seq: int, what: str) -> None:
        pair, author, _ = self.two(number, is_mentor)
        verbs: dict[str, Callable[[], Any]] = {
            "edit": lambda: chat.edit_message(pair=pair, author=author, seq=seq, body=f"{pair.id} again"),
            "delete": lambda: chat.delete_message(pair=pair, author=author, seq=seq),
            "react": lambda: reactions.add(pair=pair, author=author, seq=seq, kind="care"),
        }
        self.attempt(verbs[what])

    @precondition(lambda self: self.pairs)
    @rule(number=pick, is_mentor=st.booleans())
    def note(self, number: int, is_mentor: bool) -> None:
        pair, author, _ = self.two(number, is_mentor)
        step = Step.select().where(Step.program == pair.program_id).get()
        self.attempt(lambda: progress.add_note(pair=pair, author=author, step=step, body="A note"))

    @precondition(lambda self: self.pairs)
    @rule(number=pick, is_mentor=st.booleans(), is_done=seldom)
    def block_partner(self, number: int, is_mentor: bool, is_done: bool) -> None:
        if not is_done:
            return
        two = [member.id for member in self.two(number, is_mentor)[1:]]
        one, other = (next(name for name, member in self.who.items() if member.id == each) for each in two)
        self.block(one, other)

    @rule(one=anybody, other=anybody)
    def block(self, one: str, other: str) -> None:
        if one == other or {one, other} & self.gone:
            return
        safety.block(blocker=self.who[one], blocked=self.who[other])
        self.blocks.add((self.who[one].id, self.who[other].id))
        for pair in self.pairs:
            if {pair.mentor_id, pair.mentee_id} == {self.who[one].id, self.who[other].id}:
                self.happened["blocks"] += pair.id not in self.closed
                self.over(pair)
                self.both_try(pair)

    @rule(one=anybody, other=anybody)
    def unblock(self, one: str, other: str) -> None:
        safety.unblock(blocker=self.who[one], blocked_id=self.who[other].id)
        self.blocks.discard((self.who[one].id, self.who[other].id))

    @precondition(lambda self: self.pairs)
    @rule(number=pick, is_mentor=st.booleans())
    def report(self, number: int, is_mentor: bool) -> None:
        pair, reporter, _ = self.two(number, is_mentor)
        seqs = [1] if self.written[pair.id] else []
        self.attempt(
            lambda: reports.file(
                reporter=reporter, kind="message", category="harassment", words="Help", pair=pair, seqs=seqs
            )
        )

    @precondition(lambda self: self.pairs)
    @rule(number=pick, is_mentor=st.booleans(), is_done=seldom)
    def end(self, number: int, is_mentor: bool, is_done: bool) -> None:
        pair, member, _ = self.two(number, is_mentor)
        if is_done and not isinstance(self.attempt(lambda: pairs.end(pair=pair, member=member)), Refused):
            self.over(pair)

    @rule(name=anybody, is_done=seldom)
    def suspend(self, name: str, is_done: bool) -> None:
        if not is_done:
            return
        member, by = self.who[name], self.who["Olivia"]
        done = self.attempt(
            lambda: suspensions.suspend(group=self.group, member=member, by=by, report=None, until=None)
        )
        if not isinstance(done, Refused):
            self.suspended.add(name)

    @rule(name=anybody)
    def lift(self, name: str) -> None:
        suspensions.lift(group=self.group, member=self.who[name], by=self.who["Olivia"], report=None)
        self.suspended.discard(name)

    @rule(name=st.sampled_from(MENTEES), is_done=seldom)
    def delete_account(self, name: str, is_done: bool) -> None:
        """The day in which one may change one's mind passes at once."""
        if name in self.gone or not is_done:
            return
        member = Member.get_by_id(self.who[name].id)
        deletions.ask(member=member)
        with clock.at(clock.now() + timedelta(days=2)):
            deletions.carry_out(member_id=member.id)
        self.gone.add(name)
        for pair in self.pairs:
            if member.id in (pair.mentor_id, pair.mentee_id):
                self.closed[pair.id] = self.content(pair.id)  # what was theirs has gone from it, even if it was closed
                self.both_try(pair)

    @precondition(lambda self: self.pairs)
    @rule(number=pick, name=st.sampled_from(THIRDS))
    def look(self, number: int, name: str) -> None:
        """A third person asks by every way in which a pair's words can be asked for."""
        third, address = self.visit(self.who[name]), f"/pairs/{self.pairs[number % len(self.pairs)].id}"
        for path in ("", "/messages?after=0", "/messages/1", "/steps/1"):
            third.get(address + path, status=404)
        third.post(f"{address}/messages/search", {"words": "words"}, status=404)
        third.post(f"{address}/messages", {"body": "Hello", "client_id": "client-third"}, status=404)

    # What must hold, whatever was done

    @invariant()
    def nothing_commits_in_a_closed_pair(self) -> None:
        for pair_id, before in self.closed.items():
            assert self.content(pair_id) == before

    @invariant()
    def a_block_leaves_no_open_pair(self) -> None:
        are_the_two = ((Block.blocker == Pair.mentor) & (Block.blocked == Pair.mentee)) | (
            (Block.blocker == Pair.mentee) & (Block.blocked == Pair.mentor)
        )
        stands = fn.EXISTS(Block.select(Block.id).where(are_the_two))
        is_here = Pair.id.in_([pair.id for pair in self.pairs])
        assert not Pair.select().where(is_here & Pair.state.in_(UNDER_WAY) & stands).exists()

    @invariant()
    def no_third_person_reads_a_pair(self) -> None:
        for pair in self.pairs:
            for member in self.who.values():
                if member.id not in (pair.mentor_id, pair.mentee_id):
                    with pytest.raises(NotFound):
                        access.pair_for(member, pair.id)

    @invariant()
    def whoever_is_one_of_the_two_reads_what_the_two_wrote(self) -> None:
        for pair in self.pairs:
            lines = chat.page(pair=pair, reader=pair.mentor).lines
            assert all(line.text is None or line.text.startswith(f"{pair.id} ") for line in lines)
