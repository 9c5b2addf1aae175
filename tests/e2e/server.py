"""The real server, as production runs it, for as long as a test session lasts."""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from webapp import config

ROOT = Path(__file__).parent.parent.parent
SECRET = "s" * 40  # the world's links are signed with it, whoever serves them
PATIENCE = 40  # seconds to start
LEAVES_WITHIN = 20  # seconds; without the drain it would be gunicorn's whole graceful timeout
PORTS = range(20_000, 32_000)  # below those that the kernel gives to whoever connects


def free_port() -> int:
    """A loopback port that nobody listens on."""
    while True:
        port = random.choice(PORTS)  # noqa: S311 # no secret
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def environ(folder: Path, port: int) -> dict[str, str]:
    """The settings of a server that keeps everything in `folder`; each test's browser says whence it comes."""
    return {
        "ENVIRONMENT": "development",
        "SECRET_KEY": SECRET,
        "MESSAGE_KEYS": "k1:" + "e" * 40,
        "VAR_DIR": str(folder),
        "PORT": str(port),
        "BASE_URL": f"http://localhost:{port}",
        "TRUSTED_PROXIES": "1",  # so that a limit on an origin is a limit on one test, not on all of them
    }


class Server:
    """gunicorn with these settings, as often as it is started. Its log is in VAR_DIR."""

    def __init__(self, settings: dict[str, str]) -> None:
        self.settings, self.log = settings, Path(settings["VAR_DIR"]) / f"server-{settings['PORT']}.log"

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [str(Path(sys.executable).with_name("gunicorn")), "webapp:create_app()"]
        names = {setting.name for setting in config.SETTINGS}  # what a developer exported is not for tests
        elsewhere = {name: value for name, value in os.environ.items() if name not in names}
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env={**elsewhere, **self.settings}, stdout=output, stderr=subprocess.STDOUT
            )
        wait_for(f"http://127.0.0.1:{self.settings['PORT']}/healthz", self.process, self.log)

    def reload(self) -> None:
        """A deploy without a pause: the same master starts a new worker and lets the old one finish."""
        self.process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        """End it as a deploy does."""
        self.process.terminate()
        self.process.wait(LEAVES_WITHIN)


@contextmanager
def running(settings: dict[str, str]) -> Iterator[str]:
    """The server from when it answers; gives its address."""
    server = Server(settings)
    try:
        server.start()
        yield settings["BASE_URL"]
    finally:
        server.stop()


def wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until the address answers. Raises RuntimeError with the log if the process does not come up."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 # an address of our own
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")
