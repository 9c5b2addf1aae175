"""A state of the database that a test can come back to: quicker than making it anew, on SQLite and on PostgreSQL."""

from db.database import database, writing
from db.models import TABLES
from tests import databases

PREFIX = "kept_"


def keep(prefix: str = PREFIX) -> None:
    """Keep every row as it is now, in a table beside its own."""
    for name in _names():
        database.execute_sql(f'DROP TABLE IF EXISTS "{prefix}{name}"')
        database.execute_sql(f'CREATE TABLE "{prefix}{name}" AS SELECT * FROM "{name}"')  # noqa: S608 # our own names


def bring_back(prefix: str = PREFIX) -> None:
    """Put every row back, with its id."""
    with writing(), databases.unguarded():
        databases.clear()
        databases.execute(
            f'INSERT INTO "{name}" SELECT * FROM "{prefix}{name}"'  # noqa: S608 # our own names
            for name in _names()
        )


def _names() -> list[str]:
    return [table._meta.table_name for table in TABLES]
