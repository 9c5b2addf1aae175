"""Web push."""

from datetime import datetime

from db.models import Dispatch


class NotNow(Exception):  # noqa: N818 # not an error: when to try again
    """No browser of the member's could be reached yet."""

    def __init__(self, at: datetime) -> None:
        super().__init__("push service")
        self.at = at


def deliver(dispatch: Dispatch) -> int:
    """Push a dispatch's notification to the member's browsers. Raises NotNow."""
    return 0
