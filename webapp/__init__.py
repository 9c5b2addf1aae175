"""Waymark: mentorship programs that a community hosts itself."""

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from db.database import connect
from webapp import (
    afterwards,
    announcing,
    assets,
    bell,
    catalogues,
    cli,
    compression,
    config,
    departures,
    errors,
    filters,
    headers,
    health_words,
    help_letters,
    hooks,
    inputs,
    jobs,
    logs,
    mail,
    meeting_letters,
    meeting_taps,
    meeting_words,
    news,
    nudge_taps,
    own_mails,
    pulse_taps,
    reactions,
    reason_words,
    sessions,
    turns,
    unread,
    words,
)
from webapp.domain import vault
from webapp.extensions import csrf, limiter, sock
from webapp.realtime import hub, sockets

BLUEPRINTS = (
    "home",
    "installation",
    "push_subscriptions",
    "accounts",
    "groups",
    "programs",
    "enrollments",
    "pairing",
    "choosing",
    "rounds",
    "policies",
    "overviews",
    "announcements",
    "pairs",
    "fit",
    "meetings",
    "absences",
    "stand_ins",
    "calendars",
    "closings",
    "acquaintances",
    "rhythms",
    "taps",
    "profiles",
    "chat",
    "safety",
    "cases",
    "decisions",
    "reports",
    "notifications",
    "unsubscriptions",
    "exports",
    "jobs",
    "help",
    "health",
    "pulses",
    "deletions",
    "host",
    "audit",
    "dev",
)

PARTS = (  # what is bound to an app, in this order
    *(logs, turns, compression, inputs, headers, hooks, words, errors, filters),
    *(reactions, reason_words, meeting_words, health_words, assets, catalogues),
    *(news, own_mails, announcing, nudge_taps, meeting_taps, pulse_taps, meeting_letters, help_letters),
    *(mail, jobs, afterwards, departures, bell, unread, cli),
)


def create_app(environ: Mapping[str, str] | None = None, **overrides: Any) -> Flask:
    """The app, configured from the environment, its database bound but not touched."""
    app = Flask(__name__, static_folder=None)
    app.config.from_mapping(_settings(os.environ if environ is None else environ))
    app.config.from_mapping(overrides)
    app.jinja_env.undefined = StrictUndefined
    # Jinja's own chain of globals is walked key by key for every template rendered; a plain dict is copied at once.
    app.jinja_env.make_globals = lambda own: {**app.jinja_env.globals, **(own or {})}  # type: ignore[assignment,method-assign] # as above
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    logs.to_stdout()
    connect(app.config["DATABASE_URL"])
    vault.unlock(app.config["MESSAGE_KEYS"])
    hub.configure(app.config["REDIS_URL"], processes=int(app.config["WEB_CONCURRENCY"]))
    app.session_interface = sessions.Sessions()
    csrf.init_app(app)
    limiter.init_app(app)
    app.config["SOCK_SERVER_OPTIONS"] = sockets.SERVER_OPTIONS
    sock.init_app(app)
    for module in PARTS:
        module.init_app(app)
    for name in BLUEPRINTS:
        app.register_blueprint(import_module(f"webapp.blueprints.{name}.routes").blueprint)
    _behind_proxies(app)
    return app


def _settings(environ: Mapping[str, str]) -> dict[str, Any]:
    try:
        return config.load(environ)
    except config.ConfigurationError as error:
        print(error, file=sys.stderr, flush=True)
        raise SystemExit(config.HALT) from error


def _behind_proxies(app: Flask) -> None:
    count = app.config["TRUSTED_PROXIES"]
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign] # WSGI middleware
