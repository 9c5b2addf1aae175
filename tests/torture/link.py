"""A weak link in a process of its own: `python -m tests.torture.link PORT` says its port, and ends with its input."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.links import FLAKY, Link


@contextmanager
def flaky_link(port: int) -> Iterator[int]:
    """The port of a flaky link to a port of this machine. Its event loop and gevent do not share a process well."""
    command = [sys.executable, "-m", "tests.torture.link", str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()


if __name__ == "__main__":
    with Link(int(sys.argv[1]), **FLAKY) as link:
        print(link.port, flush=True)
        sys.stdin.read()
