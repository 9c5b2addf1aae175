"""Each scanner in a venv of its own, in `.security/`, which git ignores: their dependencies do not fit together."""

import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
HOME = ROOT / ".security"


class ScannerIsMissing(Exception):  # noqa: N818 # the name is the sentence
    """A scanner could not be installed; the text says what pip said."""


def program(name: str) -> Path:
    """The scanner's program, installed if it is not there."""
    folder = HOME / name
    found = folder / "bin" / name
    if not found.exists():
        venv.create(folder, with_pip=True)
        command = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", _requirement(name)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode or not found.exists():
            raise ScannerIsMissing(f"{name} could not be installed:\n{done.stderr[-1500:]}")
    return found


def _requirement(name: str) -> str:
    """The line for it in pyproject's optional group `security`."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    return next(str(line) for line in groups["security"] if str(line).startswith(name))


def environ(name: str) -> dict[str, str]:
    """For a scanner that keeps its settings at home and looks for its own programs on the path."""
    return {"HOME": str(HOME), "PATH": f"{HOME / name / 'bin'}:/usr/bin:/bin", "PYTHON": sys.executable}
