"""gunicorn with gevent: `gunicorn 'webapp:create_app()'`. Development runs the same."""

import os
import resource

bind = f"0.0.0.0:{os.environ.get('PORT') or 8000}"  # a PaaS reaches the app from outside the container
if os.environ.get("ENVIRONMENT") == "development":
    bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 1)
worker_class = "gevent"
worker_connections = 20_000  # past it sockets and pages hang silently, so sockets are capped far below (MOST_SOCKETS)
graceful_timeout = 4  # seconds; sockets are told to come back at once, see realtime
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


def post_worker_init(worker):
    """Start what lives in a web process: the job queue, and the drain that SIGTERM, SIGINT and SIGQUIT begin."""
    from webapp import first_run, jobs
    from webapp.realtime import draining

    jobs.start_in_process()
    draining.on_signals()
    if worker.age == 1:  # the first worker of this start; in the master itself nothing may be imported, see above
        first_run.announce(worker.wsgi)
