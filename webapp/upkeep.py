"""flask --app webapp …: what keeps the data whole: other keys, backups, the proof of the audit log."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from peewee import PeeweeException

from db import backups, migrate, running
from db.database import connect, database, is_sqlite
from db.models import Member, Message, Pair
from webapp import delivery_reports
from webapp.domain import audit, restoring, rotation, vault


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (audit_verify, rotate_keys, note_bounce, backup, restore):
        app.cli.add_command(command)


@click.command("rotate-keys")
@with_appcontext
def rotate_keys() -> None:
    """Bring everything under the first of MESSAGE_KEYS, so that the older keys can go.

    Give every process the new key first: MESSAGE_KEYS="k2:…,k1:…", then a restart. The app may go on meanwhile, and
    what was interrupted is simply run again.
    """
    from webapp import jobs

    with database.connection_context():
        try:
            done = rotation.rotate(lambda what, number: click.echo(f"{what}: {number}"))
        except rotation.OldKeyIsInUse as error:
            raise click.ClickException("Something still writes with an older key. Restart every process.") from error
    if done.unproved:
        click.echo(
            f"{done.unproved} messages were changed in the database: no key proves them, so none can be reported."
        )
    waiting = jobs.of_older_keys()
    if waiting:
        click.echo(f"{waiting} jobs wait that only an older key opens. Run this again in a few minutes.")
    elif done.retired:
        click.echo(f"Nothing needs {', '.join(done.retired)} any more: take it out of MESSAGE_KEYS and restart.")
        click.echo("Backups from before do. Keep it in a safe place for as long as you keep those.")
    else:
        click.echo("Everything is under the first key of MESSAGE_KEYS.")


@click.command("note-bounce")
@with_appcontext
def note_bounce() -> None:
    """Note that a mail came back: reads one delivery report (RFC 3464) from standard input, as a mail server pipes it.

    It ends well whatever it reads, since a mail server would send what fails once more.
    """
    content = sys.stdin.buffer.read(delivery_reports.MOST)
    with database.connection_context():
        is_ours = delivery_reports.take(content)
    click.echo("Noted." if is_ours else "This is no report of a mail of ours that came back.")


@click.command("audit-verify")
@click.option("--head", "known", help="POSITION:DIGEST, as the log printed it or the host's page shows it.")
def audit_verify(known: str | None) -> None:
    """Prove that no entry of the audit log was changed, put in or taken out.

    Entries that were cut off at the end are missed only beside a head from before.
    """
    try:
        expected = audit.Head.read(known) if known else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--head") from error
    with database.connection_context():
        broken, head = audit.verify(expected), audit.head()
    if broken is not None:
        raise click.ClickException(f"The audit log is not what was written, from entry {broken} on.")
    click.echo(f"The audit log is whole. Its head is {head}")


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@with_appcontext
def backup(folder: Path | None) -> None:
    """Copy the whole database into one checked file in FOLDER, and delete those there that are older than 35 days.

    Without FOLDER it is `backups` in VAR_DIR. The app goes on meanwhile. The keys are not in it: keep MESSAGE_KEYS
    elsewhere, or it can never be read.
    """
    folder = folder or _own_folder()
    with _in_words():
        made = backups.make(folder, current_app.config["DATABASE_URL"])
    click.echo(f"{made} ({made.stat().st_size:,} bytes)")
    for old in backups.prune(folder):
        click.echo(f"deleted {old}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="There is a database already. It is kept as a backup first.")
@with_appcontext
def restore(file: Path, replace: bool) -> None:
    """Make the database what it was in FILE. The app must be stopped.

    The file is checked first: whole, no newer than this version, and MESSAGE_KEYS fit it. What the database that is
    replaced says was erased since is erased again; everybody is signed out.
    """
    with _in_words(), running.nobody():
        since = _since(replace)
        _demand_usable(file)
        _put(file, since)
    click.echo("Start the app again. Everybody has to sign in anew.")


def _own_folder() -> Path:
    return Path(current_app.config["VAR_DIR"]) / "backups"


def _since(replace: bool) -> restoring.Since | None:
    """What the present database knows, after a copy of it was made; None where there is none, or none to be read."""
    try:
        with database.connection_context():
            is_there = database.table_exists("member") and Member.select().exists()
            if is_there and not replace:
                raise click.ClickException("There are people in this database. With --replace it gives way.")
            since = restoring.Since.read() if is_there else None
    except PeeweeException as error:
        if not replace:
            raise click.ClickException("This database cannot be read. With --replace it gives way.") from error
        click.echo(f"The present database cannot be read ({type(error).__name__}); no copy of it is made.")
        return None
    if is_there:
        kept = backups.make(_own_folder(), current_app.config["DATABASE_URL"])
        click.echo(f"What was there is in {kept}")
    return since


def _demand_usable(file: Path) -> None:
    backups.check(file)
    found = backups.contents_of(file)
    newer = found.migrations - migrate.known()
    if newer:
        raise click.ClickException(f"This backup is of a newer version (it has {', '.join(sorted(newer))}).")
    vault.demand_fitting(found.canaries)


def _put(file: Path, since: restoring.Since | None) -> None:
    url = current_app.config["DATABASE_URL"]
    database.close_all()
    if not is_sqlite():
        backups.put_in_place(file, url)
        _finish(since)
        return
    path = Path(database.obj.database)
    with backups.beside(path, file) as copy:
        try:
            connect(f"sqlite:///{copy}")  # what must not come back is gone before the file takes its place
            _finish(since)
            database.close_all()
            backups.take_place(copy, path)
        finally:
            database.close_all()
            connect(url)


def _finish(since: restoring.Since | None) -> None:
    """Bring what was restored to this version, make it safe, and say what is in it."""
    migrate.migrate()
    with database.connection_context():
        vault.check_canaries()
        is_known = restoring.make_safe(since)
        for name, table in (("members", Member), ("pairs", Pair), ("messages", Message)):
            click.echo(f"{name}: {table.select().count()}")
    if is_known:
        click.echo("What was erased since the backup is erased here too.")
    else:
        click.echo("What was erased since the backup is not known, and is back. Tell those who asked for it.")


@contextmanager
def _in_words() -> Iterator[None]:
    """Say what went wrong without a trace."""
    try:
        yield
    except running.AppIsRunning as error:
        raise click.ClickException("The app is running on this database. Stop every process of it first.") from error
    except (backups.BadBackup, backups.ToolIsMissing, OSError) as error:
        raise click.ClickException(str(error)) from error
