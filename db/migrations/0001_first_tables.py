"""The tables of the first release, frozen: later changes are migrations of their own."""

from peewee import (
    SQL,
    AutoField,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
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
        name = CharField(max_length=80)
        email = CharField(max_length=254, unique=True)
        email_verified_at = DateTimeField(null=True)
        password_hash = CharField(max_length=200)
        language = CharField(max_length=5)
        time_zone = CharField(max_length=64)
        adult_confirmed_at = DateTimeField()
        is_host = BooleanField()
        created_at = DateTimeField()
        deactivated_at = DateTimeField(null=True)

    class Session(Row):
        id = IdField()
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        token_hash = CharField(max_length=64, unique=True)
        device = CharField(max_length=80)
        created_at = DateTimeField()
        seen_at = DateTimeField()

    class Link(Row):
        id = IdField()
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        purpose = CharField(max_length=20)
        token_hash = CharField(max_length=64, unique=True)
        email = CharField(max_length=254, null=True)
        created_at = DateTimeField()
        expires_at = DateTimeField()
        used_at = DateTimeField(null=True)

    class Group(Row):
        id = IdField()
        slug = CharField(max_length=60, unique=True)
        name = CharField(max_length=80)
        category = CharField(max_length=20)
        description = TextField()
        join_rule = CharField(max_length=20)
        created_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        created_at = DateTimeField()

        class Meta:
            table_name = "community"

    class Membership(Row):
        id = IdField()
        group = ForeignKeyField(Group, index=False, on_delete="CASCADE", backref="+")
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        state = CharField(max_length=12)
        is_admin = BooleanField()
        is_moderator = BooleanField()
        created_at = DateTimeField()
        decided_at = DateTimeField(null=True)
        decided_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")

        class Meta:
            indexes = ((("group", "member"), True), (("group", "state"), False))

    class Invitation(Row):
        id = IdField()
        group = ForeignKeyField(Group, on_delete="CASCADE", backref="+")
        token_hash = CharField(max_length=64, unique=True)
        email = CharField(max_length=254, null=True)
        uses_left = IntegerField()
        created_by = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        created_at = DateTimeField()
        expires_at = DateTimeField()
        revoked_at = DateTimeField(null=True)

    class Program(Row):
        id = IdField()
        group = ForeignKeyField(Group, index=False, on_delete="CASCADE", backref="+")
        name = CharField(max_length=80)
        summary = CharField(max_length=200)
        description = TextField()
        language = CharField(max_length=5)
        curriculum = CharField(max_length=60)
        state = CharField(max_length=12)
        starts_on = DateField(null=True)
        ends_on = DateField(null=True)
        cadence_days = IntegerField()
        roles_open = CharField(max_length=10)
        enrollment_rule = CharField(max_length=10)
        tags = JSONField()
        mentor_expectations = TextField()
        mentee_expectations = TextField()
        created_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        created_at = DateTimeField()
        opened_at = DateTimeField(null=True)

        class Meta:
            indexes = ((("group", "state"), False),)

    class Step(Row):
        id = IdField()
        program = ForeignKeyField(Program, index=False, on_delete="CASCADE", backref="+")
        position = IntegerField()
        title = CharField(max_length=80)
        purpose = TextField()
        minutes = IntegerField()
        wording = JSONField()
        removed_at = DateTimeField(null=True)

        class Meta:
            indexes = ((("program", "position"), False),)

    class Question(Row):
        id = IdField()
        program = ForeignKeyField(Program, index=False, on_delete="CASCADE", backref="+")
        role = CharField(max_length=10)
        position = IntegerField()
        label = CharField(max_length=200)
        help = CharField(max_length=300)

        class Meta:
            indexes = ((("program", "role", "position"), False),)

    class Enrollment(Row):
        id = IdField()
        program = ForeignKeyField(Program, index=False, on_delete="CASCADE", backref="+")
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        role = CharField(max_length=10)
        state = CharField(max_length=12)
        topics = JSONField()
        goal = TextField()
        experience = TextField()
        languages = JSONField()
        location = CharField(max_length=120)
        profession = CharField(max_length=120)
        education = CharField(max_length=120)
        availability = JSONField()
        time_zone = CharField(max_length=64)
        working_style = JSONField()
        capacity = IntegerField()
        answers = JSONField()
        answered = JSONField()
        created_at = DateTimeField()
        submitted_at = DateTimeField(null=True)
        state_changed_at = DateTimeField()

        class Meta:
            indexes = ((("program", "member", "role"), True), (("program", "role", "state"), False))

    class Wish(Row):
        id = IdField()
        enrollment = ForeignKeyField(Enrollment, index=False, on_delete="CASCADE", backref="+")
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        kind = CharField(max_length=6)

        class Meta:
            indexes = ((("enrollment", "member"), True),)

    class Pair(Row):
        id = IdField()
        program = ForeignKeyField(Program, index=False, on_delete="CASCADE", backref="+")
        mentor = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        mentee = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        mentor_enrollment = ForeignKeyField(Enrollment, null=True, on_delete="SET NULL", backref="+")
        mentee_enrollment = ForeignKeyField(Enrollment, null=True, on_delete="SET NULL", backref="+")
        state = CharField(max_length=10)
        introduction = TextField()
        introduced_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        introduced_at = DateTimeField()
        last_active_at = DateTimeField(null=True)
        paused_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        closed_at = DateTimeField(null=True)
        closed_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        seq = IntegerField()
        mentor_read_seq = IntegerField()
        mentee_read_seq = IntegerField()

        class Meta:
            indexes = ((("program", "mentor", "mentee"), True), (("program", "state"), False))

    class DataKey(Row):
        id = IdField()
        pair = ForeignKeyField(Pair, index=False, on_delete="CASCADE", backref="+")
        author = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        master = CharField(max_length=40)
        wrapped = BlobField()

        class Meta:
            indexes = ((("pair", "author"), True),)

    class KeyCanary(Row):
        master = CharField(primary_key=True, max_length=40)
        sealed = BlobField()

    class Message(Row):
        pair = ForeignKeyField(Pair, index=False, on_delete="CASCADE", backref="+")
        seq = IntegerField()
        changed_seq = IntegerField()
        uid = CharField(max_length=32)
        author = ForeignKeyField(Member, index=False, on_delete="CASCADE", backref="+")
        client_id = CharField(max_length=36)
        step = ForeignKeyField(Step, index=False, null=True, on_delete="SET NULL", backref="+")
        reply_to = IntegerField(null=True)
        body = BlobField(null=True)
        nonce = BlobField()
        tag = BlobField()
        edit = IntegerField()
        sent_at = DateTimeField()
        edited_at = DateTimeField(null=True)
        deleted_at = DateTimeField(null=True)

        class Meta:
            primary_key = CompositeKey("pair", "seq")
            indexes = (
                (("pair", "author", "client_id"), True),
                (("pair", "changed_seq"), True),
                (("pair", "reply_to"), False),
                (("pair", "step"), False),
            )

    class Completion(Row):
        id = IdField()
        pair = ForeignKeyField(Pair, index=False, on_delete="CASCADE", backref="+")
        step = ForeignKeyField(Step, on_delete="CASCADE", backref="+")
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        completed_at = DateTimeField()

        class Meta:
            indexes = ((("pair", "step"), True),)

    class Note(Row):
        id = IdField()
        uid = CharField(max_length=32)
        pair = ForeignKeyField(Pair, index=False, on_delete="CASCADE", backref="+")
        step = ForeignKeyField(Step, on_delete="CASCADE", backref="+")
        author = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        body = BlobField()
        created_at = DateTimeField()

        class Meta:
            indexes = ((("pair", "step"), False),)

    class Goal(Row):
        id = IdField()
        uid = CharField(max_length=32)
        pair = ForeignKeyField(Pair, on_delete="CASCADE", backref="+")
        author = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        body = BlobField()
        created_at = DateTimeField()

    class CheckIn(Row):
        id = IdField()
        uid = CharField(max_length=32)
        pair = ForeignKeyField(Pair, index=False, on_delete="CASCADE", backref="+")
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        week_of = DateField()
        score = IntegerField()
        words = BlobField(null=True)
        created_at = DateTimeField()

        class Meta:
            indexes = ((("pair", "member", "week_of"), True),)

    class Block(Row):
        id = IdField()
        blocker = ForeignKeyField(Member, index=False, on_delete="CASCADE", backref="+")
        blocked = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        created_at = DateTimeField()

        class Meta:
            indexes = ((("blocker", "blocked"), True),)

    class Notification(Row):
        id = IdField()
        member = ForeignKeyField(Member, index=False, on_delete="CASCADE", backref="+")
        kind = CharField(max_length=40)
        names = JSONField()
        pair = ForeignKeyField(Pair, null=True, on_delete="CASCADE", backref="+")
        program = ForeignKeyField(Program, null=True, on_delete="CASCADE", backref="+")
        group = ForeignKeyField(Group, null=True, on_delete="CASCADE", backref="+")
        created_at = DateTimeField()
        read_at = DateTimeField(null=True)

        class Meta:
            indexes = ((("member", "read_at"), False),)

    db.create_tables(
        [
            Member,
            Session,
            Link,
            Group,
            Membership,
            Invitation,
            Program,
            Step,
            Question,
            Enrollment,
            Wish,
            Pair,
            DataKey,
            KeyCanary,
            Message,
            Completion,
            Note,
            Goal,
            CheckIn,
            Block,
            Notification,
        ]
    )
