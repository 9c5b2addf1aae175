from __future__ import annotations

from peewee import CharField, ForeignKeyField

from db.models.base import BytesField, IdField, Row
from db.models.member import Member
from db.models.pair import Pair
from db.prepared import prepared


class DataKey(Row):
    """One author's key in one pair, wrapped by a master key kept elsewhere. Deleting it shreds the words."""

    id = IdField()
    pair = ForeignKeyField(Pair, backref="data_keys", on_delete="CASCADE", index=False)
    author = ForeignKeyField(Member, on_delete="CASCADE")
    master = CharField(max_length=40)  # the id of the master key that wraps it
    wrapped = BytesField()

    class Meta:
        indexes = ((("pair", "author"), True),)

    @classmethod
    def of_pair(cls, pair_id: int) -> list[DataKey]:
        """The pair's keys, one per author."""
        return _OF_PAIR(pair_id)


_OF_PAIR = prepared(lambda pair_id: DataKey.select().where(DataKey.pair == pair_id))


class KeyCanary(Row):
    """A known text sealed under each master key: a wrong or missing key is found at start, not at reading."""

    master = CharField(max_length=40, primary_key=True)
    sealed = BytesField()
