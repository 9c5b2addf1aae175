"""Where every change to a pair that is not a message begins: the pair is held, and the two may write."""

from db.models import Pair
from webapp.domain.errors import PairIsClosed


def hold(pair: Pair) -> Pair:
    """The pair as it is now, its row locked until the transaction ends. Must be called inside `writing()`.

    Raises PairIsClosed if it has ended, or one of the two has blocked the other.
    """
    fresh = Pair.locked(pair.id)
    if not fresh.can_be_written_in():
        raise PairIsClosed
    return fresh
