from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from db.clock import now
from db.models import Enrollment, Notification, Program, Wish
from tests import people
from tests.answering import begin, fill_in, place_of
from tests.people import Cast
from tests.queries import count_queries

Visits = Callable[..., Any]


def test_olivia_can_read_the_answers_for_pairing_and_bob_cannot(visit: Visits, cast: Cast) -> None:
    place = place_of(cast.alice, "mentor")
    Enrollment.update(goal="Help one person", experience="Three children").where(Enrollment.id == place.id).execute()
    Wish.create(enrollment=place, member=cast.sam, kind="never")
    path = f"/programs/{cast.program.id}/enrollments/{place.id}"
    page = visit(cast.olivia).get(path)
    for words in ("Help one person", "Three children", "Not with", "Sam Villa"):
        assert words in page.text
    assert "@example.org" not in page.text
    for someone in (cast.bob, cast.sam, cast.alice):
        visit(someone).get(path, status=403)
        visit(someone).get(f"/programs/{cast.program.id}/enrollments", status=403)
    Enrollment.update(state="withdrawn").where(Enrollment.id == place.id).execute()
    page = visit(cast.olivia).get(path)
    assert "Help one person" not in page.text
    assert "Sam Villa" not in page.text
    Enrollment.update(state="draft").where(Enrollment.id == place.id).execute()
    visit(cast.olivia).get(path, status=404)


def test_olivia_cannot_reach_another_programs_people_through_her_own(visit: Visits, cast: Cast) -> None:
    other = people.program(people.group(cast.charlie, "Others"), steps=0)
    theirs = people.enrolled(other, people.member("Zed"), "mentee", state="requested")
    browser = visit(cast.olivia)
    browser.get(f"/programs/{cast.program.id}/enrollments/{theirs.id}", status=404)
    browser.post(f"/programs/{cast.program.id}/enrollments/approvals", {"only": theirs.id})
    assert Enrollment.get_by_id(theirs.id).state == "requested"


@pytest.fixture
def asking(cast: Cast) -> list[Enrollment]:
    """Three who ask to take part in a program that asks for approval."""
    Program.update(enrollment_rule="approval").execute()
    names = ("Eva Sala", "Fay Riva", "Gus Monti")
    return [people.enrolled(cast.program, people.member(name), "mentee", state="requested") for name in names]


def test_a_request_waits_for_olivia_who_is_told_once(visit: Visits, cast: Cast, dana: Any) -> None:
    Program.update(enrollment_rule="approval").execute()
    for someone in (dana, cast.sam):
        browser = visit(someone)
        begin(browser, cast.program, "mentee")
        fill_in(browser, place_of(someone), ["goal", "languages"])
        page = browser.follow(browser.post(f"/enrollments/{place_of(someone).id}/submission"))
        assert "An admin will look at your request" in page.text
        assert place_of(someone).state == "requested"
    assert [row.member_id for row in Notification.select()] == [cast.olivia.id]


def test_olivia_can_approve_and_decline_with_one_tap_and_undo(
    visit: Visits, cast: Cast, asking: list[Enrollment]
) -> None:
    browser, path = visit(cast.olivia), f"/programs/{cast.program.id}/enrollments"
    eva, fay, _gus = asking
    page = browser.follow(browser.post(f"{path}/approvals?state=requested", {"only": eva.id, "enrollment": [fay.id]}))
    assert "One person now waits" in page.text
    assert states(asking) == ["waiting", "requested", "requested"]
    assert "One person now waits" not in browser.get(path).text
    assert [(row.member_id, row.kind) for row in Notification.select()] == [(eva.member_id, "enrollment_approved")]
    browser.post(f"{path}/decisions/delete", {"only": eva.id})
    assert states(asking) == ["requested"] * 3
    assert not Notification.select().exists()
    browser.follow(browser.post(f"{path}/refusals", {"only": fay.id}))
    assert states(asking) == ["requested", "declined", "requested"]
    assert "Not this time" in visit(fay.member).get(f"/enrollments/{fay.id}").text
    browser.post(f"{path}/approvals", {"only": fay.id})
    assert states(asking) == ["requested", "waiting", "requested"]


