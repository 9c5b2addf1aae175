"""See play.py. Everything that opens a socket is imported after gevent has patched sockets."""

import signal
import sys

from gevent import monkey

monkey.patch_all()

from tests.torture.play import main  # noqa: E402 # see above

signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
sys.exit(main())
