"""Playing a story: people do what they do, the worker is told the time, and killed in the middle of its work."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from db.database import database
from db.models import Dispatch, NudgeItem, Pair
from tests.e2e.server import ROOT, free_port
from tests.simulation.oracle import Expected, Nudge
from tests.simulation.post import Mail, Post, post_office
from tests.simulation.stage import Stage, told_since
from tests.simulation.story import Story

PATIENCE = 300  # seconds for the worker's longest round
AFTER_A_KILL = timedelta(minutes=5)  # what a killed worker had claimed is free two minutes after it had claimed it


@dataclass
class Played:
    """What came of it: mails, rows, and how it went."""

    mails: list[Mail] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)  # the outbox's rows
    items: list[tuple[str, str, str, str, int]] = field(default_factory=list)  # email, kind, occasion, day, pair
    closed: dict[int, datetime] = field(default_factory=dict)
    left: list[tuple[str, str]] = field(default_factory=list)  # state and fault of what has not left at the end
    kills: int = 0
    kills_at_work: int = 0  # after which something had to be done again
    rounds: int = 0
    seconds: float = 0.0
    worker_seconds: float = 0.0


class Worker:
    """A process that is told the time."""

    def __init__(self, environ: dict[str, str], log: Path) -> None:
        self._environ, self._log = environ, log
        self._process: subprocess.Popen[str] | None = None

    def round(self, moment: datetime, *, killed_after: float | None = None) -> bool:
        """Let it do what is due at a moment; whether it got to the end before it was killed."""
        process = self._alive(moment)
        assert process.stdin
        process.stdin.write(f"{moment.isoformat()}\n")
        process.stdin.flush()
        if killed_after is not None:
            time.sleep(killed_after)
            process.kill()
            process.wait()
        return self._hears("done")

    def stop(self) -> None:
        """End it."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def _alive(self, moment: datetime) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            environ = {**os.environ, **self._environ, "SIMULATION_BEGINS": moment.isoformat()}
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.simulation.worker"],
                cwd=ROOT,
                env=environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log.open("a"),
                text=True,
            )
            assert self._hears("ready"), self._log.read_text()
        return self._process

    def _hears(self, word: str) -> bool:
        """Wait for a word; False if the process has ended. What it logs besides goes to the log."""
        assert self._process
        assert self._process.stdout
        with self._log.open("a") as log:
            for line in self._process.stdout:
                if line.strip() == word:
                    return True
                log.write(line)
        self._process.wait()
        return False


@contextmanager
def _settings() -> Iterator[dict[str, str]]:
    memory = Path("/dev/shm")  # noqa: S108 # a fresh folder is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.exists() else None) as folder:
        environ = {
            "ENVIRONMENT": "development",
            "SECRET_KEY": "s" * 40,
            "MESSAGE_KEYS": "k1:" + "k" * 40,
            "BASE_URL": "http://localhost:8000",
            "VAR_DIR": folder,
            "DATABASE_URL": os.environ.get("DATABASE", ""),
            "REDIS_URL": "",
            "MAIL_SERVER": "127.0.0.1",
            "MAIL_PORT": str(free_port()),
            "MAIL_USE_TLS": "false",
        }
        yield environ


def play(story: Story, expected: Expected, kills: int, told: Any = lambda line: None) -> Played:
    """Play it through. `kills` is how often the worker is killed; `told` hears how far it is."""
    began = time.monotonic()
    with _settings() as environ:
        stage = Stage(story, environ)
        game = _Game(story, expected, stage, kills)
        worker = Worker(environ, Path(environ["VAR_DIR"]) / "worker.log")
        with post_office(int(environ["MAIL_PORT"]), lambda: game.moment) as post:
            try:
                game.run(worker, post, told)
            finally:
                worker.stop()
                database.close_all()
    game.played.seconds = time.monotonic() - began
    return game.played


class _Game:
    def __init__(self, story: Story, expected: Expected, stage: Stage, kills: int) -> None:
        self.story, self.stage, self.played = story, stage, Played()
        self.moment = story.begins
        self._chance = random.Random(story.seed + 1)
        self._due: dict[datetime, list[Nudge]] = {}
        for nudge in expected.nudges:
            self._due.setdefault(nudge.at, []).append(nudge)
        busy = sorted(self._due)
        self._kills = set(self._chance.sample(busy, min(kills, len(busy))))
        self._pace = 0.02  # seconds a nudge takes

    def run(self, worker: Worker, post: Post, told: Any) -> None:
        events, place, since = self.story.events(), 0, self.story.begins - timedelta(days=1)
        for tick in self.story.ticks():
            now = place
            while place < len(events) and events[place].at <= tick:
                place += 1
            self.stage.go_on(since, tick, iter(events[now:place]))
            since = self.moment = tick
            self._round(worker, tick)
            self._note()
            if tick.hour == tick.minute == 0:
                told(f"{tick:%Y-%m-%d} {len(post.mails):,} mails, {self.played.kills} kills")
        self.played.mails = post.mails
        self._look()

    def _round(self, worker: Worker, tick: datetime) -> None:
        """One round; if it is to be killed, killed somewhere in it, and begun anew by another process."""
        count = len(self._due.get(tick, ()))
        if tick in self._kills:
            self.played.kills += 1
            within = 0.15 + count * self._pace
            if not worker.round(tick, killed_after=self._chance.uniform(0, within)):
                self.played.kills_at_work += 1
                self.moment = tick + AFTER_A_KILL
        began = time.monotonic()
        assert worker.round(self.moment)
        took = time.monotonic() - began
        self.played.rounds += 1
        self.played.worker_seconds += took
        if count > 3 and tick not in self._kills:
            self._pace = 0.8 * self._pace + 0.2 * took / count

    def _note(self) -> None:
        """Note what is in the outbox, before a pair ends and what it was told is forgotten with it."""
        with database.connection_context():
            last = self.played.told[-1]["id"] if self.played.told else 0
            self.played.told += told_since(last)

    def _look(self) -> None:
        with database.connection_context():
            numbers = {row: number for number, row in self.stage.pairs.items()}
            emails = {member.id: email for email, member in self.stage.members.items()}
            steps = {str(step.id): str(step.position) for step in self.stage.program.steps}
            for item in NudgeItem.select():
                occasion = steps[item.occasion] if item.kind == "step_opened" else item.occasion
                day = item.nudge.on_day.isoformat()
                self.played.items.append((emails[item.member_id], item.kind, occasion, day, numbers[item.pair_id]))
            for pair in Pair.select().where(Pair.state.in_(("ended", "completed")) & Pair.closed_by.is_null()):
                self.played.closed[numbers[pair.id]] = pair.closed_at
            unsent = Dispatch.select(Dispatch.state, Dispatch.fault).where(Dispatch.state.in_(("waiting", "failed")))
            self.played.left = list(unsent.tuples())
