"""The real server as production runs it, to be killed in every way, and what can be seen of it from outside."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.torture import people
from tests.torture.person import CANARY
from webapp import config

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 30  # seconds
MB = 1_000_000
NOISE = re.compile(r"Traceback|Exception ignored|Error in sys|most recent call last")
# gunicorn's own, for a connection that it accepts in the instant in which it closes its listener; people come back.
AT_A_STOP = re.compile(r"Traceback[^\n]*\n(?:  [^\n]*\n)+?[^\n]*getsockname\(\)\n[^\n]*\nOSError: \[Errno 9\][^\n]*\n")


@dataclass(frozen=True)
class Vitals:
    """What the workers hold, all together."""

    greenlets: int
    threads: int
    sockets: int
    files: int
    memory: int  # bytes
    workers: int


class Server:
    """gunicorn and its workers, with these settings and any further words on its command line's environment."""

    def __init__(self, settings: dict[str, str], extra: dict[str, str] | None = None) -> None:
        self.settings, self.extra = settings, extra or {}
        self.port, self.folder = int(settings["PORT"]), Path(settings["VAR_DIR"])
        self.log = self.folder / "server.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._read = 0

    def start(self) -> None:
        """Start it, and wait until it answers."""
        names = {setting.name for setting in config.SETTINGS}
        elsewhere = {name: value for name, value in os.environ.items() if name not in names}
        command = [str(Path(sys.executable).with_name("gunicorn")), "-c", "tests/torture/probed.py"]
        command += ["--bind", f"127.0.0.1:{self.port}", "webapp:create_app()"]
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env={**elsewhere, **self.settings, **self.extra}, stdout=output, stderr=output
            )
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> float:
        """The moment of the first good answer."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if people.get(self.port, "/healthz", seconds=2) == 200:
                    return time.monotonic()
            except OSError:
                time.sleep(0.02)
        raise RuntimeError(f"the server does not answer:\n{self.log.read_text()[-2000:]}")

    def workers(self) -> list[int]:
        """The workers' process ids."""
        assert self.process
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()] if children.exists() else []

    def kill_a_worker(self) -> None:
        """The oldest one that is there, at once and without a word."""
        while not self.workers():
            time.sleep(0.01)
        os.kill(self.workers()[0], signal.SIGKILL)

    def kill(self) -> None:
        """Master and workers, at once and without a word."""
        assert self.process
        doomed = [self.process.pid, *self.workers()]
        for pid in doomed:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> float:
        """Ask it to go, and give the seconds that it took until no process was left."""
        assert self.process
        began, workers = time.monotonic(), self.workers()
        self.process.send_signal(how)
        self.process.wait(PATIENCE)
        while any(_is_running(pid) for pid in workers):
            time.sleep(0.01)
        return time.monotonic() - began

    def vitals(self) -> Vitals:
        """What it holds now."""
        workers = self._ready_workers()
        told = [self._probe(pid) for pid in workers]
        return Vitals(
            greenlets=sum(t.get("greenlets", 0) for t in told),
            threads=sum(len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in workers),
            sockets=sum(t.get("sockets", 0) for t in told),
            files=sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in workers),
            memory=sum(memory_of(pid) for pid in workers),
            workers=len(workers),
        )

    def sockets(self) -> list[int]:
        """How many each worker holds."""
        return [self._probe(pid).get("sockets", 0) for pid in self._ready_workers()]

    def new_in_log(self) -> str:
        """What was logged since the last look."""
        with self.log.open(errors="replace") as file:
            file.seek(self._read)
            text = file.read()
            self._read = file.tell()
        return text

    def last_words(self) -> str:
        """The newest lines of the log that are no ordinary requests."""
        lines = [line for line in self.log.read_text(errors="replace").splitlines() if " INFO " not in line]
        return "\n".join(f"          {line}" for line in lines[-12:])

    def _ready_workers(self) -> list[int]:
        """As many as there should be, all of them able to answer."""
        wanted, end = int(self.settings.get("WEB_CONCURRENCY", "1")), time.monotonic() + PATIENCE
        while time.monotonic() < end:
            ready = [pid for pid in self.workers() if self._probe_file(pid).exists()]
            if len(ready) == wanted:
                break
            time.sleep(0.05)
        return ready

    def _probe_file(self, pid: int) -> Path:
        return self.folder / f"probe-{pid}.json"

    def _probe(self, pid: int) -> dict[str, int]:
        file = self._probe_file(pid)
        file.unlink(missing_ok=True)
        end = time.monotonic() + 5
        os.kill(pid, signal.SIGUSR2)
        while time.monotonic() < end:
            if file.exists():
                told: dict[str, int] = json.loads(file.read_text())
                return told
            time.sleep(0.02)
        return {}


def memory_of(pid: int) -> int:
    """The bytes of memory that a process really has."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def complaints(log: str) -> list[str]:
    """What a log should not hold: traces, and anybody's words."""
    found = [f"log: {line[:150]}" for line in AT_A_STOP.sub("", log).splitlines() if NOISE.search(line)]
    return found + (["log: holds the words of a message"] if CANARY in log else [])


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
