"""The worker process of a simulation: told what time it is, it does what the clock would begin then.

`python -m tests.simulation.worker` reads instants from its standard input, a line each, and answers `done` after each.
Between two of them the clock goes on at its own pace. Whoever kills it loses what it was about.
"""

import os
import sys
import time
from datetime import datetime, timedelta, tzinfo

from db import clock

_told: list[tuple[datetime, float]] = []


class _Told(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override] # an ordinary one is enough
        moment, since = _told[-1]
        return moment.astimezone(tz) + timedelta(seconds=time.monotonic() - since)


def main() -> None:
    """Work until the input ends."""
    vars(clock)["datetime"] = _Told
    _told.append((datetime.fromisoformat(os.environ["SIMULATION_BEGINS"]), time.monotonic()))
    from webapp import create_app, nightly

    app = create_app()
    # The nights' work is made up for by `catch_up`, which is one of these.
    works = {**nightly.EVERY_TEN_MINUTES, **nightly.EVERY_MINUTE}
    print("ready", flush=True)
    for line in sys.stdin:
        moment = datetime.fromisoformat(line.strip())
        _told[:] = [(moment, time.monotonic())]
        for work in works.values():
            nightly._with_app(app, work)()
        print("done", flush=True)


if __name__ == "__main__":
    main()
