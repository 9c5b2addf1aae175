"""The promises of SECURITY.md that are about what the code does not do, and that each of them names its proof."""

import ast
import re
from datetime import timedelta

from db.clock import now
from db.models import TABLES, Link, Member
from tests import source
from webapp.domain import accounts

FETCHING = {"urllib.request", "urllib3", "requests", "httpx", "aiohttp", "http.client", "ftplib", "pycurl", "socket"}
# What speaks to an address that the host configured, or reads the kernel's: "<file>": why.
SPEAKS = {
    "webapp/egress.py": "one POST to a push service that we know; tests/test_egress.py says how far it goes",
    "webapp/realtime/sockets.py": "the upgraded socket of a request",
}
PROMISES = re.findall(r"^\| (P\d+) \| .* \| (.*) \|$", (source.ROOT / "SECURITY.md").read_text(), re.MULTILINE)


def test_every_promise_names_files_that_prove_it() -> None:
    assert [name for name, _ in PROMISES] == [f"P{number}" for number in range(1, 16)]
    for name, proofs in PROMISES:
        for path in re.findall(r"`([^`]+)`", proofs):
            assert (source.ROOT / path).exists(), f"{name} in SECURITY.md names {path}, which is not there"


def test_the_app_cannot_fetch_an_address_that_a_member_chose() -> None:
    """No module of the app imports what could fetch one."""
    for path in source.python_files("webapp", "db"):
        fetching = _imported(source.tree_of(path)) & FETCHING
        assert not fetching or source.name_of(path) in SPEAKS, f"{source.name_of(path)} imports {fetching}: see P12"


def _imported(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def test_no_table_has_a_place_for_a_birth_date() -> None:
    columns = {name for table in TABLES for name in table._meta.fields}
    assert not [name for name in columns if re.search(r"birth|born|(^|_)age(_|$)", name)]


def test_bob_cannot_use_a_link_after_its_time(cast: object) -> None:
    bob = Member.get(Member.name == "Bob Conti")
    for purpose, lifetime in accounts.LIFETIMES.items():
        # Who was banned has as long to be heard as everybody else; their link leads to nothing else.
        assert lifetime <= timedelta(days=30 if purpose == "decision" else 3)
        token = accounts.make_link(bob, purpose)
        assert token not in str(list(Link.select().tuples()))
        Link.update(expires_at=now()).execute()
        assert Link.usable(purpose, accounts.hash_of(token)) is None
