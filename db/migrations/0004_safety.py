"""Safety: reports and what is done about them, profiles, second factors, leaving, the audit log, settings."""

from peewee import (
    SQL,
    AutoField,
    BlobField,
    BooleanField,
    CharField,
    DateTimeField,
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

    class Pair(Row):
        id = IdField()

    class Report(Row):
        id = IdField()
        reporter = ForeignKeyField(Member, null=True, on_delete="SET NULL", index=False, backref="+")
        client_id = CharField(max_length=36)
        reported = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        group = ForeignKeyField(Group, null=True, on_delete="SET NULL", index=False, backref="+")
        program = ForeignKeyField(Program, null=True, on_delete="SET NULL", backref="+")
        pair = ForeignKeyField(Pair, null=True, on_delete="SET NULL", backref="+")
        kind = CharField(max_length=10)
        category = CharField(max_length=20)
        is_urgent = BooleanField()
        queue = CharField(max_length=5)
        state = CharField(max_length=10)
        words = BlobField(null=True)
        master = CharField(max_length=40)
        wrapped = BlobField(null=True)
        created_at = DateTimeField()
        looked_at = DateTimeField(null=True)
        closed_at = DateTimeField(null=True)

        class Meta:
            indexes = (
                (("reporter", "client_id"), True),
                (("group", "queue", "state"), False),
                (("queue", "state"), False),
            )

    class Excerpt(Row):
        id = IdField()
        report = ForeignKeyField(Report, on_delete="CASCADE", index=False, backref="+")
        seq = IntegerField()
        author = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        sent_at = DateTimeField()
        edit = IntegerField()
        gap_before = IntegerField()
        body = BlobField(null=True)

        class Meta:
            indexes = ((("report", "seq"), True),)

    class CaseView(Row):
        id = IdField()
        report = ForeignKeyField(Report, on_delete="CASCADE", backref="+")
        viewer = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        viewed_at = DateTimeField()

    class CaseNote(Row):
        id = IdField()
        report = ForeignKeyField(Report, on_delete="CASCADE", backref="+")
        author = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        body = BlobField(null=True)
        created_at = DateTimeField()

    class Appeal(Row):
        id = IdField()
        report = ForeignKeyField(Report, on_delete="CASCADE", index=False, backref="+")
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        body = BlobField(null=True)
        created_at = DateTimeField()
        answered_at = DateTimeField(null=True)

        class Meta:
            indexes = ((("report", "member"), True),)

    class Decision(Row):
        id = IdField()
        report = ForeignKeyField(Report, on_delete="CASCADE", backref="+")
        appeal = ForeignKeyField(Appeal, null=True, on_delete="SET NULL", backref="+")
        outcome = CharField(max_length=10)
        until = DateTimeField(null=True)
        decided_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        to_reporter = BlobField(null=True)
        to_reported = BlobField(null=True)
        created_at = DateTimeField()

    class Recusal(Row):
        id = IdField()
        report = ForeignKeyField(Report, on_delete="CASCADE", index=False, backref="+")
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        created_at = DateTimeField()

        class Meta:
            indexes = ((("report", "member"), True),)

    class Suspension(Row):
        id = IdField()
        group = ForeignKeyField(Group, on_delete="CASCADE", index=False, backref="+")
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        report = ForeignKeyField(Report, null=True, on_delete="SET NULL", backref="+")
        until = DateTimeField(null=True)
        made_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        created_at = DateTimeField()
        lifted_at = DateTimeField(null=True)

        class Meta:
            indexes = ((("group", "member"), False),)

    class Ban(Row):
        id = IdField()
        member = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        email_hash = CharField(max_length=64, unique=True)
        report = ForeignKeyField(Report, null=True, on_delete="SET NULL", backref="+")
        made_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
        created_at = DateTimeField()

    class ProfileField(Row):
        id = IdField()
        member = ForeignKeyField(Member, on_delete="CASCADE", index=False, backref="+")
        field = CharField(max_length=12)
        value = JSONField()
        audience = CharField(max_length=10)

        class Meta:
            indexes = ((("member", "field"), True),)

    class Export(Row):
        id = IdField()
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        state = CharField(max_length=8)
        archive = BlobField(null=True)
        size = IntegerField()
        asked_at = DateTimeField()
        ready_at = DateTimeField(null=True)
        expires_at = DateTimeField(null=True)
        fetched_at = DateTimeField(null=True)

    class Deletion(Row):
        member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE", backref="+")
        asked_at = DateTimeField()
        due_at = DateTimeField(index=True)

    class TotpSecret(Row):
        member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE", backref="+")
        sealed = BlobField()
        created_at = DateTimeField()
        confirmed_at = DateTimeField(null=True)
        last_step = IntegerField()

    class RecoveryCode(Row):
        id = IdField()
        member = ForeignKeyField(Member, on_delete="CASCADE", index=False, backref="+")
        code_hash = CharField(max_length=64)
        created_at = DateTimeField()
        used_at = DateTimeField(null=True)

        class Meta:
            indexes = ((("member", "code_hash"), True),)

    class Passkey(Row):
        id = IdField()
        member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
        credential_id = BlobField(unique=True)
        public_key = BlobField()
        sign_count = IntegerField()
        transports = JSONField()
        name = CharField(max_length=80)
        created_at = DateTimeField()
        used_at = DateTimeField(null=True)

    class AuditEntry(Row):
        id = IdField()
        position = IntegerField(unique=True)
        at = DateTimeField()
        action = CharField(max_length=60)
        actor_id = IntegerField(null=True)
        group_id = IntegerField(null=True)
        object_kind = CharField(max_length=20)
        object_id = IntegerField(null=True)
        details = JSONField()
        previous = CharField(max_length=64)
        digest = CharField(max_length=64)

        class Meta:
            indexes = ((("group_id", "position"), False), (("actor_id", "position"), False))

    class InstanceSetting(Row):
        key = CharField(max_length=40, primary_key=True)
        value = JSONField()
        changed_at = DateTimeField()
        changed_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")

    db.create_tables(
        [
            Report,
            Excerpt,
            CaseView,
            CaseNote,
            Appeal,
            Decision,
            Recusal,
            Suspension,
            Ban,
            ProfileField,
            Export,
            Deletion,
            TotpSecret,
            RecoveryCode,
            Passkey,
            AuditEntry,
            InstanceSetting,
        ]
    )
    for statement in _APPEND_ONLY[isinstance(getattr(db, "obj", db), SqliteDatabase)]:
        db.execute_sql(statement)


_REFUSAL = "the audit log is append-only"
_APPEND_ONLY = {
    True: [
        f"CREATE TRIGGER audit_entry_keeps_{what} BEFORE {what} ON audit_entry"
        f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for what in ("update", "delete")
    ],
    False: [
        "CREATE FUNCTION refuse_change_of_audit_entry() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
        "CREATE TRIGGER audit_entry_keeps_rows BEFORE UPDATE OR DELETE ON audit_entry"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit_entry()",
        "CREATE TRIGGER audit_entry_keeps_all BEFORE TRUNCATE ON audit_entry"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit_entry()",
    ],
}
