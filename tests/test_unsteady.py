"""A test in the browser that fails beside the others gets one more try by itself, and its name is said."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import test as runner

Runs = Callable[[str], tuple[bool, list[str]]]
ONCE = "from pathlib import Path\nONCE = Path(__file__).with_name('once')\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    """`run("def test_…")` gives those tests to the stage of the browser's."""
    monkeypatch.setattr(runner, "SUITE", [sys.executable, "-m", "pytest"])
    file = tmp_path / "test_steady.py"
    here = ["--rootdir", str(tmp_path), "-o", f"cache_dir={tmp_path}/cache", str(file)]
    monkeypatch.setattr(runner, "IN_BROWSER", here)

    def run(tests: str) -> tuple[bool, list[str]]:
        file.write_text(ONCE + tests)
        return runner._run_in_browser()

    return run


def test_what_passes_is_run_once(run: Runs) -> None:
    assert run("def test_bob():\n    ONCE.touch(exist_ok=False)\n") == (True, [])


def test_what_passes_on_its_own_is_named(run: Runs, capsys: pytest.CaptureFixture[str]) -> None:
    unsteady = (
        "def test_alice():\n    pass\ndef test_bob():\n    had = ONCE.exists()\n    ONCE.touch()\n    assert had\n"
    )
    passed, named = run(unsteady)
    assert (passed, named) == (True, ["test_steady.test_bob"])
    assert runner._conclude([], [], named) == 0
    assert "Unsteady, passed on their own: test_steady.test_bob" in capsys.readouterr().out


def test_what_fails_twice_has_failed(run: Runs) -> None:
    assert run("def test_charlie():\n    raise AssertionError\n") == (False, [])


def test_many_failures_are_no_chance(run: Runs) -> None:
    tests = "".join(f"def test_{n}():\n    assert ONCE.exists()\n" for n in range(9))  # each would pass the next time
    assert run(tests + "def test_last():\n    ONCE.touch()\n") == (False, [])
