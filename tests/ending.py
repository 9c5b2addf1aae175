"""How the cast comes to the end of a path."""

from db.models import Pair
from webapp.domain import pairs, progress


def walk(pair: Pair, *, but_last: bool = False) -> Pair:
    """Note every step as done, or all but the last one."""
    steps = progress.path_of(pair).steps
    for each in steps[:-1] if but_last else steps:
        progress.complete_step(pair=pair, member=pair.mentor, step=each.step)
    return fresh(pair)


def finished(pair: Pair) -> Pair:
    """Walk the whole path, and let the mentee finish."""
    pairs.finish(pair=walk(pair), member=pair.mentee)
    return fresh(pair)


def fresh(pair: Pair) -> Pair:
    """The pair as it is now."""
    found = Pair.with_id(pair.id)
    assert found
    return found
