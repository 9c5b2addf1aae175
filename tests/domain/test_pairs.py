from functools import partial

from db.models import Enrollment, Pair
from tests import people
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import pairs


def test_a_mentors_two_pairs_that_end_at_once_leave_no_place_paired_with_nobody(cast: Cast) -> None:
    for n in range(10):
        mia, dana, erik = (people.member(f"{name}{n} Verdi") for name in ("Mia", "Dana", "Erik"))
        first = people.introduced(cast.program, mia, dana)
        place = people.enrolled(cast.program, erik, "mentee", state="paired")
        both = {"mentor_enrollment": first.mentor_enrollment, "mentee_enrollment": place}
        second = Pair.create(program=cast.program, mentor=mia, mentee=erik, **both)
        ends = (partial(pairs.end, pair=first, member=dana), partial(pairs.end, pair=second, member=erik))
        assert at_once(*ends) == [None, None]
        assert Enrollment.get_by_id(first.mentor_enrollment_id).state == "paused"
