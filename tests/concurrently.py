"""Real threads against the real database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from db.database import database


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Run the actions at the same moment, each with a connection of its own; an exception is its result."""
    start = Barrier(len(actions), timeout=30)

    def run(action: Callable[[], Any]) -> Any:
        start.wait()  # before the connection: the pool has fewer than a test may have threads
        with database.connection_context():
            try:
                return action()
            except Exception as error:  # the test looks at what came
                return error

    database.close()
    with ThreadPoolExecutor(len(actions)) as pool:
        results = list(pool.map(run, actions))
    database.connect(reuse_if_open=True)
    return results
