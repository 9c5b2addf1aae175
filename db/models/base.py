"""What every row shares."""

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from peewee import SQL, AutoField, BlobField, DateTimeField, Model, NodeList, SqliteDatabase

from db.database import database


class Column:
    """For the type checker: what is read from or written to a column of a row is a value, not the field."""

    if TYPE_CHECKING:

        def __get__(self, row: Any, owner: Any = None) -> Any: ...

        def __set__(self, row: Any, value: Any) -> None: ...


class IdField(Column, AutoField):
    """A growing number that is never given twice, not even after the newest row is deleted."""

    def ddl(self, ctx: Any) -> Any:
        """The column's definition, with AUTOINCREMENT where the database would otherwise reuse ids."""
        nodes = super().ddl(ctx)
        bound = self.model._meta.database
        is_sqlite = isinstance(getattr(bound, "obj", bound), SqliteDatabase)
        return NodeList((nodes, SQL("AUTOINCREMENT"))) if is_sqlite else nodes


class UtcDateTimeField(Column, DateTimeField):
    """An aware instant in Python, UTC without a zone in the database, always with microseconds (so that text sorts)."""

    def db_value(self, value: Any) -> Any:
        """The stored form of an aware datetime."""
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ValueError("a stored instant must know its zone")
            return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
        return super().db_value(value)

    def python_value(self, value: Any) -> Any:
        """The aware datetime of a stored form."""
        parsed = datetime.fromisoformat(value) if isinstance(value, str) else super().python_value(value)
        return parsed.replace(tzinfo=UTC) if isinstance(parsed, datetime) else parsed


class BytesField(Column, BlobField):
    """Bytes in and bytes out on every database (PostgreSQL's driver may hand back a memoryview)."""

    def python_value(self, value: Any) -> Any:
        """Plain bytes."""
        return bytes(value) if isinstance(value, memoryview) else value


class Row(Model):
    """A row of the bound database."""

    class Meta:
        database = database
        legacy_table_names = False


def fingerprint(*values: Any) -> str:
    """A short sign of what a row says, to notice on saving that somebody else has changed it meanwhile."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]
