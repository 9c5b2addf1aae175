from __future__ import annotations

from datetime import datetime
from typing import Any

from peewee import JOIN, BooleanField, CharField, ForeignKeyField, IntegerField, fn

from db.clock import now
from db.database import locked
from db.models.base import BytesField, IdField, Row, UtcDateTimeField
from db.models.group import Group
from db.models.member import Member
from db.models.pair import Pair
from db.models.program import Program


class Report(Row):
    """That a member asks for help with a message, a person or a program; to those who handle it, a case.

    Everything written in it is sealed under a key of its own, wrapped by a master key; without `wrapped` its words are
    shredded. `queue` says who handles it: the group's safety moderators, or the host where those are part of it.
    """

    id = IdField()
    reporter = ForeignKeyField(Member, null=True, on_delete="SET NULL", index=False, backref="+")
    client_id = CharField(max_length=36)  # of the form and what was in it: the same one sent twice is one report
    reported = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
    group = ForeignKeyField(Group, null=True, on_delete="SET NULL", index=False, backref="+")
    program = ForeignKeyField(Program, null=True, on_delete="SET NULL", backref="+")
    pair = ForeignKeyField(Pair, null=True, on_delete="SET NULL", backref="+")
    kind = CharField(max_length=10)  # message | person | program
    category = CharField(max_length=20)
    is_urgent = BooleanField(default=False)
    queue = CharField(max_length=5, default="group")  # group | host
    state = CharField(max_length=10, default="received")  # received | looking | closed
    words = BytesField(null=True)
    master = CharField(max_length=40)  # the id of the master key that wraps its key
    wrapped = BytesField(null=True)
    created_at = UtcDateTimeField(default=now)
    looked_at = UtcDateTimeField(null=True)  # when somebody first took it up
    closed_at = UtcDateTimeField(null=True)

    is_new = False  # no column: whether it was stored just now, by whoever has this very object

    class Meta:
        indexes = (
            (("reporter", "client_id"), True),
            (("group", "queue", "state"), False),
            (("queue", "state"), False),
        )

    @classmethod
    def of_reporter(cls, member: Member) -> Any:
        """What a member has reported, newest first."""
        return cls.select().where(cls.reporter == member).order_by(cls.id.desc())

    @classmethod
    def sent_as(cls, reporter: Member, client_id: str) -> Report | None:
        """The report that a reporter has sent with this form."""
        found: Report | None = cls.get_or_none((cls.reporter == reporter) & (cls.client_id == client_id))
        return found

    @classmethod
    def locked(cls, report_id: int) -> Report:
        """The row, held until the transaction ends. Must be called inside `writing()`."""
        row: Report = locked(cls.select().where(cls.id == report_id)).get()
        return row

    @classmethod
    def waiting(cls) -> Any:
        """Reports that wait for those who handle them, appeals included: urgent ones first, then the oldest."""
        asked = Appeal.select(Appeal.id).where((Appeal.report == cls.id) & Appeal.answered_at.is_null())
        open_ones = cls.select().where((cls.state != "closed") | fn.EXISTS(asked))
        return open_ones.order_by(cls.is_urgent.desc(), cls.created_at, cls.id)


class Excerpt(Row):
    """A message that a reporter chose to show, verified by its tag and sealed anew under the report's key."""

    id = IdField()
    report = ForeignKeyField(Report, on_delete="CASCADE", index=False, backref="excerpts")
    seq = IntegerField()
    author = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
    sent_at = UtcDateTimeField()
    edit = IntegerField(default=0)  # how many times it had been edited
    gap_before = IntegerField(default=0)  # messages between the one before and this one that were not shared
    body = BytesField(null=True)

    class Meta:
        indexes = ((("report", "seq"), True),)

    @classmethod
    def of_report(cls, report: Report) -> Any:
        """What a report shows, with its authors, in the order in which it was sent."""
        query = cls.select(cls, Member).join(Member, JOIN.LEFT_OUTER, on=(cls.author == Member.id))
        return query.where(cls.report == report).order_by(cls.seq)


class CaseView(Row):
    """That somebody who handles a case opened it, excerpts and all. The reporter sees when."""

    id = IdField()
    report = ForeignKeyField(Report, on_delete="CASCADE", backref="views")
    viewer = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
    viewed_at = UtcDateTimeField(default=now)

    @classmethod
    def times_of(cls, report: Report) -> list[datetime]:
        """When a report was opened, oldest first."""
        return [row.viewed_at for row in cls.select(cls.viewed_at).where(cls.report == report).order_by(cls.id)]


