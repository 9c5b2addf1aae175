"""What is told to open pages, and nothing else: these functions are the only callers of publish.

Call them after the transaction has committed. None carries a word of anybody's.
"""

from db.models import Message
from webapp.realtime import hub


def pair_changed(pair_id: int, seq: int, *, new: Message | None = None) -> None:
    """Something was posted, edited or deleted: read what is after your last seq.

    `new` is the row of a message that was stored just now, its words sealed: in this process nobody needs to read it.
    """
    event = {"pair": pair_id, "kind": "changed", "seq": seq}
    if new is None:
        hub.get().publish(event)
    else:
        hub.get().publish(event, here={"row": new})


def seen(pair_id: int, *, by: int, seq: int) -> None:
    """Member `by` has read up to `seq`."""
    hub.get().publish({"pair": pair_id, "kind": "seen", "by": by, "seq": seq})


def typing(pair_id: int, *, by: int) -> None:
    """Member `by` is writing."""
    hub.get().publish({"pair": pair_id, "kind": "typing", "by": by})


def presence(pair_id: int, *, by: int, kind: str) -> None:
    """A page of member `by` `came`, is still `here`, or `left`."""
    hub.get().publish({"pair": pair_id, "kind": kind, "by": by})


def pair_closed(pair_id: int) -> None:
    """The pair has ended, or one has blocked the other: whoever listens must look whether they still may."""
    hub.get().publish({"pair": pair_id, "kind": "look"})


def news(member_id: int) -> None:
    """A member has been told something, or has read it: their bell says another number."""
    hub.get().publish({"member": member_id, "kind": "news"})


def sessions_ended(member_id: int) -> None:
    """One or more of a member's sessions have ended: their sockets must look whether theirs has."""
    hub.get().publish({"member": member_id, "kind": "look"})
