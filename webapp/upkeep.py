"""flask --app webapp …: what keeps the data whole: other keys, backups, the proof of the audit log."""

import click
from flask import Flask
from flask.cli import with_appcontext

from db.database import database
from webapp.domain import audit, rotation


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (audit_verify, rotate_keys):
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
