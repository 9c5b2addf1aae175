"""How programs pair: policy, rules, who knows whom, rounds with their suggestions, mentees' choices, and a way back."""

from peewee import (
    SQL,
    AutoField,
    BlobField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    NodeList,
    SqliteDatabase,
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

    class Group(Row):
        id = IdField()

        class Meta:
            table_name = "community"

    class Program(Row):
        id = IdField()

    class Enrollment(Row):
        id = IdField()

    class Pair(Row):
        id = IdField()

    class PairingPolicy(Row):
        program = ForeignKeyField(Program, primary_key=True, on_delete="CASCADE", backref="+")
        preset = CharField(max_length=20)
        weights = JSONField()
        acquaintances = CharField(max_length=8)
        choosing = CharField(max_length=8)
        next_round_on = DateField(null=True)

    class PairingRule(Row):
        id = IdField()
        program = ForeignKeyField(Program, on_delete="CASCADE", index=False, backref="+")
        mentor = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        mentee = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        kind = CharField(max_length=6)
        made_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        created_at = DateTimeField()

        class Meta:
            indexes = ((("program", "mentor", "mentee"), True),)

    class Acquaintance(Row):
        id = IdField()
        group = ForeignKeyField(Group, on_delete="CASCADE", index=False, backref="+")
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        knows = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        created_at = DateTimeField()

        class Meta:
            indexes = ((("group", "member", "knows"), True),)

    class Round(Row):
        id = IdField()
        program = ForeignKeyField(Program, on_delete="CASCADE", index=False, backref="+")
        state = CharField(max_length=10)
        inputs = BlobField()
        figures = JSONField()
        made_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        created_at = DateTimeField()
        published_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        published_at = DateTimeField(null=True)
        version = IntegerField()

        class Meta:
            indexes = ((("program", "state"), False),)

    class Suggestion(Row):
        id = IdField()
        round = ForeignKeyField(Round, on_delete="CASCADE", index=False, backref="+")
        mentee = ForeignKeyField(Enrollment, on_delete="CASCADE", backref="+")
        mentor = ForeignKeyField(Enrollment, null=True, on_delete="SET NULL", backref="+")
        proposed = ForeignKeyField(Enrollment, null=True, on_delete="SET NULL", backref="+")
        score = FloatField()
        cost = FloatField()
        state = CharField(max_length=10)
        is_locked = BooleanField()
        pair = ForeignKeyField(Pair, null=True, on_delete="SET NULL", backref="+")
        skipped = JSONField()
        refusal = CharField(max_length=20)

        class Meta:
            indexes = ((("round", "mentee"), True), (("round", "state"), False))

    class Ranking(Row):
        id = IdField()
        mentee = ForeignKeyField(Enrollment, on_delete="CASCADE", index=False, backref="+")
        mentor = ForeignKeyField(Enrollment, on_delete="CASCADE", backref="+")
        place = IntegerField()

        class Meta:
            indexes = ((("mentee", "place"), True), (("mentee", "mentor"), True))

    class MentorRequest(Row):
        id = IdField()
        mentee = ForeignKeyField(Enrollment, on_delete="CASCADE", index=False, backref="+")
        mentor = ForeignKeyField(Enrollment, on_delete="CASCADE", index=False, backref="+")
        place = IntegerField()
        state = CharField(max_length=10)
        created_at = DateTimeField()
        asked_at = DateTimeField(null=True)
        expires_at = DateTimeField(null=True)
        answered_at = DateTimeField(null=True)

        class Meta:
            indexes = ((("mentee", "state"), False), (("mentor", "state"), False))

    class FitAnswer(Row):
        id = IdField()
        pair = ForeignKeyField(Pair, on_delete="CASCADE", index=False, backref="+")
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        answer = CharField(max_length=10)
        answered_at = DateTimeField()

        class Meta:
            indexes = ((("pair", "member"), True),)

    class Precedence(Row):
        enrollment = ForeignKeyField(Enrollment, primary_key=True, on_delete="CASCADE", backref="+")
        rounds_left_out = IntegerField()
        comes_first = BooleanField()
        since = DateTimeField()

    class ShownMentor(Row):
        id = IdField()
        mentee = ForeignKeyField(Enrollment, on_delete="CASCADE", index=False, backref="+")
        mentor = ForeignKeyField(Enrollment, on_delete="CASCADE", backref="+")
        created_at = DateTimeField()

        class Meta:
            indexes = ((("mentee", "mentor"), True),)

    class Openness(Row):
        enrollment = ForeignKeyField(Enrollment, primary_key=True, on_delete="CASCADE", backref="+")
        since = DateTimeField()

    db.create_tables(
        [PairingPolicy, PairingRule, Acquaintance, Round, Suggestion, Ranking, MentorRequest, FitAnswer, Precedence]
    )
    db.create_tables([ShownMentor, Openness])
