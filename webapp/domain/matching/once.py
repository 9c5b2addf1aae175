"""A property that is worked out once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Value = TypeVar("Value")


class once(Generic[Value]):  # noqa: N801 # it is written like `property`
    """Like functools.cached_property, without the lock that that one takes (before Python 3.12).

    Matching runs in a thread while other greenlets go on; a lock that gevent has patched must not be waited for there.
    """

    def __init__(self, function: Callable[[Any], Value]) -> None:
        self.function, self.__doc__ = function, function.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, row: None, owner: type) -> once[Value]: ...
    @overload
    def __get__(self, row: object, owner: type) -> Value: ...
    def __get__(self, row: object | None, owner: type) -> once[Value] | Value:
        if row is None:
            return self
        found = row.__dict__[self.name] = self.function(row)
        return found
