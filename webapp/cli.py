"""flask --app webapp …: what the host does from a shell."""

import click
from flask import Flask

from db.database import database
from webapp.domain import vault


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (migrate, worker):
        app.cli.add_command(command)


@click.command()
def migrate() -> None:
    """Bring the database to this version and check that the keys fit it."""
    from db.migrate import migrate as bring_up

    for name in bring_up():
        click.echo(f"applied {name}")
    with database.connection_context():
        vault.check_canaries()


@click.command()
def worker() -> None:
    """Work off the job queue (the Procfile's `worker`, where there is Redis)."""
    from webapp import jobs

    jobs.work()
