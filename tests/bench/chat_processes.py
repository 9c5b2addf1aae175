"""The servers that are measured: on cores of their own, and what they use, read from /proc."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from peewee import SQL, fn

from db.database import connect, database
from db.models import Member, Message, Pair
from tests.e2e import server
from tests.e2e.live import cookie_of
from webapp import config, create_app
from webapp.domain import chat

PASSWORD = "a long enough passphrase"
TICK = os.sysconf("SC_CLK_TCK")
SERVICES = ("postgres", "redis-server")

Settings = dict[str, str]

_cores = sorted(os.sched_getaffinity(0))
LOAD_CORES = {_cores[-1]}
SERVER_CORES = {_cores[0]}  # every server process, the database's too: more cores would hide what is paid there
MANY_CORES = set(_cores) - LOAD_CORES or SERVER_CORES  # for several workers


@contextmanager
def on(cores: set[int]) -> Iterator[None]:
    """What is started (or done) inside runs on these cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@dataclass
class Served:
    """A running server."""

    address: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def cpu(self) -> float:
        """Processor seconds so far, of the server and of the database and Redis beside it."""
        services = [pid for pid in _children(os.getpid()) if _name(pid) in SERVICES]
        return sum(_cpu(pid) for root in (self.process.pid, *services) for pid in _tree(root))

    def workers(self) -> list[int]:
        return _children(self.process.pid)

    def pss(self) -> float:
        """The workers' proportional memory, KiB."""
        return sum(_pss(pid) for pid in self.workers())


@dataclass(frozen=True)
class Seat:
    """One member of a pair: where they listen, and as whom."""

    pair: int
    cookie: str

    @property
    def live(self) -> str:
        return f"/pairs/{self.pair}/live"

    @property
    def page(self) -> str:
        return f"/pairs/{self.pair}"


@dataclass
class Filled:
    """A database with pairs, and the settings of a server on it. Seats 2k and 2k + 1 are a pair."""

    settings: dict[str, str]
    app: Flask
    seats: list[Seat] = field(default_factory=list)
    took: float = 0.0  # seconds, for `demo`

    def stored(self) -> dict[str, int]:
        """How many messages are stored of each run: by the first four characters of their client ids."""
        connect(self.app.config["DATABASE_URL"])  # each app binds its own
        run = fn.SUBSTR(Message.client_id, 1, 4)
        with database.connection_context():
            return dict(Message.select(run, fn.COUNT(Message.uid)).group_by(SQL("1")).tuples())


def fill(folder: Path, pairs: int, *, seated: int, talked: int = 0, more: Settings | None = None) -> Filled:
    """A new database with so many pairs; the first `seated` are signed in, the first `talked` have talked."""
    folder.mkdir()
    settings = _settings(folder, more or {})
    started = time.perf_counter()
    lines = _demo(settings, pairs)
    filled = Filled(settings, create_app(settings), took=time.perf_counter() - started)
    with filled.app.test_request_context(), database.connection_context():
        filled.seats = [seat for line in lines[:seated] for seat in _seats(filled.app, line)]
        for n, line in enumerate(lines[:seated]):
            _talk(line["pair"], chat.PAGE if n < talked else 2)  # an unanswered one may write no more than three
    return filled


def _settings(folder: Path, more: Settings) -> dict[str, str]:
    ours = {
        "BASE_URL": "http://127.0.0.1",
        "VAR_DIR": str(folder),
        "DATABASE_URL": "",
        "REDIS_URL": "",
    }
    keys = {"SECRET_KEY": "b" * 40, "MESSAGE_KEYS": "k1:" + "b" * 40}
    limits = {"MESSAGES_A_MINUTE": "1000000", "MOST_SOCKETS": "6000", "TRUSTED_PROXIES": "0"}
    return {"ENVIRONMENT": "production", **ours, **keys, **limits, **more}


def _demo(settings: dict[str, str], pairs: int) -> list[dict[str, Any]]:
    flask = str(Path(sys.executable).with_name("flask"))
    command = [flask, "--app", "webapp", "demo", "--pairs", str(pairs), "--password", PASSWORD]
    done = subprocess.run(command, cwd=server.ROOT, env=_environ(settings), check=True, stdout=subprocess.PIPE)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b'{"pair"')]


def _environ(settings: dict[str, str]) -> dict[str, str]:
    names = {setting.name for setting in config.SETTINGS}
    return {**{name: value for name, value in os.environ.items() if name not in names}, **settings}


def _seats(app: Flask, line: dict[str, Any]) -> Iterator[Seat]:
    for role in ("mentor", "mentee"):
        yield Seat(line["pair"], cookie_of(app, Member.get(Member.email == line[role]))[0])


def _talk(pair_id: int, messages: int) -> None:
    pair = Pair.get_by_id(pair_id)
    for n in range(messages):
        author = (pair.mentor, pair.mentee)[n % 2]
        words = f"{n}. We could begin with the letter, and look at the figures next week when you are back from Trento."
        chat.post_message(pair=pair, author=author, body=words, client_id=f"talked-{n:04d}")


@contextmanager
def serving(filled: Filled, cores: set[int] = SERVER_CORES, more: Settings | None = None) -> Iterator[Served]:
    """The app on a filled database, as production runs it."""
    settings = {**filled.settings, **(more or {})}
    with _running(["webapp:create_app()"], settings, cores) as served:
        yield served


@contextmanager
def bare(folder: Path) -> Iterator[Served]:
    """The bare echo and the empty page, on the same kind of server."""
    conf = str(Path(__file__).with_name("chat_floor_conf.py"))
    with _running(["--config", conf, "tests.bench.chat_floor:app"], _settings(folder, {}), SERVER_CORES) as served:
        yield served


@contextmanager
def _running(arguments: list[str], settings: dict[str, str], cores: set[int]) -> Iterator[Served]:
    place = f"127.0.0.1:{server.free_port()}"
    address, bind = f"http://{place}", ["--bind", place]  # production listens on every interface
    log = Path(settings["VAR_DIR"]) / f"server-{place}.log"
    command = [str(Path(sys.executable).with_name("gunicorn")), *bind, *arguments]
    with log.open("w") as output, on(cores):
        process = subprocess.Popen(
            command,
            cwd=server.ROOT,
            env=_environ({**settings, "BASE_URL": address}),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        server.wait_for(f"{address}/healthz", process, log)
        yield Served(address, process, log)
    finally:
        process.terminate()
        process.wait(server.PATIENCE)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(child) for child in task.read_text().split()]
    return found


def _tree(pid: int) -> list[int]:
    return [pid, *(found for child in _children(pid) for found in _tree(child))]


def _name(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


def _cpu(pid: int) -> float:
    """Processor seconds of a process and of its children that have ended."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(int(ticks) for ticks in fields[11:15]) / TICK
    return 0.0


def machine_cpu() -> float:
    """Processor seconds that all programs of the machine have used."""
    user, nice, system, _, _, irq, softirq, steal = Path("/proc/stat").read_text().split()[1:9]
    return sum(map(int, (user, nice, system, irq, softirq, steal))) / TICK


def _pss(pid: int) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return float(next(line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")))
