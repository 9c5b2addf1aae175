"""A throw-away PostgreSQL and a throw-away Redis for as long as a command runs.

`python -m tools.services pytest tests` runs pytest with TEST_DATABASE_URL and TEST_REDIS_URL set. Nothing is left
behind: the data is in a temporary folder, the ports are free ones of the loopback address, and both servers are
stopped at the end, however it comes.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

OWNERS = ("postgres", "nobody")  # PostgreSQL refuses to run as root
PATIENCE = 20  # seconds for a server to answer
FAST = {  # nothing in it outlives the run, so nothing need reach the disk
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off",
    "max_connections": "200", "shared_buffers": "64MB", "listen_addresses": "127.0.0.1", "logging_collector": "off",
}  # fmt: skip
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "autovacuum": "on"}


class ServiceIsMissing(Exception):  # noqa: N818 # the name is the sentence
    """A server's program is not on this machine; the text says what to install."""


@contextmanager
def services() -> Iterator[dict[str, str]]:
    """Start both and give the variables that the suite reads. Raises ServiceIsMissing."""
    with ExitStack() as stack:
        yield {
            "TEST_DATABASE_URL": stack.enter_context(postgresql()),
            "TEST_REDIS_URL": stack.enter_context(redis()),
        }


@dataclass
class Service:
    """A server's program that can be stopped in the middle and started again, where its data and its address stay."""

    url: str
    port: int
    command: list[str]
    folder: Path
    is_ready: Callable[[], bool]
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = self.folder / "log"
        with log.open("a") as output:
            self.process = subprocess.Popen(self.command, stdout=output, stderr=subprocess.STDOUT, cwd=self.folder)
        end = time.monotonic() + PATIENCE
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{self.command[-1]!r} did not start:\n{log.read_text()}")
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: by SIGINT PostgreSQL does not wait for its clients, by SIGQUIT it does not even clean up."""
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def postgresql(*, is_durable: bool = False) -> Iterator[str]:
    """A cluster of its own; gives the address of its first database.

    With `is_durable` a commit reaches the disk before it is acknowledged, as where people write: for benchmarks.
    """
    with postgresql_service(is_durable=is_durable) as service:
        yield service.url


@contextmanager
def redis() -> Iterator[str]:
    """A Redis that keeps nothing; gives its address."""
    with redis_service() as service:
        yield service.url


@contextmanager
def postgresql_service(*, is_durable: bool = False, port: int = 0) -> Iterator[Service]:
    """The same, to be stopped and started."""
    initdb, postgres = _program("initdb", "postgresql"), _program("postgres", "postgresql")
    with tempfile.TemporaryDirectory(prefix="waymark-postgresql-") as folder:
        owner, port = _hand_over(folder), port or _free_port()
        data = f"{folder}/data"
        made = [*owner, initdb, "-D", data, "-U", "waymark", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        settings = {**FAST, **(DURABLE if is_durable else {})}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [*owner, postgres, "-D", data, "-p", str(port), "-k", folder, *options]
        url = f"postgres://waymark@127.0.0.1:{port}/postgres"
        with _started(Service(url, port, command, Path(folder), lambda: _answers(initdb, port))) as service:
            yield service


@contextmanager
def redis_service(port: int = 0) -> Iterator[Service]:
    """The same, to be stopped and started."""
    server, port = _program("redis-server", "redis-server"), port or _free_port()
    with tempfile.TemporaryDirectory(prefix="waymark-redis-") as folder:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--databases", "64"]
        command = [server, *options, "--dir", folder]
        url = f"redis://127.0.0.1:{port}/0"
        with _started(Service(url, port, command, Path(folder), lambda: _listens(port))) as service:
            yield service


def _program(name: str, package: str) -> str:
    """The program's path; Debian keeps PostgreSQL's servers out of PATH."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    found = str(kept[-1]) if kept else shutil.which(name)
    if not found:
        raise ServiceIsMissing(f"{name} is not installed: apt-get install {package}")
    return found


def _hand_over(folder: str) -> list[str]:
    """Give the folder to a user who is not root, and the words that run a command as that user."""
    if os.geteuid() != 0:
        return []
    owner = next((entry for entry in pwd.getpwall() if entry.pw_name in OWNERS), None)
    if owner is None:
        raise ServiceIsMissing("PostgreSQL does not run as root, and there is no user called postgres or nobody")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups", "--"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _started(service: Service) -> Iterator[Service]:
    service.start()
    try:
        yield service
    finally:
        service.stop()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _answers(initdb: str, port: int) -> bool:
    """Whether PostgreSQL answers: it listens a little before."""
    ready = [str(Path(initdb).with_name("pg_isready")), "-q", "-h", "127.0.0.1", "-p", str(port)]
    return subprocess.run(ready, check=False).returncode == 0


if __name__ == "__main__":
    with services() as variables:
        sys.exit(subprocess.run(sys.argv[1:], env={**os.environ, **variables}, check=False).returncode)
