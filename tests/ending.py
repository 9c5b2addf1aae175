"""How the cast comes to the end of a path."""

from typing import Any

from db.models import Pair
from tests import people
from tests.people import Cast
from webapp.domain import closing, pairs, progress, renewals, testimonials


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


def walked_before(cast: Cast, *, shown: str, kept: str, advice: str) -> dict[str, Any]:
    """Alice and Bob have walked a short program before, and thanked each other; what he wrote is shown."""
    program = people.program(cast.group, steps=1, name="First steps")
    pair = walk(people.introduced(program, cast.alice, cast.bob))
    thanks = closing.thank(pair=pair, author=cast.bob, body=shown)
    for member in (cast.bob, cast.alice):
        version = testimonials.offer(pair, thanks).version
        wishes = {"is_signed": True, "is_public": False}
        row = testimonials.consent(pair=pair, thanks=thanks, member=member, version=version, **wishes)
    closing.thank(pair=pair, author=cast.alice, body=kept)
    numbers = {"goal": 4, "worth": 5, "recommend": 9}
    closing.answer(pair=pair, member=cast.bob, words=f"unsigned {advice}", **numbers)
    closing.answer(pair=pair, member=cast.alice, words=f"signed {advice}", is_signed=True, **numbers)
    pairs.finish(pair=pair, member=cast.bob)
    renewal = renewals.propose(pair=pair, member=cast.alice, weeks=4)
    of_pair = {"walked": pair.id, "walked_program": program.id, "renewal": renewal.id}
    return {**of_pair, "thanks": thanks.id, "testimonial": row.id}
