from datetime import timedelta

from db.clock import now
from db.models import Block, Enrollment, Precedence
from tests import people, pools
from tests.domain.rounds.conftest import Draft
from tests.people import Cast
from tests.queries import count_queries
from webapp.domain import pairing
from webapp.domain.errors import BlockStandsBetween, NotWaiting
from webapp.domain.rounds import board, making, working
from webapp.domain.rounds.board import View


def names(draft: Draft, **view: object) -> list[str]:
    page = board.board(draft.round, View(**view)).page  # type: ignore[arg-type] # the test's own words
    return [row.mentee.member.first_name for row in page.rows]


def test_olivia_can_look_at_what_is_open_accepted_skipped_or_without_a_mentor(draft: Draft) -> None:
    working.accept(**draft.seen("emil"))
    working.accept(**draft.seen("fay"))
    working.skip(**draft.seen("gus"))
    assert names(draft, show="open") == []
    assert sorted(names(draft, show="accepted")) == ["Emil", "Fay"]
    assert names(draft, show="skipped") == ["Gus"]
    assert names(draft, show="nobody") == ["Gus"]
    assert sorted(names(draft, show="all")) == ["Emil", "Fay", "Gus"]
    by_filter = board.counts(draft.round).by_filter
    assert by_filter == {"open": 0, "accepted": 2, "skipped": 1, "nobody": 1, "all": 3}


def test_olivia_can_sort_by_fit_by_urgency_and_by_name(draft: Draft) -> None:
    scores = {name: draft.of(name).score for name in ("emil", "fay", "gus")}
    assert [scores[name.lower()] for name in names(draft, sort="weakest")] == sorted(scores.values())
    assert names(draft, sort="name") == ["Emil", "Fay", "Gus"]
    Enrollment.update(submitted_at=now() - timedelta(days=9)).where(Enrollment.id == draft.places["fay"].id).execute()
    assert names(draft, sort="urgent") == ["Fay", "Emil", "Gus"]
    Precedence.create(enrollment=draft.places["gus"], rounds_left_out=2)
    assert names(draft, sort="urgent") == ["Gus", "Fay", "Emil"]
    Precedence.create(enrollment=draft.places["emil"], comes_first=True)
    assert names(draft, sort="urgent") == ["Emil", "Gus", "Fay"]


def test_the_board_says_what_forbids_an_introduction_by_now(draft: Draft) -> None:
    Block.create(blocker=draft.places["gus"].member, blocked=draft.places["hal"].member)
    Enrollment.update(state="withdrawn").where(Enrollment.id == draft.places["emil"].id).execute()
    found = {row.mentee.member.first_name: row.obstacle for row in board.board(draft.round, View()).page.rows}
    assert isinstance(found["Gus"], BlockStandsBetween)
    assert isinstance(found["Emil"], NotWaiting)
    assert found["Fay"] is None


def test_the_board_says_that_a_mentors_last_place_was_taken_by_hand(cast: Cast, draft: Draft) -> None:
    charlie = people.enrolled(cast.program, cast.charlie, "mentee")
    pairing.introduce(
        by=cast.olivia, program=cast.program, mentor_enrollment_id=draft.places["hal"].id,
        mentee_enrollment_id=charlie.id, introduction="",
    )  # fmt: skip
    rows = board.board(draft.round, View()).page.rows
    assert [row.mentee.member.first_name for row in rows if row.obstacle] == ["Gus"]


def test_the_board_counts_who_has_come_since(cast: Cast, draft: Draft) -> None:
    assert board.board(draft.round, View()).newcomers == 0
    people.enrolled(cast.program, cast.charlie, "mentee")
    assert board.board(draft.round, View()).newcomers == 1


def test_a_longer_list_makes_no_more_queries(cast: Cast, draft: Draft) -> None:
    with count_queries() as few:
        board.board(draft.round, View())
    pools.waiting(cast.program, mentees=30, mentors=12)
    longer = making.make(admin=cast.olivia, program=cast.program, replaces=draft.round.id)
    with count_queries() as many:
        assert len(board.board(longer, View()).page.rows) == board.SIZE
    assert len(many) == len(few)


def test_the_lines_say_how_many_reach_them(draft: Draft) -> None:
    scores = [draft.of(name).score for name in ("emil", "fay", "gus")]
    lines = board.counts(draft.round).lines
    assert lines == [(line, sum(score >= line / 100 for score in scores)) for line, _ in lines]
    assert lines[-1][1] == len(scores)
