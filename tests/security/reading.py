"""What reads the code: bandit, and semgrep with our own rules."""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from tests.security.findings import Finding
from tests.security.installed import ROOT, environ, program

CODE = ("webapp", "db")
RULES = Path(__file__).with_name("rules.yml")


def bandit() -> list[Finding]:
    """Bandit over the code."""
    said = _json([str(program("bandit")), "--quiet", "--recursive", *CODE, "--format", "json", "--output"], "bandit")
    return [Finding("bandit", one["test_id"], one["filename"], f"line {one['line_number']}: {one['issue_text']}")
            for one in said["results"]]  # fmt: skip


def semgrep() -> list[Finding]:
    """Semgrep over the code, with the rules of this folder only; it asks nobody."""
    command = [str(program("semgrep")), "scan", "--config", str(RULES), "--metrics", "off", "--disable-version-check"]
    said = _json([*command, "--quiet", "--json", *CODE, "--output"], "semgrep")
    faults = [Finding("semgrep", "error", str(one.get("path", "")), one["message"][:200]) for one in said["errors"]]
    return faults + [
        Finding("semgrep", one["check_id"].split(".")[-1], one["path"], _words(one)) for one in said["results"]
    ]


def _words(one: dict[str, Any]) -> str:
    return f"line {one['start']['line']}: {one['extra']['message'].strip()}"


def _json(command: list[str], name: str) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        done = subprocess.run([*command, str(report)], cwd=ROOT, env=environ(name), capture_output=True, text=True)
        if not report.exists():
            raise RuntimeError(f"{name} said: {done.stdout[-500:]}{done.stderr[-1500:]}")
        return json.loads(report.read_text())
