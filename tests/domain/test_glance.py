"""A program in numbers: each person and pair where they truly are, and nothing from which somebody is recognised."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from db.clock import at, now
from db.models import Absence, ClosingAnswer, Completion, Enrollment, Pair, Step
from tests import people
from tests.people import Cast
from webapp.domain import chat, pair_weeks, progress
from webapp.domain.glance import drawings, lines
from webapp.domain.glance.funnel import STAGES
from webapp.domain.glance.program import Glance, glance

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


def other_pair(cast: Cast, n: int = 0) -> Pair:
    mentor, mentee = people.member(f"Mentor{n} X"), people.member(f"Mentee{n} Y")
    return people.introduced(cast.program, mentor, mentee)


def talk(pair: Pair, times: int = 1) -> None:
    for n in range(times):
        for author in (pair.mentee, pair.mentor):
            chat.post_message(pair=pair, author=author, body="Hello", client_id=f"{author.id}-{n}")
    pair_weeks.roll_up()


def walk(pair: Pair, steps: int) -> None:
    for step in list(Step.of_program(pair.program))[:steps]:
        progress.complete_step(pair=pair, member=pair.mentee, step=step)


def reached(seen: Glance, role: str) -> dict[str, tuple[int, int, int]]:
    found = {}
    for stage in seen.stages:
        one = getattr(stage, role)
        found[stage.key] = (one.reached, one.on, one.off)
    return found


def test_everybody_stands_at_the_stage_they_reached(cast: Cast) -> None:
    for name, state in [("Ada", "requested"), ("Ben", "declined"), ("Cleo", "waiting"), ("Dov", "withdrawn")]:
        people.enrolled(cast.program, people.member(f"{name} Z"), "mentee", state=state)
    people.enrolled(cast.program, cast.charlie, "mentee", state="draft")  # he has not sent it in
    talking, walking, ended, finished = (other_pair(cast, n) for n in range(4))
    talk(talking)
    walk(walking, 1)
    Pair.update(state="ended", closed_at=now()).where(Pair.id == ended.id).execute()
    Pair.update(state="completed", closed_at=now()).where(Pair.id == finished.id).execute()
    assert reached(glance(cast.program), "mentee") == {
        "applied": (9, 1, 1),
        "waiting": (7, 1, 1),
        "introduced": (5, 1, 1),
        "talking": (3, 1, 0),
        "walking": (2, 1, 0),
        "finished": (1, 0, 1),
    }
    assert reached(glance(cast.program), "mentor")["applied"] == (5, 0, 0)


def test_somebody_with_two_pairs_counts_once_where_the_better_one_is(cast: Cast) -> None:
    second = Pair.create(
        program=cast.program,
        mentor=cast.alice,
        mentee=people.member("Dana Verdi"),
        mentor_enrollment=cast.pair.mentor_enrollment,
    )
    Pair.update(state="ended", closed_at=now()).where(Pair.id == cast.pair.id).execute()
    walk(cast.pair, 0)
    Completion.create(pair=second, step=Step.of_program(cast.program).first(), member=cast.alice)
    assert reached(glance(cast.program), "mentor")["walking"] == (1, 1, 0)


@pytest.mark.parametrize("seed", range(3))
def test_nobody_is_lost_between_two_stages(cast: Cast, seed: int) -> None:
    import random

    chance = random.Random(seed)  # noqa: S311 # made up, and the same each time
    for n in range(25):
        pair = other_pair(cast, n)
        walk(pair, chance.choice([0, 0, 1, 8]))
        state = chance.choice(["active", "paused", "ended", "completed"])
        Pair.update(state=state, closed_at=None if state in ("active", "paused") else now()).where(
            Pair.id == pair.id
        ).execute()
        state = chance.choice(["waiting", "requested", "declined", "withdrawn", "paused"])
        people.enrolled(cast.program, people.member(f"Alone{n} Z"), chance.choice(["mentor", "mentee"]), state=state)
    for role in ("mentor", "mentee"):
        found = list(reached(glance(cast.program), role).values())
        for (count, on, off), (following, *_rest) in zip(found, [*found[1:], (0, 0, 0)], strict=True):
            assert count == following + on + off
        assert found[0][0] == Enrollment.select().where(Enrollment.role == role).count()


def test_pairs_under_way_stand_at_their_first_open_step(cast: Cast) -> None:
    one, whole, closed = (other_pair(cast, n) for n in range(3))
    walk(one, 2)
    walk(whole, 8)
    walk(closed, 3)
    Pair.update(state="ended", closed_at=now()).where(Pair.id == closed.id).execute()
    progress.complete_step(pair=cast.pair, member=cast.bob, step=list(Step.of_program(cast.program))[4])  # out of turn
    course = glance(cast.program).course
    assert [camp.here for camp in course.camps] == [1, 0, 1, 0, 0, 0, 0, 0]
    assert [camp.done for camp in course.camps] == [3, 3, 2, 1, 2, 1, 1, 1]
    assert (course.at_end, course.under_way, course.set_out) == (1, 3, 4)


def test_weeks_count_pairs_messages_and_check_ins(cast: Cast) -> None:
    with at(MONDAY):
        pairs = [cast.pair, *(other_pair(cast, n) for n in range(2))]
        Pair.update(introduced_at=now()).execute()
        for pair in pairs:
            talk(pair)
    with at(MONDAY + timedelta(days=8)):
        chat.post_message(pair=cast.pair, author=cast.bob, body="Again", client_id="again")
        progress.check_in(pair=cast.pair, member=cast.bob, score=1, words="", today=date(2026, 3, 10))
        Pair.update(state="ended", closed_at=now()).where(Pair.id == pairs[2].id).execute()
        Pair.update(state="paused").where(Pair.id == pairs[1].id).execute()
        pair_weeks.roll_up()
        first, second = glance(cast.program).weeks
    assert (first.week_of, first.pairs, first.both, first.one, first.messages) == (date(2026, 3, 2), 3, 3, 0, 6)
    assert (first.could, first.check_ins, first.rate, first.is_now) == (6, 0, 0, False)
    assert (second.both, second.one, second.messages) == (0, 1, None)  # one pair's messages are not told
    assert (second.pairs, second.could, second.check_ins, second.rate, second.is_now) == (3, 2, 1, 50, True)


def test_who_is_away_could_not_have_checked_in(cast: Cast) -> None:
    today = now().date()
    Absence.create(member=cast.bob, begins_on=today, until=today + timedelta(days=3))
    Absence.create(member=cast.alice, begins_on=today, until=today, ended_at=now())
    assert glance(cast.program).this_week.could == 1


def test_no_more_weeks_are_shown_than_asked_for(cast: Cast) -> None:
    Pair.update(introduced_at=now() - timedelta(weeks=30)).execute()
    assert len(glance(cast.program).weeks) == 12
    assert len(glance(cast.program, 260).weeks) == 31


def test_the_first_message_is_the_median_of_those_who_wrote(cast: Cast) -> None:
    for n, hours in enumerate((1, 5, 30)):
        pair = other_pair(cast, n)
        Pair.update(introduced_at=MONDAY).where(Pair.id == pair.id).execute()
        with at(MONDAY + timedelta(hours=hours)):
            chat.post_message(pair=pair, author=pair.mentee, body="Hello", client_id=f"hello-{n}")
    pair_weeks.roll_up()
    begun = glance(cast.program).beginnings
    assert (begun.median, begun.pairs, begun.silent) == (timedelta(hours=5), 3, 1)


def test_what_was_closed_is_told_with_how_long_it_took(cast: Cast) -> None:
    for n, (state, days) in enumerate([("completed", 60), ("ended", 10), ("ended", 20)]):
        Pair.update(introduced_at=MONDAY, closed_at=MONDAY + timedelta(days=days), state=state).where(
            Pair.id == other_pair(cast, n).id
        ).execute()
    over = glance(cast.program).endings
    assert (over.completed, over.ended, over.completed_days, over.ended_days) == (1, 2, 60, 15)


@pytest.mark.parametrize(("answers", "counted"), [(4, None), (5, 5), (9, 5), (10, 10)])
def test_the_survey_is_told_by_fives(cast: Cast, answers: int, counted: int | None) -> None:
    for n in range(answers):
        member = people.member(f"Answering{n} Z")
        ClosingAnswer.create(pair=cast.pair, member=member, goal=4, worth=5, recommend=n, choice="again")
    said = glance(cast.program).survey
    assert (said.answers if said else None) == counted
    if said:
        assert (said.goal, said.worth, said.again, said.mentor) == (4, 5, counted, 0)


def test_an_empty_program_is_all_noughts(cast: Cast) -> None:
    empty = people.program(cast.group, steps=0)
    seen = glance(empty)
    assert [stage.mentee.reached for stage in seen.stages] == [0] * len(STAGES)
    assert (seen.course.under_way, len(seen.weeks), seen.this_week.rate, seen.survey) == (0, 1, None, None)
    assert drawings.ribbons(seen.stages)
    assert drawings.windings(seen.course)


def test_another_program_is_not_counted(cast: Cast) -> None:
    other = people.program(cast.group)
    talk(people.introduced(other, cast.sam, cast.charlie))
    seen = glance(cast.program)
    assert seen.stages[0].mentee.reached == 1
    assert seen.this_week.talked == 0


def test_every_line_is_a_pair_with_names(cast: Cast) -> None:
    [(mentor, mentee, line)] = lines.named(cast.program)
    assert (mentor, mentee, line.done) == ("Alice Rossi", "Bob Conti", 0)


def numbers_in(data: str) -> list[float]:
    import re

    return [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", data)]


def test_the_ribbon_is_as_broad_as_there_are_people(cast: Cast) -> None:
    for n in range(3):
        people.enrolled(cast.program, people.member(f"Alone{n} Z"), "mentee")
    ribbon = drawings.ribbons(glance(cast.program).stages)[0]
    assert min(numbers_in(ribbon.mentees)[1::2]) == 0  # four mentees fill their side
    assert max(numbers_in(ribbon.mentors)[1::2]) == drawings.HALF + drawings.HALF / 4


def test_the_more_pairs_the_larger_their_camp_and_the_broader_the_trail(cast: Cast) -> None:
    for n in range(3):
        walk(other_pair(cast, n), 1)
    winding = drawings.windings(glance(cast.program).course)[0]
    first, second = winding.camps[:2]
    assert (first.here, second.here) == (1, 3)
    assert first.r < second.r <= drawings.CAMP[1]
    broad = [breadth for _data, breadth in winding.pieces]
    assert broad[0] > broad[1] > 0
    assert set(broad[2:]) == {0}


def test_columns_stack_to_their_sum_and_say_the_newest(cast: Cast) -> None:
    drawn = drawings.columns([(1, 1)] * 7 + [(2, 0)], ["x"] * 8, 4)
    assert [column.value for column in drawn.columns] == ["x", *[""] * 6, "x"]
    assert drawn.columns[0].tops[-1] == drawings.TOP + drawings.CHART[1] / 2
    assert drawn.columns[-1].is_now


def test_reading_takes_no_more_queries_for_many_pairs_than_for_few(cast: Cast) -> None:
    from tests.queries import count_queries

    def queries() -> list[Any]:
        with count_queries() as made:
            glance(cast.program)
        return list(made)

    few = queries()
    for n in range(20):
        talk(other_pair(cast, n))
    assert len(queries()) == len(few) == 7
