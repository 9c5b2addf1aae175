"""How long the server takes for the pages of a large program, in how many queries, how heavy. `make bench-pages`.

Times are the median of several and the best of them, and beside an empty page of the same app, asked for in turn: a
figure in milliseconds says as much of the machine, and of what else it does, as of the program.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import brotli
from flask import Flask, url_for
from flask.testing import FlaskClient

from db.database import database, is_sqlite
from db.migrate import migrate
from db.models import Member, Pair, Program
from tests.bench import history
from tests.e2e import server
from tests.queries import count_queries
from webapp import create_app
from webapp.access import public
from webapp.domain import accounts, chat, vault

GOAL = 100.0  # ms of the overview
EMPTY = "/empty-page"
PAGES = {  # what a page is called: its endpoint, and whose page it is
    "overview": ("overviews.show", "admin"),
    "help list": ("help.index", "admin"),
    "pairs": ("programs.pairs", "admin"),
    "enrollments": ("enrollments.index", "admin"),
    "home": ("home.index", "admin"),
    "pair's page": ("pairs.show", "mentee"),
    "mentee's home": ("home.index", "mentee"),
}
HEADINGS = f"{'page':<16}{'ms':>8}{'best':>8}{'x empty':>9}{'queries':>9}{'KB':>7}"


class Reader:
    """Somebody's browser, without a network."""

    def __init__(self, app: Flask, member: Member) -> None:
        self.client = FlaskClient(app, app.response_class, use_cookies=True)
        database.connect(reuse_if_open=True)
        token = accounts.open_session(member, device="bench")
        with self.client.session_transaction() as session:  # which gives the connection back, as a request does
            session["_user_id"] = token
            session["_fresh"] = True

    def get(self, path: str) -> bytes:
        """The page as it is before it is compressed."""
        answer = self.client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        page: bytes = answer.data
        return page

    def measure(self, path: str, times: int) -> tuple[float, float, float]:
        """Of so many visits after a first one the median and the best, in ms, and the empty page's median between."""
        self.get(path)
        both = [(self._timed(path), self._timed(EMPTY)) for _ in range(times)]
        taken, empty = zip(*both, strict=True)
        return median(taken), min(taken), median(empty)

    def _timed(self, path: str) -> float:
        begun = time.perf_counter()
        self.client.get(path)
        return 1_000 * (time.perf_counter() - begun)


def main() -> int:
    """Fill a database, measure every page and print the table; 1 if the overview is over its goal."""
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="waymark-pages-", ignore_cleanup_errors=True) as folder:
        settings = server.environ(Path(folder), server.free_port())
        settings |= {"ENVIRONMENT": "test", **({"DATABASE_URL": given.database} if given.database else {})}
        app = create_app(settings, PROPAGATE_EXCEPTIONS=False)
        app.add_url_rule(EMPTY, "empty", public(lambda: ""))
        migrate()
        with app.app_context(), database.connection_context():
            vault.check_canaries()
            program = history.make(given.pairs, given.weeks)
            if not is_sqlite():
                database.execute_sql("ANALYZE")  # what PostgreSQL does by itself in a while
        took = _print_table(app, program, given)
        database.close()
    print(f"\noverview: {took:.0f} ms, goal {GOAL:.0f}")
    return 1 if took > GOAL else 0


def _print_table(app: Flask, program: Program, given: Any) -> float:
    """Returns what the overview took."""
    database.connect(reuse_if_open=True)
    pair = _talking(program)
    people = {"admin": Member.get(Member.is_host), "mentee": pair.mentee}
    readers = {who: Reader(app, member) for who, member in people.items()}
    ids: dict[str, Any] = {"program_id": program.id, "pair_id": pair.id}
    print(f"{given.pairs} pairs, {given.weeks} weeks\n\n{HEADINGS}")
    took = 0.0
    for name, (endpoint, who) in PAGES.items():
        if endpoint not in app.view_functions:
            continue
        path = _path(app, endpoint, ids)
        ms, best, empty = readers[who].measure(path, given.times)
        with count_queries() as made:
            page = readers[who].get(path)
        weight = len(brotli.compress(page, quality=5)) / 1_000
        print(f"{name:<16}{ms:>8.1f}{best:>8.1f}{ms / empty:>9.1f}{len(made):>9}{weight:>7.1f}")
        took = ms if name == "overview" else took
    return took


def _talking(program: Program) -> Pair:
    """A pair with 30 messages that can be opened, of those who have not written yet."""
    silent = (Pair.program == program) & (Pair.seq == 0) & (Pair.state == "active")
    pair: Pair = Pair.select().where(silent).order_by(Pair.id).get()
    for n in range(30):
        author = pair.mentor if n % 2 else pair.mentee
        chat.post_message(pair=pair, author=author, body=f"Some words, number {n}", client_id=f"{author.id}-{n}")
    return pair


def _path(app: Flask, endpoint: str, ids: dict[str, Any]) -> str:
    wanted = next(app.url_map.iter_rules(endpoint)).arguments
    with app.test_request_context():
        return url_for(endpoint, **{name: ids[name] for name in wanted})


def _arguments() -> Any:
    parser = argparse.ArgumentParser(prog="make bench-pages", description=__doc__)
    parser.add_argument("--pairs", type=int, default=2_000)
    parser.add_argument("--weeks", type=int, default=12)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--database", default="", help="the URL of an empty database, in place of a SQLite file")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
