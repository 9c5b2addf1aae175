"""Where limits are counted when there is no Redis: in this process's memory, without a thread for nearly each count."""

import time

from limits.storage import MemoryStorage

SWEPT_EVERY = 60.0  # seconds


class ProcessStorage(MemoryStorage):
    """`limits`' own, which starts a timer, a thread, with most hits to forget what has expired: a tenth of a message.

    What has expired never counts; that it is forgotten only every minute costs a little memory and nothing else.
    """

    STORAGE_SCHEME = ["process"]  # `limits` finds a storage by it

    _swept_at = 0.0

    def _MemoryStorage__schedule_expiry(self) -> None:  # noqa: N802 # Python's name for the library's own
        if time.monotonic() - self._swept_at >= SWEPT_EVERY:
            self._swept_at = time.monotonic()
            self._MemoryStorage__expire_events()  # type: ignore[attr-defined] # as above
