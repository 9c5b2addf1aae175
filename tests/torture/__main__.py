"""See play.py. Everything that opens a socket is imported after gevent has patched sockets."""

import sys

from gevent import monkey

monkey.patch_all()

from tests.torture.play import main  # noqa: E402 # see above

sys.exit(main())
