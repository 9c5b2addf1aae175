from typing import Any

import pytest

from db.models import Enrollment, Membership, Notification, Program, Wish
from tests import people
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import admissions, enrollments, questionnaire, wishes
from webapp.domain.errors import AnswersAreMissing, NotYours, ProgramIsClosed, SamePerson, TooManyWishes, WrongState


def ready(cast: Cast, dana: Any, role: str = "mentee") -> Enrollment:
    """Dana's draft with what pairing needs."""
    (draft,) = enrollments.enroll(program=cast.program, actor=dana, roles=[role])
    Enrollment.update(goal="Rest", languages=["it"]).where(Enrollment.id == draft.id).execute()
    return Enrollment.get_by_id(draft.id)


def test_dana_cannot_get_two_places_in_a_role_by_asking_at_once(cast: Cast, dana: Any) -> None:
    def enroll() -> Any:
        return enrollments.enroll(program=cast.program, actor=dana, roles=["mentor", "mentee"])

    results = at_once(*[enroll] * 8)
    assert all([row.role for row in rows] == ["mentee", "mentor"] for rows in results), results
    assert Enrollment.select().where(Enrollment.member == dana).count() == 2


def test_dana_can_send_at_once_from_two_tabs_and_admins_are_told_once(cast: Cast, dana: Any) -> None:
    Program.update(enrollment_rule="approval").execute()
    draft = ready(cast, dana)
    results = at_once(*[lambda: enrollments.submit(enrollment=draft, actor=dana)] * 6)
    assert {row.state for row in results} == {"requested"}, results
    assert len({row.submitted_at for row in results}) == 1
    assert Notification.select().count() == 1


def test_two_topics_saved_at_once_are_both_kept(cast: Cast, dana: Any) -> None:
    draft = ready(cast, dana)
    at_once(
        lambda: enrollments.answer(enrollment=draft, actor=dana, topic="goal", columns={"goal": "Sleep"}),
        lambda: enrollments.answer(enrollment=draft, actor=dana, topic="experience", columns={"experience": "Much"}),
        lambda: enrollments.answer(enrollment=draft, actor=dana, topic="wishes", columns={}),
    )
    kept = Enrollment.get_by_id(draft.id)
    assert (kept.goal, kept.experience) == ("Sleep", "Much")
    assert sorted(kept.answered) == ["experience", "goal", "wishes"]


def test_charlie_cannot_touch_danas_place(cast: Cast, dana: Any) -> None:
    draft = ready(cast, dana)
    for verb in (enrollments.submit, enrollments.pause, enrollments.resume, enrollments.withdraw):
        with pytest.raises(NotYours):
            verb(enrollment=draft, actor=cast.charlie)
    with pytest.raises(NotYours):
        enrollments.answer(enrollment=draft, actor=cast.charlie, topic="goal", columns={"goal": "x"})
    with pytest.raises(NotYours):
        wishes.name(enrollment=draft, actor=cast.charlie, member=cast.bob, kind="wish")
    with pytest.raises(ProgramIsClosed):
        enrollments.enroll(program=cast.program, actor=cast.charlie, roles=["mentee"])


@pytest.mark.parametrize("capacity", [0, 6, -1, 100])
def test_a_mentor_cannot_offer_a_capacity_out_of_bounds(cast: Cast, dana: Any, capacity: int) -> None:
    draft = ready(cast, dana, "mentor")
    with pytest.raises(ValueError, match="one to five"):
        enrollments.answer(enrollment=draft, actor=dana, topic="capacity", columns={"capacity": capacity})


def test_a_topic_cannot_change_the_columns_of_another(cast: Cast, dana: Any) -> None:
    draft = ready(cast, dana)
    enrollments.answer(enrollment=draft, actor=dana, topic="goal", columns={"goal": "Sleep", "state": "paired"})
    assert Enrollment.get_by_id(draft.id).state == "draft"