def test_olivia_can_approve_many_at_once(visit: Visits, cast: Cast, asking: list[Enrollment]) -> None:
    browser, path = visit(cast.olivia), f"/programs/{cast.program.id}/enrollments"
    assert browser.get(f"{path}?tick=all").text.count(" checked") == 3
    page = browser.follow(browser.post(f"{path}/approvals", {"enrollment": [row.id for row in asking[:2]]}))
    assert "2 people now wait" in page.text
    browser.post(f"{path}/approvals", {"enrollment": [row.id for row in asking[:2]]})
    assert states(asking) == ["waiting", "waiting", "requested"]
    assert Notification.select().count() == 2


def test_members_cannot_decide_about_requests(visit: Visits, cast: Cast, asking: list[Enrollment]) -> None:
    for someone in (asking[0].member, cast.sam):
        for noun in ("approvals", "refusals", "decisions/delete"):
            visit(someone).post(f"/programs/{cast.program.id}/enrollments/{noun}", {"only": asking[0].id}, status=403)
    assert states(asking) == ["requested"] * 3


def states(rows: list[Enrollment]) -> list[str]:
    return [Enrollment.get_by_id(row.id).state for row in rows]


def test_olivia_can_narrow_sort_and_page_the_list(visit: Visits, cast: Cast) -> None:
    browser, path = visit(cast.olivia), f"/programs/{cast.program.id}/enrollments"
    for n in range(58):
        days = timedelta(days=58 - n)
        role = "mentor" if n % 10 == 0 else "mentee"
        someone = people.member(f"N{n:02} Person")
        people.enrolled(cast.program, someone, role, submitted_at=now() - days)
    Enrollment.create(program=cast.program, member=cast.sam, role="mentee")  # a draft is nobody's business yet
    page = browser.get(path)
    assert "60 of 60" in page.text
    assert page.text.index("N00 Person") < page.text.index("N01 Person")
    assert "Sam Villa" not in page.text
    assert "Alice Rossi" not in page.text  # on the second page: she does not wait
    assert "Alice Rossi" in browser.get(f"{path}?page=2").text
    assert "Alice Rossi" in browser.get(f"{path}?page=99").text
    assert "7 of 60" in browser.get(f"{path}?role=mentor").text
    assert "2 of 60" in browser.get(f"{path}?state=paired").text
    assert "1 of 60" in browser.get(f"{path}?q=n07").text
    assert "Nobody fits this" in browser.get(f"{path}?q=nobody").text
    assert "60 of 60" in browser.get(f"{path}?role=odd&state=odd&sort=odd&page=odd&_external=1").text
    page = browser.get(f"{path}?sort=name")
    assert page.text.index("Alice Rossi") < page.text.index("Bob Conti") < page.text.index("N00 Person")


def queries_of(visits: list[tuple[Any, str]]) -> list[int]:
    """How many queries each page makes."""
    made = []
    for browser, path in visits:
        with count_queries() as queries:
            browser.get(path)
        made.append(len(queries))
    return made


def test_no_page_asks_more_of_the_database_for_more_people(visit: Visits, cast: Cast, dana: Any) -> None:
    olivia, browser, place = visit(cast.olivia), visit(dana), people.enrolled(cast.program, dana, "mentee")
    visits = [
        (olivia, f"/programs/{cast.program.id}/enrollments"),
        (olivia, f"/programs/{cast.program.id}/enrollments/{place.id}"),
        (browser, f"/enrollments/{place.id}"),
        (browser, f"/enrollments/{place.id}/wishes?q=Person"),
        (browser, f"/enrollments/{place.id}/check"),
    ]
    few: list[int] = []
    for first, last in ((0, 5), (5, 50)):
        for n in range(first, last):
            someone = people.member(f"N{n} Person")
            people.enrolled(cast.program, someone, "mentee", state="requested")
            Wish.create(enrollment=place, member=someone, kind="wish")
        few = few or queries_of(visits)
    assert queries_of(visits) == few
    assert max(few) <= 19, few  # an enrollment says why it waits, too
