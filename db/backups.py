"""A copy of the whole database in one file, checked before it counts, and the way back.

On SQLite by `VACUUM INTO`: a copied file would lack what still stands in the write-ahead log. On PostgreSQL by
`pg_dump` and `pg_restore`, of the server's own version.
"""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from db.clock import now
from db.database import database, is_sqlite

KEPT = timedelta(days=35)
NAME = re.compile(r"waymark-(\d{8}T\d{6})Z\.(?:db|dump)")
WRITTEN = "%Y%m%dT%H%M%S"
LEVELS, CANARIES = "schema_migration", "key_canary"  # tables
HEADS = {b"SQLite format 3": "sqlite", b"PGDMP": "postgresql"}  # how a file begins


class BadBackup(Exception):  # noqa: N818 # the name is the sentence
    """The file cannot be used; the text says why."""


class ToolIsMissing(Exception):  # noqa: N818 # the name is the sentence
    """A program of PostgreSQL's is not on this machine, or not of the server's version; the text says which."""


@dataclass(frozen=True)
class Contents:
    """What a backup says of itself: its migrations, and its master keys' canaries."""

    migrations: set[str]
    canaries: dict[str, bytes]


def make(folder: Path, url: str) -> Path:
    """Write a backup into a folder and return its file, named by the time (UTC). Raises BadBackup, ToolIsMissing.

    It is written under another name, checked, brought to the disk and only then renamed: a file of that name is whole.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = _free_name(folder)
    part = folder / f".{name}.part"
    part.unlink(missing_ok=True)
    try:
        part.touch(mode=0o600)
        _vacuum_into(part) if is_sqlite() else _dump_into(part, url)
        check(part)
        _to_disk(part)
        part.rename(folder / name)
        _to_disk(folder)
    finally:
        part.unlink(missing_ok=True)
    return folder / name


def prune(folder: Path) -> list[Path]:
    """Delete the backups of this folder that are older than 35 days; only files that bear a name of `make`'s."""
    old = [file for file in folder.iterdir() if (made := made_at(file)) and made < now() - KEPT]
    for file in old:
        file.unlink()
    return sorted(old)


def made_at(file: Path) -> datetime | None:
    """When a backup was made, by its name; None for any other file."""
    found = NAME.fullmatch(file.name)
    return datetime.strptime(found.group(1), WRITTEN).replace(tzinfo=UTC) if found and file.is_file() else None


def check(file: Path) -> None:
    """Look whether a backup is whole. Raises BadBackup, ToolIsMissing."""
    if _kind_of(file) == "postgresql":
        _run([_tool("pg_restore"), "--file=/dev/null", str(file)])  # reads and unpacks everything
        return
    try:
        with closing(_opened(file)) as opened:
            found = [row[0] for row in opened.execute("PRAGMA integrity_check")]
            strays = opened.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        raise BadBackup(f"{file.name} is not whole: {error}") from error
    if found != ["ok"] or strays:
        raise BadBackup(
            f"{file.name} is not whole: {found[0] if found != ['ok'] else 'rows refer to what is not there'}"
        )


def contents_of(file: Path) -> Contents:
    """What a backup says of itself, without restoring it. Raises BadBackup, ToolIsMissing."""
    is_dump = _kind_of(file) == "postgresql"
    rows = _rows_of_dump(file) if is_dump else _rows_of_file(file)
    return Contents({row[0] for row in rows[LEVELS]}, {row[0]: row[1] for row in rows[CANARIES]})


def put_in_place(file: Path, url: str) -> None:
    """Make a PostgreSQL database what a backup says, in place of all that is in it. Raises BadBackup, ToolIsMissing."""
    with database.connection_context(), database.atomic():
        for name in database.get_tables():
            database.execute_sql(f'DROP TABLE "{name}" CASCADE')
        database.execute_sql("DROP FUNCTION IF EXISTS refuse_change_of_audit_entry() CASCADE")
    database.close_all()
    options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    _run([_tool("pg_restore"), *options, f"--dbname={_name_of(url)}", str(file)], url)


@contextmanager
def beside(path: Path, file: Path) -> Iterator[Path]:
    """A copy of a SQLite backup beside the database's file, gone afterwards unless `take_place` took it."""
    copy = path.with_name(f"{path.name}.restoring")
    shutil.copyfile(file, copy)
    copy.chmod(0o600)
    try:
        yield copy
    finally:
        for suffix in ("", "-wal", "-shm", ".migrating"):
            Path(f"{copy}{suffix}").unlink(missing_ok=True)


