"""gunicorn with gevent: `gunicorn 'webapp:create_app()'`. Development runs the same."""

import gc
import os
import resource
import sys

bind = f"0.0.0.0:{os.environ.get('PORT') or 8000}"  # a PaaS reaches the app from outside the container
if os.environ.get("ENVIRONMENT") == "development":
    bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 1)
worker_class = "gevent"
worker_connections = 20_000  # past it sockets and pages hang silently, so sockets are capped far below (MOST_SOCKETS)
graceful_timeout = 3  # seconds; sockets are told to come back at once (see realtime), idle connections are cut
timeout = 60
keepalive = 75
accesslog = None  # the app logs a line an event itself, without addresses that carry tokens
loglevel = "warning"
control_socket_disable = True
preload_app = False  # psycopg would block the worker: it must be imported after gevent has patched


def on_starting(server):
    """Raise the open-files limit to what the system allows: each socket is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def refuse_wrong_keys():
    """Stop the server if MESSAGE_KEYS are not those of the database: what would be written could not be read."""
    from peewee import PeeweeException

    from db.database import database
    from webapp import config
    from webapp.domain import vault

    try:
        with database.connection_context():
            vault.check_canaries()
    except vault.KeysDoNotFit as misfit:
        print(misfit, file=sys.stderr, flush=True)
        raise SystemExit(config.HALT) from misfit
    except PeeweeException:
        return  # no database, or no tables yet: nothing can be written either; /readyz says so


def spare_the_collector():
    """Let the garbage collector pass over what stays for ever, and come seldom: each full pass stopped the chat."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def post_worker_init(worker):
    """Start what lives in a web process: the job queue, and the drain that SIGTERM, SIGINT and SIGQUIT begin."""
    refuse_wrong_keys()
    from db import running
    from webapp import first_run, jobs
    from webapp.realtime import draining

    running.say_so()
    jobs.start_in_process()
    draining.on_signals()
    if worker.age == 1:  # the first worker of this start; in the master itself nothing may be imported, see above
        first_run.announce(worker.wsgi)
    spare_the_collector()
