"""flask --app webapp …: what the host does from a shell."""

import json

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from db.database import database
from db.models import Member
from webapp import notices
from webapp.domain import accounts, audit, factors, passwords, rotation, vault
from webapp.realtime import broadcasts


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (migrate, worker, create_admin, reset_factors, demo, audit_verify, rotate_keys):
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
