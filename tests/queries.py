"""How many queries something makes: a page's number must not grow with its rows."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

NOT_QUERIES = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ")


@contextmanager
def count_queries() -> Iterator[list[str]]:
    """`with count_queries() as made: …`, then `len(made)`; `made` has the queries themselves, for a failure's words."""
    logger, made = logging.getLogger("peewee"), _Collector()
    level = logger.level
    logger.setLevel(logging.DEBUG)
    logger.addHandler(made)
    try:
        yield made.queries
    finally:
        logger.removeHandler(made)
        logger.setLevel(level)


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.queries: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        sql = str(record.msg[0]) if isinstance(record.msg, tuple) else record.getMessage()
        if not sql.upper().startswith(NOT_QUERIES):
            self.queries.append(sql)
