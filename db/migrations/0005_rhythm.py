"""The weekly rhythm: the outbox, choices, nudges, meetings, pulses, absences, endings, announcements."""

from peewee import (
    SQL,
    AutoField,
    BlobField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    NodeList,
    SqliteDatabase,
    TextField,
)


class IdField(AutoField):
    """Never given twice, not even after the newest row is deleted."""

    def ddl(self, ctx):
        nodes = super().ddl(ctx)
        is_sqlite = isinstance(self.model._meta.database, SqliteDatabase)
        return NodeList((nodes, SQL("AUTOINCREMENT"))) if is_sqlite else nodes


def up(migrator, db):
    class Row(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Member(Row):
        id = IdField()

    class Notification(Row):
        id = IdField()

    class Session(Row):
        id = IdField()

    class Program(Row):
        id = IdField()

    class Pair(Row):
        id = IdField()

    class Dispatch(Row):
        id = IdField()
        uid = CharField(max_length=32, unique=True)
        key = CharField(max_length=120, unique=True, null=True)
        medium = CharField(max_length=4)
        topic = CharField(max_length=20)
        member = ForeignKeyField(Member, null=True, on_delete="CASCADE", backref="+")
        about = ForeignKeyField(Member, null=True, on_delete="CASCADE", backref="+")
        notification = ForeignKeyField(Notification, null=True, on_delete="CASCADE", backref="+")
        letter = BlobField(null=True)
        state = CharField(max_length=10)
        held_for = CharField(max_length=8)
        due_at = DateTimeField()
        claimed_until = DateTimeField(null=True)
        attempts = IntegerField()
        fault = CharField(max_length=80)
        created_at = DateTimeField()
        sent_at = DateTimeField(null=True)
        digest = ForeignKeyField("self", null=True, on_delete="SET NULL", backref="+")

        class Meta:
            indexes = ((("state", "due_at"), False), (("member", "state"), False))

    class NotificationChoice(Row):
        id = IdField()
        member = ForeignKeyField(Member, index=False, on_delete="CASCADE", backref="+")
        topic = CharField(max_length=20)
        medium = CharField(max_length=4)
        choice = CharField(max_length=8)
        chosen_at = DateTimeField()

        class Meta:
            indexes = ((("member", "topic", "medium"), True),)

    class NotificationHours(Row):
        member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE", backref="+")
        quiet_from = IntegerField()
        quiet_to = IntegerField()
        digest_hour = IntegerField()
        digest_weekday = IntegerField()

    class Bounce(Row):
        member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE", backref="+")
        is_permanent = BooleanField()
        status = CharField(max_length=12)
        times = IntegerField()
        last_at = DateTimeField()

    class PushSubscription(Row):
        id = IdField()
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        session = ForeignKeyField(Session, on_delete="CASCADE", backref="+")
        endpoint = TextField()
        endpoint_hash = CharField(max_length=64, unique=True)
        p256dh = CharField(max_length=100)
        auth = CharField(max_length=40)
        created_at = DateTimeField()
        used_at = DateTimeField(null=True)
        faults = IntegerField()

    class InstanceSecret(Row):
        name = CharField(primary_key=True, max_length=40)
        sealed = BlobField()
        created_at = DateTimeField()

    class JobRun(Row):
        id = IdField()
        name = CharField(max_length=40)
        day = CharField(max_length=10)
        done = IntegerField()
        failed = IntegerField()
        retried = IntegerField()
        fault = CharField(max_length=80)
        last_at = DateTimeField()

        class Meta:
            indexes = ((("day", "name"), True),)

    class Rhythm(Row):
        program = ForeignKeyField(Program, primary_key=True, on_delete="CASCADE", backref="+")
        is_on = BooleanField()
        weekday = IntegerField()
        hour = IntegerField()
        quiet_from = IntegerField()
        quiet_to = IntegerField()
        heard_days = IntegerField()
        first_hours = IntegerField()
        never_started_days = IntegerField()
        silent_days = JSONField()
        closing_days = IntegerField()
        pulse_days = IntegerField()
        words = JSONField()
        changed_at = DateTimeField()
        changed_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")

    class Nudge(Row):
        id = IdField()
        member = ForeignKeyField(Member, index=False, on_delete="CASCADE", backref="+")
        on_day = DateField()
        notification = ForeignKeyField(Notification, null=True, on_delete="SET NULL", backref="+")
        created_at = DateTimeField()

        class Meta:
            indexes = ((("member", "on_day"), True),)

    class NudgeItem(Row):
        id = IdField()
        nudge = ForeignKeyField(Nudge, on_delete="CASCADE", backref="+")
        pair = ForeignKeyField(Pair, index=False, on_delete="CASCADE", backref="+")
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        kind = CharField(max_length=20)
        occasion = CharField(max_length=40)
        created_at = DateTimeField()

        class Meta:
            indexes = ((("pair", "member", "kind", "occasion"), True),)

    class FreshStart(Row):
        id = IdField()
        pair = ForeignKeyField(Pair, index=False, on_delete="CASCADE", backref="+")
        why = CharField(max_length=10)
        at = DateTimeField()

        class Meta:
            indexes = ((("pair", "why"), True),)

    class Tap(Row):
        id = IdField()
        key = CharField(max_length=64, unique=True)
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        pair = ForeignKeyField(Pair, null=True, on_delete="CASCADE", backref="+")
        kind = CharField(max_length=20)
        answer = CharField(max_length=20)
        used_at = DateTimeField()

    class Pulse(Row):
        id = IdField()
        pair = ForeignKeyField(Pair, index=False, on_delete="CASCADE", backref="+")
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        period = DateField()
        score = IntegerField()
        created_at = DateTimeField()

        class Meta:
            indexes = ((("pair", "member", "period"), True),)

    class PairWeek(Row):
        id = IdField()
        program = ForeignKeyField(Program, index=False, on_delete="CASCADE", backref="+")
        pair = ForeignKeyField(Pair, index=False, on_delete="CASCADE", backref="+")
        week_of = DateField()
        mentor_messages = IntegerField()
        mentee_messages = IntegerField()

        class Meta:
            indexes = ((("pair", "week_of"), True), (("program", "week_of"), False))

    class PairTally(Row):
        pair = ForeignKeyField(Pair, primary_key=True, on_delete="CASCADE", backref="+")
        program = ForeignKeyField(Program, on_delete="CASCADE", backref="+")
        seq = IntegerField()
        of_mentor = IntegerField()
        of_mentee = IntegerField()
        first_at = DateTimeField(null=True)

    class Meeting(Row):
        id = IdField()
        uid = CharField(max_length=32, unique=True)
        pair = ForeignKeyField(Pair, index=False, on_delete="CASCADE", backref="+")
        proposed_by = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        state = CharField(max_length=10)
        starts_at = DateTimeField(null=True)
        minutes = IntegerField()
        where = BlobField(null=True, column_name="place")
        where_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        sequence = IntegerField()
        is_logged = BooleanField()
        created_at = DateTimeField()
        agreed_at = DateTimeField(null=True)
        reminded_at = DateTimeField(null=True)
        asked_at = DateTimeField(null=True)
        answered_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        answered_at = DateTimeField(null=True)

        class Meta:
            indexes = ((("pair", "starts_at"), False), (("state", "starts_at"), False))

    class MeetingTime(Row):
        id = IdField()
        meeting = ForeignKeyField(Meeting, index=False, on_delete="CASCADE", backref="+")
        starts_at = DateTimeField()

        class Meta:
            indexes = ((("meeting", "starts_at"), True),)

    class CalendarFeed(Row):
        member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE", backref="+")
        token_hash = CharField(max_length=64, unique=True)
        shows_where = BooleanField()
        created_at = DateTimeField()
        fetched_at = DateTimeField(null=True)

    class Absence(Row):
        id = IdField()
        member = ForeignKeyField(Member, index=False, on_delete="CASCADE", backref="+")
        begins_on = DateField()
        until = DateField()
        created_at = DateTimeField()
        told_at = DateTimeField(null=True)
        ended_at = DateTimeField(null=True)

        class Meta:
            indexes = ((("member", "until"), False), (("ended_at", "until"), False))

    class StandIn(Row):
        id = IdField()
        absence = ForeignKeyField(Absence, index=False, on_delete="CASCADE", backref="+")
        pair = ForeignKeyField(Pair, on_delete="CASCADE", backref="+")
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        offered_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        state = CharField(max_length=10)
        stand_in_pair = ForeignKeyField(Pair, null=True, on_delete="SET NULL", backref="+")
        created_at = DateTimeField()
        answered_at = DateTimeField(null=True)

        class Meta:
            indexes = ((("absence", "pair", "member"), True),)

    class Snooze(Row):
        id = IdField()
        pair = ForeignKeyField(Pair, on_delete="CASCADE", backref="+")
        until = DateTimeField()
        level = CharField(max_length=10)
        made_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        created_at = DateTimeField()
        ended_at = DateTimeField(null=True)

    class CoordinatorNote(Row):
        id = IdField()
        uid = CharField(max_length=32, unique=True)
        pair = ForeignKeyField(Pair, index=False, on_delete="CASCADE", backref="+")
        author = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        body = BlobField()
        created_at = DateTimeField()

        class Meta:
            indexes = ((("pair", "author"), False),)

    class CoordinatorWord(Row):
        id = IdField()
        uid = CharField(max_length=32, unique=True)
        client_id = CharField(max_length=36)
        pair = ForeignKeyField(Pair, on_delete="CASCADE", backref="+")
        author = ForeignKeyField(Member, index=False, on_delete="CASCADE", backref="+")
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        notification = ForeignKeyField(Notification, null=True, on_delete="SET NULL", backref="+")
        body = BlobField()
        created_at = DateTimeField()

        class Meta:
            indexes = ((("author", "client_id", "member"), True),)

    class Thanks(Row):
        id = IdField()
        uid = CharField(max_length=32)
        pair = ForeignKeyField(Pair, index=False, on_delete="CASCADE", backref="+")
        author = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        body = BlobField(null=True)
        created_at = DateTimeField()

        class Meta:
            indexes = ((("pair", "author"), True),)

    class Testimonial(Row):
        id = IdField()
        thanks = ForeignKeyField(Thanks, unique=True, on_delete="CASCADE", backref="+")
        program = ForeignKeyField(Program, on_delete="CASCADE", backref="+")
        body = TextField()
        asked_by = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        agreed_at = DateTimeField(null=True)
        created_at = DateTimeField()
        is_signed = BooleanField()
        is_public = BooleanField()
        ended_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        hidden_at = DateTimeField(null=True)

    class ClosingAnswer(Row):
        id = IdField()
        pair = ForeignKeyField(Pair, index=False, on_delete="CASCADE", backref="+")
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        goal = IntegerField(null=True)
        worth = IntegerField(null=True)
        recommend = IntegerField(null=True)
        choice = CharField(max_length=8)
        words = BlobField(null=True)
        created_at = DateTimeField()
        is_signed = BooleanField()

        class Meta:
            indexes = ((("pair", "member"), True),)

    class Renewal(Row):
        id = IdField()
        pair = ForeignKeyField(Pair, on_delete="CASCADE", backref="+")
        asked_by = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        weeks = IntegerField()
        until = DateField(null=True)
        created_at = DateTimeField()
        agreed_at = DateTimeField(null=True)
        declined_at = DateTimeField(null=True)
        reminded_at = DateTimeField(null=True)

    class Announcement(Row):
        id = IdField()
        program = ForeignKeyField(Program, on_delete="CASCADE", backref="+")
        author = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        audience = CharField(max_length=20)
        title = CharField(max_length=120)
        body = TextField()
        client_id = CharField(max_length=36, unique=True)
        sent_at = DateTimeField()
        people = IntegerField()
        told_at = DateTimeField(null=True)

    class AnnouncementReader(Row):
        id = IdField()
        announcement = ForeignKeyField(Announcement, index=False, on_delete="CASCADE", backref="+")
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        is_told = BooleanField()

        class Meta:
            indexes = ((("announcement", "member"), True),)

    class PushDismissal(Row):
        member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE", backref="+")
        dismissed_at = DateTimeField()

    db.create_tables(
        [
            Dispatch,
            NotificationChoice,
            NotificationHours,
            Bounce,
            PushSubscription,
            InstanceSecret,
            PushDismissal,
            JobRun,
            Rhythm,
            Nudge,
            NudgeItem,
            FreshStart,
            Tap,
            Pulse,
            PairWeek,
            PairTally,
            Meeting,
            MeetingTime,
            CalendarFeed,
            Absence,
            StandIn,
            Snooze,
            CoordinatorNote,
            CoordinatorWord,
            Thanks,
            Testimonial,
            ClosingAnswer,
            Renewal,
            Announcement,
            AnnouncementReader,
        ]
    )
