"""Those who wait are told the truth, or nothing."""

from datetime import date, timedelta

from db.clock import now
from db.models import Enrollment, Pair, PairingPolicy
from tests import people
from tests.people import Cast
from tests.queries import count_queries
from webapp.domain import waiting
from webapp.domain.waiting import Outlook, Wait


def waited(cast: Cast, *days: float, role: str = "mentee") -> None:
    """People who were introduced today after so many days, the first one first."""
    mentor = people.enrolled(cast.program, people.member("Anna Prima"), "mentor", state="paired")
    for n, number in enumerate(days):
        sent_at = now() - timedelta(days=number)
        mentee = people.enrolled(cast.program, people.member(f"Mentee{n} Uno"), "mentee", submitted_at=sent_at)
        Pair.create(
            program=cast.program,
            mentor=mentor.member,
            mentee=mentee.member,
            mentor_enrollment=mentor,
            mentee_enrollment=mentee,
        )


def dana_waits(cast: Cast) -> Enrollment:
    Pair.delete().where(Pair.id == cast.pair.id).execute()
    return people.enrolled(cast.program, people.member("Dana Verdi"), "mentee")


def test_dana_is_told_within_how_many_days_half_were_introduced(cast: Cast) -> None:
    waited(cast, 2.5, 30, 8.5, 4, 20)
    assert waiting.outlook(dana_waits(cast)).wait == Wait(people=5, days=9)


def test_dana_is_told_nothing_of_fewer_than_five(cast: Cast) -> None:
    waited(cast, 1, 2, 3, 4)
    assert waiting.outlook(dana_waits(cast)) == Outlook()


def test_only_the_last_thirty_count(cast: Cast) -> None:
    waited(cast, *[100] * 20, *[2.5] * 30)
    assert waiting.outlook(dana_waits(cast)).wait == Wait(people=30, days=3)


def test_a_second_introduction_of_the_same_enrollment_does_not_count(cast: Cast) -> None:
    waited(cast, 1.5, 1.5, 1.5, 1.5, 1.5)
    again = Pair.select().where(Pair.id != cast.pair.id).first()
    other = people.enrolled(cast.program, people.member("Bruno Secondo"), "mentor")
    Pair.create(program=cast.program, mentor=other.member, mentee=again.mentee, mentor_enrollment=other,
                mentee_enrollment=again.mentee_enrollment, introduced_at=now() + timedelta(days=90))  # fmt: skip
    assert waiting.outlook(dana_waits(cast)).wait == Wait(people=5, days=2)


def test_dana_is_told_the_date_that_the_admin_has_set(cast: Cast) -> None:
    on = date(2027, 1, 15)
    PairingPolicy.create(program=cast.program, next_round_on=on)
    assert waiting.outlook(dana_waits(cast)).next_round_on == on


def test_what_happens_in_charlies_program_says_nothing_of_danas(cast: Cast) -> None:
    waited(cast, 1, 1, 1, 1, 1)
    other = people.enrolled(people.program(cast.group, name="Another one"), cast.charlie, "mentee")
    found = waiting.outlooks([dana_waits(cast), other])
    assert found[other.id] == Outlook()


def test_the_outlooks_of_many_take_three_queries(cast: Cast) -> None:
    rows = [people.enrolled(people.program(cast.group, name=f"P{n}"), cast.sam, "mentee") for n in range(4)]
    rows += [people.enrolled(row.program, cast.sam, "mentor") for row in rows]
    with count_queries() as made:
        waiting.outlooks(rows)
    assert len(made) == 3
    with count_queries() as made:
        assert waiting.outlooks([]) == {}
    assert not made
