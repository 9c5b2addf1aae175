"""Long reckonings beside the event loop: what takes the processor for long must not stop every socket."""

from collections.abc import Callable
from typing import Any, TypeVar

from gevent import get_hub

T = TypeVar("T")


def in_thread(function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """What the function returns, reckoned in gevent's thread pool while other greenlets run.

    It must not touch the database: connections belong to greenlets.
    """
    result: T = get_hub().threadpool.apply(function, args, kwargs)
    return result
