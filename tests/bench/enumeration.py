"""Whether the time of an answer tells who has an account. `make bench-enumeration`; 1 where a median differs by 5 %.

100 tries each, alternating, for a known and an unknown address, at sign-in, at a reset and at sign-up, on the real
server without limits. What is mailed is found out by a job after the answer; a try begins when that is done with.
"""

import http.client
import itertools
import re
import statistics
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.people import PASSWORD
from tests.security.target import Target, target

TRIES = 100
GOAL = 0.05  # of the known address's median
PAUSE = 0.15  # seconds, for the job of the try before
WRONG = "not the passphrase of anybody"
_numbers = itertools.count(1)


@dataclass
class Visitor:
    """A browser that has opened a page with a form and can send it again and again."""

    target: Target
    page: str
    cookie: str = ""
    token: str = field(default="", init=False)

    def __post_init__(self) -> None:
        address = urllib.parse.urlsplit(self.target.url)
        self.wire = http.client.HTTPConnection(str(address.hostname), address.port)
        self.wire.request("GET", self.page)
        answer = self.wire.getresponse()
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        found = re.search(r'name="csrf_token" value="([^"]+)"', answer.read().decode())
        assert found, self.page
        self.token = found[1]

    def send(self, path: str, fields: dict[str, str]) -> tuple[float, int]:
        """Milliseconds until the whole answer is there, and its status."""
        body = urllib.parse.urlencode({**fields, "csrf_token": self.token})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        begun = time.perf_counter()
        self.wire.request("POST", path, body, headers)
        answer = self.wire.getresponse()
        answer.read()
        return 1000 * (time.perf_counter() - begun), answer.status


@dataclass(frozen=True)
class Form:
    """A form that takes an address: its page, where it is sent, and what else is in it."""

    name: str
    page: str
    path: str
    fields: Callable[[str], dict[str, str]]


FORMS = (
    Form("sign-in", "/login", "/login", lambda email: {"email": email, "password": WRONG}),
    Form("reset", "/password-resets/new", "/password-resets", lambda email: {"email": email}),
    Form(
        "sign-up",
        "/signup",
        "/signup",
        lambda email: {"email": email, "password": PASSWORD, "name": "Nora Blu", "birth_date": "1980-05-01"},
    ),
)


def unknown() -> str:
    """An address that nobody has signed up with, as long as the known one."""
    return f"{next(_numbers):03}@example.org"


def main() -> int:
    """Print the table."""
    print(
        "| form | known, ms | unknown, ms | differ by | known from itself | |\n"
        "| --- | ---: | ---: | ---: | ---: | --- |"
    )
    with target() as running:
        rows = [_measured(running, form) for form in FORMS]
    return 0 if all(rows) else 1


def _measured(running: Target, form: Form) -> bool:
    visitor = Visitor(running, form.page)
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    statuses: dict[str, set[int]] = {"known": set(), "unknown": set()}
    for which, email in _tries():
        took, status = visitor.send(form.path, form.fields(email))
        times[which].append(took)
        statuses[which].add(status)
        time.sleep(PAUSE)
    known, other = (statistics.median(times[which][2:]) for which in ("known", "unknown"))
    differ = abs(known - other) / known
    halves = [statistics.median(times["known"][2:][half::2]) for half in (0, 1)]
    noise = abs(halves[0] - halves[1]) / known  # what the machine alone makes: above the goal nothing is shown
    is_good = differ < GOAL and statuses["known"] == statuses["unknown"]
    print(
        f"| {form.name} | {known:.2f} | {other:.2f} | {differ:.1%} | {noise:.1%} | {'' if is_good else 'tells'} |",
        flush=True,
    )
    return is_good


def _tries() -> Iterator[tuple[str, str]]:
    """A known and an unknown address in turn, each as often first, so that neither always follows the other's job."""
    for number in range(TRIES + 2):
        pair = [("known", "bob@example.org"), ("unknown", unknown())]
        yield from (pair if number % 2 else reversed(pair))


if __name__ == "__main__":
    sys.exit(main())