def take_place(copy: Path, path: Path) -> None:
    """Put a SQLite file that nobody has open in the place of another one, whose log goes with it."""
    with closing(sqlite3.connect(copy)) as opened:
        opened.execute("PRAGMA journal_mode = DELETE")  # folds its own log in
    if path.exists():  # whoever restores need not be the user whom the app runs as
        standing = path.stat()
        copy.chmod(standing.st_mode & 0o777)
        with suppress(PermissionError):
            os.chown(copy, standing.st_uid, standing.st_gid)
    _to_disk(copy)
    for suffix in ("-wal", "-shm"):  # first: they would be taken for the new file's
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    copy.replace(path)
    _to_disk(path.parent)


def _free_name(folder: Path) -> str:
    """The time's name, or that of the next second for which there is no file yet."""
    moment = now()
    while (folder / (name := f"waymark-{moment:{WRITTEN}}Z.{'db' if is_sqlite() else 'dump'}")).exists():
        moment += timedelta(seconds=1)
    return name


def _vacuum_into(part: Path) -> None:
    part.unlink()  # it wants none, or an empty one, which its rights would not be kept of
    before = os.umask(0o077)
    try:
        with closing(_opened(Path(database.obj.database))) as opened:
            opened.execute("VACUUM INTO ?", (str(part),))
    except sqlite3.DatabaseError as error:
        raise BadBackup(f"the database cannot be read: {error}") from error
    finally:
        os.umask(before)


def _dump_into(part: Path, url: str) -> None:
    version = database.server_version
    major = version // 10_000 if isinstance(version, int) else int(version[0])
    _run([_tool("pg_dump", major), "--format=custom", f"--file={part}", f"--dbname={_name_of(url)}"], url)


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=30)


def _kind_of(file: Path) -> str:
    with file.open("rb") as opened:
        begin = opened.read(16)
    kind = next((kind for head, kind in HEADS.items() if begin.startswith(head)), "")
    if kind != ("sqlite" if is_sqlite() else "postgresql"):
        raise BadBackup(f"{file.name} is no backup of this kind of database.")
    return kind


def _rows_of_file(file: Path) -> dict[str, list[tuple[str, bytes]]]:
    with closing(_opened(file)) as opened:
        levels = opened.execute("SELECT name, x'' FROM schema_migration").fetchall()
        return {LEVELS: levels, CANARIES: opened.execute("SELECT master, sealed FROM key_canary").fetchall()}


def _rows_of_dump(file: Path) -> dict[str, list[tuple[str, bytes]]]:
    wanted = [f"--table={table}" for table in (LEVELS, CANARIES)]
    text = _run([_tool("pg_restore"), "--data-only", "--file=-", *wanted, str(file)])
    rows: dict[str, list[tuple[str, bytes]]] = {LEVELS: [], CANARIES: []}
    for table, columns, lines in re.findall(
        r"^COPY \S*?\.?(\w+) \(([^)]*)\) FROM stdin;\n(.*?)^\\\.$", text, re.M | re.S
    ):
        names = columns.split(", ")
        for line in lines.splitlines():
            row = dict(zip(names, line.split("\t"), strict=True))
            sealed = bytes.fromhex(row.get("sealed", "").removeprefix("\\\\x"))
            rows[table].append((row.get("master") or row.get("name", ""), sealed))
    return rows


def _tool(name: str, major: int | None = None) -> str:
    """The newest of PostgreSQL's programs of this name, or the one of a major version."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    fitting = [path for path in kept if major is None or int(path.parts[4]) == major]
    found = str(fitting[-1]) if fitting else shutil.which(name)
    if not found or (major and not fitting and f" {major}." not in _run([found, "--version"])):
        raise ToolIsMissing(
            f"{name}{f' {major}' if major else ''} is not here: install postgresql-client-{major or ''}"
        )
    return found


def _name_of(url: str) -> str:
    return unquote(urlsplit(url).path.lstrip("/"))


def _run(command: list[str], url: str = "") -> str:
    """What a program says. The password goes by the environment: a command's words are everybody's to read."""
    parts = urlsplit(url)
    given = {"PGHOST": parts.hostname, "PGPORT": parts.port, "PGUSER": parts.username, "PGPASSWORD": parts.password}
    given["PGSSLMODE"] = dict(parse_qsl(parts.query)).get("sslmode")
    environ = {**os.environ, **{name: unquote(str(value)) for name, value in given.items() if value}}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)  # noqa: S603 # our own words, and a file's name
    if done.returncode:
        raise BadBackup(f"{Path(command[0]).name} failed: {done.stderr.strip()[:500]}")
    return done.stdout


def _to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
