"""What the two feel about a message."""

from peewee import AutoField, BlobField, CharField, CompositeKey, ForeignKeyField, IntegerField, Model


def up(migrator, db):
    class Row(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Member(Row):
        id = AutoField()

    class Pair(Row):
        id = AutoField()

    class Reaction(Row):
        pair = ForeignKeyField(Pair, index=False, on_delete="CASCADE", backref="+")
        seq = IntegerField()
        author = ForeignKeyField(Member, index=False, on_delete="CASCADE", backref="+")
        uid = CharField(max_length=32)
        body = BlobField()

        class Meta:
            primary_key = CompositeKey("pair", "seq", "author")

    db.create_tables([Reaction])
