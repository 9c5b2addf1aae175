#!/bin/sh
# The app as in production (gunicorn, gevent), with development's keys, mailbox and demo. PORT and the other settings
# of the README can be given in the environment.
set -eu
export ENVIRONMENT="${ENVIRONMENT:-development}" PORT="${PORT:-8000}"
export BASE_URL="${BASE_URL:-http://localhost:$PORT}"

flask --app webapp demo --if-empty
echo "Waymark is at $BASE_URL (its mails: $BASE_URL/dev/mailbox). Ctrl-C stops it."
exec gunicorn 'webapp:create_app()'