class CaseNote(Row):
    """What those who handle a case write for one another. Sealed under the report's key."""

    id = IdField()
    report = ForeignKeyField(Report, on_delete="CASCADE", backref="notes")
    author = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
    body = BytesField(null=True)
    created_at = UtcDateTimeField(default=now)

    @classmethod
    def of_report(cls, report: Report) -> Any:
        """What was noted, with its authors, first to last."""
        query = cls.select(cls, Member).join(Member, JOIN.LEFT_OUTER, on=(cls.author == Member.id))
        return query.where(cls.report == report).order_by(cls.id)

    @classmethod
    def last_of(cls, report: Report) -> CaseNote | None:
        """The newest note."""
        found: CaseNote | None = cls.select().where(cls.report == report).order_by(cls.id.desc()).first()
        return found


class Appeal(Row):
    """That one of a closed case's two sides asks for a second look, by others, once. Sealed under the report's key."""

    id = IdField()
    report = ForeignKeyField(Report, on_delete="CASCADE", index=False, backref="appeals")
    member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    body = BytesField(null=True)
    created_at = UtcDateTimeField(default=now)
    answered_at = UtcDateTimeField(null=True)

    class Meta:
        indexes = ((("report", "member"), True),)

    @classmethod
    def open_of(cls, report: Report) -> Appeal | None:
        """The appeal that is to be answered next."""
        found: Appeal | None = (
            cls.select().where((cls.report == report) & cls.answered_at.is_null()).order_by(cls.id).first()
        )
        return found

    @classmethod
    def by(cls, member: Member, report: Report) -> Appeal | None:
        """The appeal that one side has made."""
        found: Appeal | None = cls.get_or_none((cls.report == report) & (cls.member == member))
        return found


class Decision(Row):
    """What was done about a case, and the words to both sides, sealed under the report's key.

    A second one answers an appeal.
    """

    id = IdField()
    report = ForeignKeyField(Report, on_delete="CASCADE", backref="decisions")
    appeal = ForeignKeyField(Appeal, null=True, on_delete="SET NULL", backref="+")
    outcome = CharField(max_length=10)  # nothing | warning | pause | removal | ban
    until = UtcDateTimeField(null=True)  # of a pause
    decided_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
    to_reporter = BytesField(null=True)
    to_reported = BytesField(null=True)
    created_at = UtcDateTimeField(default=now)

    @classmethod
    def of_report(cls, report: Report) -> Any:
        """What was decided about a report, first to last."""
        return cls.select().where(cls.report == report).order_by(cls.id)

    @property
    def concerns_reporter(self) -> bool:
        """Whether the reporter is told of it: the first one, the answer to their own appeal, and what changed."""
        is_answer = self.appeal is not None and self.appeal.member_id == self.report.reporter_id
        return self.to_reporter is not None or self.appeal is None or is_answer

    def concerns_reported(self, outcomes: tuple[str, ...]) -> bool:
        """Whether the reported person is told of it: one of these outcomes, or the answer to their own appeal."""
        is_answer = self.appeal is not None and self.appeal.member_id == self.report.reported_id
        return self.to_reported is not None or is_answer or (self.outcome in outcomes and self.appeal is None)

    @classmethod
    def last_of(cls, report: Report) -> Decision | None:
        """What holds now."""
        found: Decision | None = cls.select().where(cls.report == report).order_by(cls.id.desc()).first()
        return found

    @classmethod
    def deciders_of(cls, report: Report) -> set[int]:
        """The ids of those who decided about a report."""
        return {row.decided_by_id for row in cls.select(cls.decided_by).where(cls.report == report)} - {None}


class Recusal(Row):
    """That somebody stood back from a case because they know one of its people: from then on it is hidden from them."""

    id = IdField()
    report = ForeignKeyField(Report, on_delete="CASCADE", index=False, backref="recusals")
    member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    created_at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("report", "member"), True),)

    @classmethod
    def ids_of(cls, report: Report) -> set[int]:
        """The ids of those who stood back."""
        return {row.member_id for row in cls.select(cls.member).where(cls.report == report)}
