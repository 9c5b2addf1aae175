"""The audit log on pages: the host's, a group's, and what neither tells."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from db.clock import now
from db.database import writing
from db.models import AuditEntry, Member, Membership
from tests import people
from tests.people import Cast
from webapp.domain import audit, deletions, groups, memberships, pairs, reports, safety

Visits = Callable[..., Any]


@pytest.fixture
def host(cast: Cast) -> Member:
    return people.member("Harriet Host", is_host=True)


def place_of(cast: Cast, member: Member) -> Membership:
    return Membership.of(cast.group, member)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.replace("&#39;", "'")))


def test_olivia_can_read_what_was_done_in_her_group(visit: Visits, cast: Cast) -> None:
    memberships.appoint(membership=place_of(cast, cast.bob), actor=cast.olivia, office="moderator")
    groups.edit(
        group=cast.group, actor=cast.olivia, name="Other", category="career", description="", join_rule="approval"
    )
    pairs.end(pair=cast.pair, member=cast.alice)
    page = words(visit(cast.olivia).get(f"/groups/{cast.group.slug}/audit").text)
    assert "Olivia Neri made Bob Conti a safety moderator of Other" in page
    assert "from “Anyone can join” to “An admin lets people in”" in page
    assert "The pair of Alice Rossi and Bob Conti in New parents ended" in page
    assert "Alice Rossi ended" not in page


def test_the_host_can_read_it_too_but_not_who_is_paired(visit: Visits, cast: Cast, host: Member) -> None:
    pairs.end(pair=cast.pair, member=cast.alice)
    browser = visit(host)
    page = words(browser.get("/host/audit").text)
    assert "The pair of a mentor and a mentee in New parents ended" in page
    assert "Harriet Host signed in" in page
    file = browser.get("/host/audit/file").text
    assert "Alice" not in file
    assert "pair.ended" in file


def test_nobody_reads_who_blocked_whom(visit: Visits, cast: Cast, host: Member) -> None:
    safety.block(blocker=cast.bob, blocked=cast.alice)
    assert AuditEntry.select().where(AuditEntry.action == "block.made").exists()
    pages = visit(host).get("/host/audit").text + visit(host).get("/host/audit/file").text
    pages += visit(cast.olivia).get(f"/groups/{cast.group.slug}/audit/file").text
    assert "block" not in pages
    assert "Bob" not in visit(host).get("/host/audit").text
    assert "ended" in pages


def test_a_case_is_read_by_hosts_who_are_no_part_of_it(visit: Visits, cast: Cast, host: Member) -> None:
    Member.update(is_host=True).where(Member.id.in_([cast.alice.id, cast.bob.id])).execute()
    given = {"kind": "person", "category": "spam", "words": "Look", "group": cast.group}
    reports.file(reporter=cast.bob, reported=cast.alice, **given)
    for person, reads in ((host, True), (cast.alice, False), (cast.bob, False)):
        for path in ("/host/audit", "/host/audit/file", "/host/audit?kind=cases"):
            assert ("A report was filed" in visit(person).get(path).text) == reads, (person.name, path)
    assert "report" not in visit(cast.olivia).get(f"/groups/{cast.group.slug}/audit/file").text


def test_a_member_who_is_gone_is_called_so(visit: Visits, cast: Cast, host: Member) -> None:
    memberships.appoint(membership=place_of(cast, cast.bob), actor=cast.olivia, office="moderator")
    deletions.ask(member=cast.bob)
    deletions.Deletion.update(due_at=now()).execute()
    deletions.carry_out(member_id=cast.bob.id)
    page = words(visit(host).get("/host/audit").text)
    assert "made a former member a safety moderator" in page
    assert "Bob" not in page


def test_the_host_can_narrow_it(visit: Visits, cast: Cast, host: Member) -> None:
    memberships.appoint(membership=place_of(cast, cast.bob), actor=cast.olivia, office="moderator")
    memberships.leave(group=cast.group, member=cast.sam)
    browser = visit(host)
    yesterday = (now() - timedelta(days=2)).date().isoformat()
    for narrowing, seen, unseen in (
        ("kind=groups", "left", "signed in"),
        (f"actor={cast.sam.id}", "Sam Villa left", "Olivia Neri made"),
        (f"group={cast.group.id}", "Sam Villa left", "signed in"),
        ("kind=signing-in", "signed in", "left Parents"),
    ):
        page = words(browser.get(f"/host/audit?{narrowing}").text)
        assert seen in page, narrowing
        assert unseen not in page, narrowing
    assert "Nothing here" in browser.get(f"/host/audit?until={yesterday}").text
    browser.get("/host/audit?kind=nonsense&actor=x&group=99999999999999&since=tomorrow&page=zero")


def test_a_long_log_has_pages_and_a_file(visit: Visits, cast: Cast) -> None:
    with writing():
        for _ in range(60):
            audit.record("pair.paused", by=None, of=cast.pair, group=cast.group, program=cast.program.id)
    browser = visit(cast.olivia)
    path = f"/groups/{cast.group.slug}/audit"
    assert "1 to 50 of 60" in browser.get(path).text
    assert "51 to 60 of 60" in browser.get(f"{path}?page=2&kind=pairs").text
    assert browser.get(f"{path}/file").text.count("pair.paused") == 60
    assert AuditEntry.select().where(AuditEntry.action == "audit.exported").get().actor_id == cast.olivia.id


def test_nobody_else_can_read_it(visit: Visits, cast: Cast) -> None:
    for person, status in ((cast.alice, 403), (cast.sam, 403), (cast.charlie, 404)):
        visit(person).get(f"/groups/{cast.group.slug}/audit", status=status)
        visit(person).get("/host/audit", status=404)
