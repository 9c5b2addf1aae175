from datetime import date, timedelta

from db.clock import now
from db.models import Member, Pair, Step
from tests import people
from tests.people import Cast
from webapp.domain import monitoring, progress, steps

TODAY = date(2026, 11, 21)


def walkers(cast: Cast, count: int) -> list[Pair]:
    found = []
    for n in range(count):
        mentor, mentee = people.member(f"Mentor{n:02} A"), people.member(f"Mentee{n:02} B")
        found.append(people.introduced(cast.program, mentor, mentee))
    return found


def test_the_numbers_count_places_and_pairs(cast: Cast) -> None:
    people.enrolled(cast.program, cast.sam, "mentor", capacity=3)
    people.enrolled(cast.program, people.member("Wanda Verdi"), "mentee")
    people.enrolled(cast.program, people.member("Rosa Verdi"), "mentee", state="requested")
    people.enrolled(cast.program, people.member("Pia Verdi"), "mentor", state="paused", capacity=5)
    found = monitoring.numbers(cast.program)
    assert (found.waiting_mentees, found.requests, found.mentors, found.free_places) == (1, 1, 2, 3)
    assert found.pairs == {"active": 1}
    assert found.open_pairs == 1


def test_the_list_says_where_each_pair_is(cast: Cast) -> None:
    path = list(Step.of_program(cast.program))
    for step in path[:3]:
        progress.complete_step(pair=cast.pair, member=cast.alice, step=step)
    progress.check_in(pair=cast.pair, member=cast.bob, score=3, words="words of Bob", today=TODAY)
    steps.remove(actor=cast.olivia, program=cast.program, step=path[2])
    row = monitoring.pairs(cast.program).rows[0]
    assert (row.mentor, row.mentee, row.step, row.steps, row.check_ins) == ("Alice Rossi", "Bob Conti", 4, 8, 1)
    for step in path[3:]:
        progress.complete_step(pair=cast.pair, member=cast.alice, step=step)
    assert monitoring.pairs(cast.program).rows[0].step == 8


def test_the_list_is_sorted_filtered_and_paged(cast: Cast) -> None:
    made_pairs = walkers(cast, 60)
    Pair.update(state="paused").where(Pair.id == made_pairs[5].id).execute()
    Pair.update(last_active_at=now() - timedelta(days=20)).where(Pair.id == made_pairs[6].id).execute()
    Pair.update(last_active_at=now()).where(Pair.id == made_pairs[7].id).execute()
    first = monitoring.pairs(cast.program)
    assert (len(first.rows), first.found, first.every, first.pages) == (50, 61, 61, 2)
    assert first.rows[0].mentor == "Alice Rossi"
    assert len(monitoring.pairs(cast.program, page=99).rows) == 11
    assert monitoring.pairs(cast.program, sort="-mentor").rows[0].mentor == "Mentor59 A"
    assert monitoring.pairs(cast.program, sort="-active").rows[0].mentee == "Mentee07 B"
    assert monitoring.pairs(cast.program, sort="active").rows[0].last_active_at is None
    assert [row.mentee for row in monitoring.pairs(cast.program, state="paused").rows] == ["Mentee05 B"]
    assert [row.mentee for row in monitoring.pairs(cast.program, state="quiet").rows] == ["Mentee06 B"]
    assert [row.mentee for row in monitoring.pairs(cast.program, name="tee07").rows] == ["Mentee07 B"]
    for sort in (*monitoring.SORTS, "-step", "nonsense; DROP TABLE pair"):
        assert len(monitoring.pairs(cast.program, sort=sort).rows) == 50


def test_a_name_is_searched_literally(cast: Cast) -> None:
    assert monitoring.pairs(cast.program, name="%").found == 0
    assert isinstance(Member.get_by_id(cast.alice.id), Member)
