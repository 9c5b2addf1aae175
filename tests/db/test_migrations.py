"""The migrations lead to the tables that the models describe, and no row is touched by doing it again."""

import re
from pathlib import Path

from peewee import SqliteDatabase
from playhouse.migrations import Runner

from db import migrate
from db.models import TABLES


def schema(database: SqliteDatabase) -> set[str]:
    """Every table and index (models know no triggers) as the database tells it, without words whose order is free."""
    rows = database.execute_sql(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type != 'trigger' AND name NOT LIKE 'sqlite_%'"
    )
    return {re.sub(r"\s+", " ", sql) for (sql,) in rows if "schema_migration" not in sql}


def test_the_migrations_make_what_the_models_describe(tmp_path: Path) -> None:
    by_models, by_migrations = (SqliteDatabase(tmp_path / name) for name in ("models.db", "migrations.db"))
    with by_models.bind_ctx(TABLES):
        by_models.create_tables(TABLES)
    Runner(by_migrations, directory=str(migrate.DIRECTORY)).up()
    assert schema(by_migrations) == schema(by_models)


def test_migrating_again_changes_nothing() -> None:
    assert migrate.migrate() == []
    assert migrate.is_current()


def test_a_database_of_the_first_release_can_be_brought_to_this_version(tmp_path: Path) -> None:
    old = SqliteDatabase(tmp_path / "old.db", pragmas={"foreign_keys": 1})
    Runner(old, directory=str(migrate.DIRECTORY)).up("0001_first_tables")
    moment = "2026-01-01 00:00:00.000000"
    old.execute_sql(
        "INSERT INTO member (name, email, password_hash, language, time_zone, adult_confirmed_at, is_host, created_at)"
        " VALUES ('Alice', 'alice@example.org', 'x', 'en', 'UTC', ?, 0, ?)",
        (moment, moment),
    )
    Runner(old, directory=str(migrate.DIRECTORY)).up()
    assert old.execute_sql("SELECT name FROM member").fetchall() == [("Alice",)]
    assert old.execute_sql("SELECT count(*) FROM reaction").fetchone() == (0,)