def test_dana_cannot_send_what_pairing_cannot_use(cast: Cast, dana: Any) -> None:
    (draft,) = enrollments.enroll(program=cast.program, actor=dana, roles=["mentee"])
    assert questionnaire.missing(draft) == ["topics", "languages"]
    with pytest.raises(AnswersAreMissing):
        enrollments.submit(enrollment=draft, actor=dana)
    place = enrollments.submit(enrollment=ready(cast, dana), actor=dana)
    with pytest.raises(AnswersAreMissing):
        enrollments.answer(enrollment=place, actor=dana, topic="languages", columns={"languages": ["xx"]})
    assert Enrollment.get_by_id(place.id).languages == ["it"]


def test_an_admin_who_takes_part_needs_nobodys_yes(cast: Cast) -> None:
    Program.update(enrollment_rule="approval").execute()
    assert enrollments.submit(enrollment=ready(cast, cast.olivia), actor=cast.olivia).state == "waiting"


def test_dana_cannot_come_back_to_a_program_that_has_finished(cast: Cast, dana: Any) -> None:
    place = people.enrolled(cast.program, dana, "mentee", state="paused")
    Program.update(state="finished").execute()
    with pytest.raises(ProgramIsClosed):
        enrollments.resume(enrollment=place, actor=dana)
    left = enrollments.withdraw(enrollment=place, actor=dana)
    assert left
    with pytest.raises(ProgramIsClosed):
        enrollments.enroll_again(enrollment=left, actor=dana)


def test_someone_declined_cannot_ask_again_by_themselves(cast: Cast, dana: Any) -> None:
    place = people.enrolled(cast.program, dana, "mentee", state="declined")
    for verb in (enrollments.enroll_again, enrollments.resume, enrollments.pause, enrollments.withdraw):
        with pytest.raises(WrongState):
            verb(enrollment=place, actor=dana)


def test_someone_who_left_the_group_cannot_send_a_draft(cast: Cast, dana: Any) -> None:
    draft = ready(cast, dana)
    Membership.update(state="left").where(Membership.member == dana).execute()
    with pytest.raises(ProgramIsClosed):
        enrollments.submit(enrollment=draft, actor=dana)


def test_dana_cannot_wish_for_herself_or_for_a_crowd(cast: Cast, dana: Any) -> None:
    draft = ready(cast, dana)
    with pytest.raises(SamePerson):
        wishes.name(enrollment=draft, actor=dana, member=dana, kind="wish")
    for n in range(wishes.MOST):
        wishes.name(enrollment=draft, actor=dana, member=people.member(f"N{n}"), kind="never")
    with pytest.raises(TooManyWishes):
        wishes.name(enrollment=draft, actor=dana, member=cast.bob, kind="wish")
    assert Wish.select().count() == wishes.MOST


def test_two_admins_who_decide_at_once_tell_each_person_once(cast: Cast) -> None:
    Program.update(enrollment_rule="approval").execute()
    asking = [people.enrolled(cast.program, people.member(f"N{n}"), "mentee", state="requested").id for n in range(6)]

    def decide(ids: list[int]) -> Any:
        return admissions.approve(program=cast.program, actor=cast.olivia, enrollment_ids=ids)

    results = at_once(*[lambda: decide(asking), lambda: decide(asking[::-1])] * 3)
    assert sorted(len(rows) for rows in results) == [0, 0, 0, 0, 0, 6]
    assert Notification.select().count() == 6


def test_members_cannot_decide(cast: Cast, dana: Any) -> None:
    place = people.enrolled(cast.program, dana, "mentee", state="requested")
    for someone in (dana, cast.sam, cast.charlie):
        for verb in (admissions.approve, admissions.decline, admissions.take_back):
            with pytest.raises(NotYours):
                verb(program=cast.program, actor=someone, enrollment_ids=[place.id])


def test_what_was_decided_cannot_be_undone_once_somebody_is_paired(cast: Cast) -> None:
    Program.update(enrollment_rule="approval").execute()
    program = Program.get_by_id(cast.program.id)
    paired = Enrollment.get(Enrollment.member == cast.bob)
    assert admissions.take_back(program=program, actor=cast.olivia, enrollment_ids=[paired.id]) == []
    assert Enrollment.get_by_id(paired.id).state == "paired"
