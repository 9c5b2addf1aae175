"""A database, a program in it, and the deeds of a story done by the program's own verbs, each at its moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from peewee import JOIN

from db import clock
from db.database import database
from db.migrate import migrate
from db.models import Dispatch, Enrollment, Member, Notification, Pair, Program
from tests import people
from tests.simulation.story import Couple, Event, Person, Story
from webapp import create_app
from webapp.domain import absences, chat, notification_choices, pairs, progress, safety, vault
from webapp.domain.errors import Refused
from webapp.domain.rhythm import endings


class Stage:
    """The people of a story in a database of their own."""

    def __init__(self, story: Story, environ: dict[str, str]) -> None:
        self.story, self.app = story, create_app(environ)
        self.couples = {couple.number: couple for couple in story.couples}
        self.members: dict[str, Member] = {}
        self.pairs: dict[int, int] = {}  # the row's id by the couple's number
        self.refused: list[Event] = []
        self._said = 0
        migrate()
        with database.connection_context(), clock.at(story.begins - timedelta(days=7)):
            vault.check_canaries()
            self._fill()

    def go_on(self, since: datetime, until: datetime, events: Iterator[Event]) -> None:
        """Do what people do in a while, in order."""
        with database.connection_context():
            news = [c for c in self.story.couples if since < c.introduced_at <= until]
            for couple in news:
                self._introduce(couple)
            for event in events:
                with clock.at(event.at):
                    self._do(event)

    def _fill(self) -> None:
        admin = people.member("Olivia Neri", is_host=True)
        group = people.group(admin)
        self.program: Program = people.program(group, starts_on=self.story.begins.date() - timedelta(days=7))
        for couple in self.story.couples:
            for role, person in couple.people.items():
                if person.email not in self.members:
                    self.members[person.email] = self._join(person, role)

    def _join(self, person: Person, role: str) -> Member:
        name = f"{person.email.partition('@')[0].capitalize()} Blu"
        member = people.member(name, time_zone=person.zone, language="it" if person.zone == "Europe/Rome" else "en")
        people.enrolled(self.program, member, role, state="paired")
        chosen = {("rhythm", "mail"): person.mail, ("rhythm", "app"): person.app}
        if person.is_opted_out:
            chosen["rhythm", "push"] = "off"
        if set(chosen.values()) != {"now"}:
            notification_choices.choose(member=member, chosen=chosen)
        if person.quiet:
            begins, ends = person.quiet
            hours = {"digest_hour": 8, "digest_weekday": 0}
            notification_choices.set_hours(member=member, quiet_from=begins, quiet_to=ends, **hours)
        return member

    def _introduce(self, couple: Couple) -> None:
        two = {role: self.members[person.email] for role, person in couple.people.items()}
        places = {f"{role}_enrollment": Enrollment.get(Enrollment.member == member) for role, member in two.items()}
        pair = Pair.create(program=self.program, introduced_at=couple.introduced_at, **two, **places)
        vault.make_keys(pair)
        self.pairs[couple.number] = pair.id

    def _do(self, event: Event) -> None:
        try:
            getattr(self, f"_{event.what}")(Pair.get_by_id(self.pairs[event.pair]), self._member(event), event)
        except Refused:
            self.refused.append(event)

    def _member(self, event: Event) -> Member:
        return self.members[self.couples[event.pair].people[event.who].email]

    def _message(self, pair: Pair, member: Member, event: Event) -> None:
        self._said += 1
        chat.post_message(pair=pair, author=member, body="Hello", client_id=f"said-{self._said}")

    def _step(self, pair: Pair, member: Member, event: Event) -> None:
        here = progress.path_of(pair).here
        if here:
            progress.complete_step(pair=pair, member=member, step=here.step)

    def _check_in(self, pair: Pair, member: Member, event: Event) -> None:
        today = self.couples[event.pair].people[event.who].local(event.at).date()
        progress.check_in(pair=pair, member=member, score=7, words="", today=today)

    def _pause(self, pair: Pair, member: Member, event: Event) -> None:
        pairs.pause(pair=pair, member=member)

    def _resume(self, pair: Pair, member: Member, event: Event) -> None:
        pairs.resume(pair=pair)

    def _block(self, pair: Pair, member: Member, event: Event) -> None:
        safety.block(blocker=member, blocked=pair.partner_of(member))

    def _away(self, pair: Pair, member: Member, event: Event) -> None:
        assert event.until
        begins = self.couples[event.pair].people[event.who].local(event.at).date() + timedelta(days=1)
        absences.plan(member=member, begins_on=begins, until=event.until)

    def _keep_going(self, pair: Pair, member: Member, event: Event) -> None:
        endings.keep_going(pair=pair, member=member)


def told_since(last: int) -> list[dict[str, Any]]:
    """The rows of the outbox after an id: their uid, to whom, of which kind and pairs."""
    columns = (Dispatch.id, Dispatch.uid, Dispatch.topic, Member.email, Notification.kind, Notification.names)
    query = Dispatch.select(*columns).join(Member, on=(Dispatch.member == Member.id)).switch(Dispatch)
    query = query.join(Notification, JOIN.LEFT_OUTER, on=(Dispatch.notification == Notification.id))
    return list(query.where(Dispatch.id > last).order_by(Dispatch.id).dicts())
