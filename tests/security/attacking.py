"""What attacks the running app, signed in as a member and as an admin: wapiti and sqlmap."""

import json
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.routes import ROUTES
from tests.security.findings import Finding
from tests.security.installed import environ, program
from tests.security.target import LEAVES, Target

WHO = ("bob", "olivia")
# Those that need nobody outside: ssrf, xxe and log4shell would have the app call a server of theirs.
MODULES = "cookieflags,csp,csrf,crlf,exec,file,http_headers,ldap,methods,permanentxss,redirect,sql,timesql,upload,xss"
QUERY = "q=a&page=1&before=5&after=1&around=1&message=1&mentee=1&mentor=1&next=/"
GRACE = 300  # seconds beyond its own limit before a scanner is ended


def wapiti(target: Target, folder: Path, seconds: int) -> Iterator[Finding]:
    """Wapiti from every page that each of the two gets, into every parameter and form that it finds there."""
    for who in WHO:
        report = folder / f"wapiti-{who}.json"
        command = [str(program("wapiti")), "-u", f"{target.url}/", "--scope", "domain", "-m", MODULES, "-f", "json"]
        command += [
            "-o",
            str(report),
            "-H",
            f"Cookie: {target.cookie_of(who)}",
            "--no-bugreport",
            "--flush-session",
        ]
        command += ["--store-session", str(folder / who), "--store-config", str(folder / who), "-v", "0"]
        # Looking for pages a quarter of the time, and each kind of attack its share of the rest.
        each = max(5, seconds * 3 // 4 // len(MODULES.split(",")))
        command += ["--max-scan-time", str(seconds // 4), "--max-attack-time", str(each)]
        for way in target.exits():
            command += ["-x", way]
        for page in target.pages_of(who):
            command += ["-s", page]
        _run(command, "wapiti", seconds)
        if not report.exists():
            yield Finding("wapiti", "no report", who)
            continue
        said: dict[str, Any] = json.loads(report.read_text())
        for kind in ("vulnerabilities", "anomalies"):
            for rule, ones in said[kind].items():
                for one in ones:
                    yield Finding("wapiti", rule, one["path"], f"{who}: {one['method']} {one['info'][:120]}")


def sqlmap(target: Target, folder: Path, seconds: int) -> Iterator[Finding]:
    """Sqlmap on every address with an id or a query that each of the two gets, and on the forms of those pages."""
    options = ["--batch", "--disable-coloring", "--level", "1", "--risk", "1", "--technique", "BEU", "--smart"]
    options += ["--ignore-code", "*", "--flush-session", "--output-dir", str(folder / "sqlmap")]
    for who in WHO:
        for kind, more in (("addresses", []), ("forms", ["--forms", "--csrf-token", "csrf_token"])):
            command = [str(program("sqlmap")), *options, *more, "--cookie", target.cookie_of(who)]
            tested, pages, end = 0, 0, time.monotonic() + seconds
            for address in _addresses(target, who, is_marked=kind == "addresses"):
                if time.monotonic() > end:
                    break
                said = _run([*command, "-u", address], "sqlmap", seconds)
                tested, pages = tested + said.count("heuristic (basic) test"), pages + 1
                if "sqlmap identified" in said:
                    yield Finding("sqlmap", "injectable", urlsplit(address).path, f"{who}: {said[-600:]}")
            print(f"  sqlmap as {who}, {kind}: {pages} pages, {tested} parameters", flush=True)


def _addresses(target: Target, who: str, *, is_marked: bool) -> Iterator[str]:
    for route in ROUTES:
        if route.method == "GET" and route.expected[who] == 200 and route.endpoint not in LEAVES:
            path = re.sub(
                r"\{(\w+)\}", lambda found: f"{target.here.ids[found[1]]}{'*' if is_marked else ''}", route.path
            )
            yield f"{target.url}{path}{'&' if '?' in path else '?'}{QUERY}" if is_marked else target.url + path


def _run(command: list[str], name: str, seconds: int) -> str:
    try:
        done = subprocess.run(
            command,
            env=environ(name),
            capture_output=True,
            text=True,
            timeout=seconds + GRACE,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode()
    return done.stdout + done.stderr
