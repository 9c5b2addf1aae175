"""What is sealed in the database, by which it is known whether its keys are needed."""

from typing import Any

from db.models import (
    ClosingAnswer,
    CoordinatorNote,
    CoordinatorWord,
    DataKey,
    Dispatch,
    Export,
    InstanceSecret,
    Report,
    TotpSecret,
)

WHOLE: tuple[Any, ...] = (DataKey, TotpSecret, InstanceSecret, CoordinatorNote, CoordinatorWord)
PARTS: tuple[Any, ...] = (Export.archive, Report.wrapped, Dispatch.letter, ClosingAnswer.words)


def are_there_any() -> bool:
    """Whether anything at all is sealed in this database."""
    some = [column.model.select().where(column.is_null(False)) for column in PARTS]
    return any(query.exists() for query in (*(noun.select() for noun in WHOLE), *some))
