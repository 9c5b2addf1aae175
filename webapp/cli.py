"""flask --app webapp …: what the host does from a shell."""

import json

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from db.database import database
from db.models import Member
from webapp import notices, upkeep
from webapp.domain import accounts, factors, passwords, vault
from webapp.realtime import broadcasts


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (migrate, worker, create_admin, reset_factors, demo):
        app.cli.add_command(command)
    upkeep.init_app(app)


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
    from db import running
    from webapp import jobs

    running.say_so()
    jobs.work()


@click.command()
@click.option("--pairs", type=click.IntRange(min=1), help="Make one running program with this many pairs.")
@click.option("--password", default="a long enough passphrase", help="The password of every member made with --pairs.")
@click.option("--if-empty", is_flag=True, help="Make the small believable community, but only in an empty database.")
@with_appcontext
def demo(pairs: int | None, password: str, if_empty: bool) -> None:
    """Fill the database: with the demo community, or with --pairs N pairs (one JSON line a pair).

    It is brought to this version first. In production nothing is filled unless --pairs says so.
    """
    from db.migrate import migrate as bring_up
    from webapp.demo import community, crowd

    bring_up()
    with database.connection_context():
        vault.check_canaries()
        if pairs is not None:
            for made in crowd.make(pairs, password):
                click.echo(json.dumps(made))
            return
        if current_app.config["ENVIRONMENT"] == "production":
            return
        if community.is_wanted():
            community.make()
        elif not if_empty:
            raise click.ClickException("The database is not empty.")
        if community.is_here():
            click.echo(community.sign_in_as())


@click.command("create-admin")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="asked for if not given")
def create_admin(email: str, name: str, password: str) -> None:
    """Make the account of somebody who runs this instance; you confirm that they are an adult.

    An account that the address has already becomes a host's, with this password.
    """
    if len(password) < passwords.LEAST or passwords.is_common(password, name, email):
        raise click.BadParameter(
            f"at least {passwords.LEAST} characters, and not a common one", param_hint="--password"
        )
    if not name.strip() or "@" not in email:
        raise click.UsageError("a name and an e-mail address are needed")
    with database.connection_context():
        accounts.make_host(name=name, email=email, password=password)
    click.echo(f"{email} is a host of this instance; that they are an adult was confirmed by you.")


@click.command("reset-factors")
@click.option("--email", required=True)
@with_appcontext
def reset_factors(email: str) -> None:
    """Take the passkeys, the authenticator app and the recovery codes from somebody who is locked out.

    Make sure by other ways that it is them. They are signed out everywhere and told by mail; the password stays.
    """
    with database.connection_context():
        member = Member.with_email(email)
        if member is None or not factors.reset(member=member):
            raise click.ClickException("No account with a second factor has this address.")
        broadcasts.sessions_ended(member.id)
        notices.send("factors_reset", member)
    click.echo(f"{email} signs in with the password alone again.")
