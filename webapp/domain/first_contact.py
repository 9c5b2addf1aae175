"""How much one may write to a partner who has never written: nobody is to be pressed by a stranger."""

from db import hot

MOST = 3  # messages

_REMEMBERED = 100_000  # of this process; what is forgotten is looked up again
_answered: set[tuple[int, int]] = set()  # (pair, author): whose partner has written; a pair once answered stays so


def is_too_much(standing: hot.Standing, author_id: int) -> bool:
    """Whether an author who has just stored a message has now written more than the unanswered may.

    `standing` is the pair before that, its row locked. In a pair that is new or known to be answered this asks nothing.
    """
    if standing.seq < MOST or (standing.pair_id, author_id) in _answered:
        return False
    return _written(standing.pair_id, author_id, standing.partner_of(author_id)) > MOST


def left(*, pair_id: int, author_id: int, partner_id: int) -> int | None:
    """How many messages an author may still write before their partner does; None where the partner has."""
    written = _written(pair_id, author_id, partner_id)
    return None if (pair_id, author_id) in _answered else max(0, MOST - written)


def _written(pair_id: int, author_id: int, partner_id: int) -> int:
    """How many messages the author has, as far as it matters; 0 where the partner has written, which is remembered."""
    is_answered, written = hot.written(pair_id, author_id, partner_id, MOST + 1)
    if not is_answered:
        return written
    if len(_answered) >= _REMEMBERED:
        _answered.clear()
    _answered.add((pair_id, author_id))
    return 0
