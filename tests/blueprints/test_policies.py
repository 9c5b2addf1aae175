"""The pages of a program's policy, its rules, its readiness, and of why somebody waits."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import brotli
import pytest

from db.models import Block, Enrollment, Membership, PairingPolicy, PairingRule, Round, Wish
from tests import people
from tests.people import Cast
from tests.queries import count_queries
from webapp.domain.matching import weights

Visits = Callable[..., Any]


@pytest.fixture
def mentor(cast: Cast) -> Enrollment:
    """Dana, who has one free place and speaks English."""
    return people.enrolled(cast.program, people.member("Dana Verdi"), "mentor", topics=["sleep", "work"])


@pytest.fixture
def mentee(cast: Cast) -> Enrollment:
    """Emil, who waits."""
    return people.enrolled(cast.program, people.member("Emil Roth"), "mentee")


def policy_page(cast: Cast) -> str:
    return f"/programs/{cast.program.id}/policy"


def rules_page(cast: Cast) -> str:
    return f"/programs/{cast.program.id}/rules"


def fields(cast: Cast, **changes: Any) -> dict[str, Any]:
    """What the form sends as it stands."""
    policy = PairingPolicy.of(cast.program)
    shown = {f"weight_{part}": value for part, value in weights.of(policy).items()}
    kept = {"preset": policy.preset, "acquaintances": policy.acquaintances, "choosing": policy.choosing}
    return {**kept, **shown, "next_round_on": "", "version": policy.version, **changes}


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main")[1].split("</main>")[0]))


def without_tokens(page: str) -> str:
    return re.sub(r'csrf_token" value="[^"]+', "", page)


def test_olivia_can_set_how_the_program_pairs(visit: Visits, cast: Cast) -> None:
    olivia, soon = visit(cast.olivia), date.today() + timedelta(days=20)  # noqa: DTZ011 # three weeks on, in any zone
    response = olivia.post(
        policy_page(cast),
        fields(cast, weight_topics="9", acquaintances="either", choosing="ranking", next_round_on=soon.isoformat()),
    )
    page = olivia.follow(response).text
    assert "counts from the next round" in page
    assert "saved: 9, a lot" in page
    assert "Save with the preset's own weights" in page
    policy = PairingPolicy.of(cast.program)
    kept = (policy.preset, policy.weights, policy.acquaintances, policy.choosing, policy.next_round_on)
    assert kept == ("balanced", {"topics": 9.0}, "either", "ranking", soon)


def test_a_slider_says_its_name_its_value_and_what_it_compares_without_script(visit: Visits, cast: Cast) -> None:
    page = visit(cast.olivia).get(policy_page(cast)).text
    assert '<label for="weight_hours">Free hours</label>' in page
    assert '<output for="weight_hours">saved: 3, a little</output>' in page
    slider = re.search(r'<input [^>]*id="weight_hours"[^>]*>', page)
    assert slider
    for attribute in ('type="range"', 'min="0"', 'max="10"', 'step="0.5"', 'aria-describedby="weight_hours-help"'):
        assert attribute in slider.group()
    assert "How many hours of the week both are free" in page
    assert page.count('type="range"') == len(weights.PARTS)


def test_another_preset_moves_every_slider_but_those_that_olivia_moved(visit: Visits, cast: Cast) -> None:
    olivia = visit(cast.olivia)
    olivia.post(policy_page(cast), fields(cast, weight_style="10"))
    olivia.post(policy_page(cast), fields(cast, preset="near", weight_hours="9"))
    policy = PairingPolicy.of(cast.program)
    assert (policy.preset, policy.weights) == ("near", {"hours": 9.0})
    olivia.post(policy_page(cast), fields(cast, reset="1"))
    assert PairingPolicy.of(cast.program).weights == {}


def test_a_weight_or_a_day_out_of_bounds_is_refused_and_what_was_set_is_kept(visit: Visits, cast: Cast) -> None:
    olivia = visit(cast.olivia)
    for wrong in ({"weight_topics": "11"}, {"weight_topics": "nan"}, {"weight_topics": "x"}, {"preset": "charlie"}):
        olivia.post(policy_page(cast), fields(cast, **wrong), status=422)
    page = olivia.post(policy_page(cast), fields(cast, next_round_on="2020-01-01", weight_place="7"), status=422).text
    assert "a day that is still to come" in page
    assert "saved: 7, a lot" not in page
    assert re.search(r'id="weight_place"[^>]* value="7"', page)
    assert not PairingPolicy.select().exists()


def test_two_admins_who_save_at_once_see_what_the_other_saved(visit: Visits, cast: Cast, dana: Any) -> None:
    Membership.update(is_admin=True).where(Membership.member == dana).execute()
    begun = fields(cast, weight_topics="9")
    visit(dana).post(policy_page(cast), fields(cast, preset="near", choosing="asking"))
    page = visit(cast.olivia).post(policy_page(cast), begun, status=409).text
    assert "Somebody else changed this" in page
    assert "How it stands now" in page
    assert "Mentees ask" in words_of(page).split("Below is what you were about to save")[0]
    assert PairingPolicy.of(cast.program).preset == "near"
    version = re.search(r'name="version"[^>]*value="([^"]+)"', page)
    assert version
    visit(cast.olivia).post(policy_page(cast), {**begun, "version": version.group(1)})
    assert PairingPolicy.of(cast.program).preset == "balanced"
    assert weights.of(PairingPolicy.of(cast.program))["topics"] == 9


def test_the_page_says_what_no_weight_changes_and_that_a_draft_round_stays(visit: Visits, cast: Cast) -> None:
    olivia = visit(cast.olivia)
    page = words_of(olivia.get(policy_page(cast)).text)
    assert "What no slider changes" in page
    assert "they share no language" in page
    assert "There is a round in draft" not in page
    Round.create(program=cast.program, inputs=b"")
    assert "It keeps the weights with which it was made" in words_of(olivia.get(policy_page(cast)).text)


def test_olivia_can_make_a_rule_and_remove_it(
    visit: Visits, cast: Cast, mentor: Enrollment, mentee: Enrollment
) -> None:
    olivia = visit(cast.olivia)
    assert "Most programs need none" in olivia.get(rules_page(cast)).text
    page = olivia.follow(olivia.post(rules_page(cast), {"mentee": mentee.id, "mentor": mentor.id, "kind": "must"})).text
    assert "The rule for Emil Roth and Dana Verdi stands." in page
    assert "Emil Roth · Dana Verdi must" in words_of(page)
    rule = PairingRule.get()
    olivia.post(f"{rules_page(cast)}/{rule.id}/delete")
    assert not PairingRule.select().exists()
    olivia.post(f"{rules_page(cast)}/{rule.id}/delete", status=404)


def test_a_must_against_a_block_looks_to_olivia_like_one_against_a_never(
    visit: Visits, cast: Cast, mentor: Enrollment, mentee: Enrollment
) -> None:
    olivia, sent = visit(cast.olivia), {"mentee": mentee.id, "mentor": mentor.id, "kind": "must"}
    block = Block.create(blocker=mentee.member, blocked=mentor.member)
    blocked = olivia.post(rules_page(cast), sent, status=409).text
    block.delete_instance()
    Wish.create(enrollment=mentee, member=mentor.member, kind="never")
    never = olivia.post(rules_page(cast), sent, status=409).text
    assert without_tokens(blocked) == without_tokens(never)
    assert "These two cannot be paired." in blocked
    assert "block" not in words_of(blocked).lower()


def test_a_rule_without_people_is_refused_in_words(visit: Visits, cast: Cast, mentor: Enrollment) -> None:
    olivia = visit(cast.olivia)
    page = olivia.post(rules_page(cast), {"mentor": mentor.id, "kind": "never"}, status=422).text
    assert "Choose a mentee." in page
    olivia.post(rules_page(cast), {"mentor": mentor.id, "mentee": mentor.id, "kind": "maybe"}, status=422)
    for nobody in ("x", "9" * 30, "²", "-1", "0"):
        olivia.post(rules_page(cast), {"mentor": mentor.id, "mentee": nobody, "kind": "never"}, status=404)


def test_nobody_but_the_admins_sees_rules_policy_or_readiness(
    visit: Visits, cast: Cast, mentor: Enrollment, mentee: Enrollment
) -> None:
    rule = PairingRule.create(program=cast.program, mentor=mentor.member, mentee=mentee.member, kind="never")
    otto = people.member("Otto Gelb")
    people.group(otto, "Elsewhere")
    for someone, status in (
        (mentor.member, 403),
        (mentee.member, 403),
        (cast.sam, 403),
        (cast.charlie, 404),
        (otto, 404),
    ):
        browser = visit(someone)
        for path in (policy_page(cast), rules_page(cast), f"/programs/{cast.program.id}/readiness"):
            browser.get(path, status=status)
        browser.post(policy_page(cast), fields(cast), status=status)
        browser.post(rules_page(cast), {"mentee": mentee.id, "mentor": mentor.id, "kind": "must"}, status=status)
        browser.post(f"{rules_page(cast)}/{rule.id}/delete", status=status)
    assert PairingRule.get().kind == "never"


def test_an_admin_cannot_reach_into_another_programs_rules(visit: Visits, cast: Cast, mentor: Enrollment) -> None:
    otto = people.member("Otto Gelb")
    theirs = people.program(people.group(otto, "Elsewhere"))
    charlie = people.enrolled(theirs, cast.charlie, "mentee")
    rule = PairingRule.create(program=cast.program, mentor=cast.alice, mentee=cast.bob, kind="never")
    visit(otto).post(f"/programs/{theirs.id}/rules/{rule.id}/delete", status=404)
    sent = {"mentee": charlie.id, "mentor": mentor.id, "kind": "never"}
    visit(cast.olivia).post(rules_page(cast), sent, status=404)


def crowd(cast: Cast, count: int) -> None:
    for n in range(count):
        people.enrolled(cast.program, people.member(f"Mentee{n} Conti"), "mentee", topics=["pricing"])
        people.enrolled(cast.program, people.member(f"Mentor{n} Rossi"), "mentor", availability=["1-evening"])


def test_among_many_people_olivia_finds_two_by_name(visit: Visits, cast: Cast) -> None:
    crowd(cast, 60)
    olivia = visit(cast.olivia)
    page = olivia.get(rules_page(cast)).text
    assert "The first 50 of 61 by name." in page
    assert page.count("<option") == 102
    assert len(brotli.compress(page.encode(), quality=5)) < 12_000
    found = olivia.get(f"{rules_page(cast)}?mentee_search=Mentee59&mentor_search=Mentor7").text
    for name in ("Mentee59 Conti", "Mentor7 Rossi"):
        assert re.search(rf'<option selected value="\d+">{name}</option>', found)
    assert "Nobody of that name" in olivia.get(f"{rules_page(cast)}?mentee_search=Charlie").text


def test_readiness_says_people_places_risks_and_what_is_short(visit: Visits, cast: Cast, mentor: Enrollment) -> None:
    for n in range(11):
        people.enrolled(cast.program, people.member(f"Mentee{n} Conti"), "mentee", topics=["pricing"])
    page = words_of(visit(cast.olivia).get(f"/programs/{cast.program.id}/readiness").text)
    assert "11 mentees want pricing; no mentor with a free place offers it." in page
    assert "There are 10 places too few. Speak to a mentor about one more place" in page
    assert "11 mentees have not said when they are free." in page
    assert "Mentee7 Conti and 3 more" in page
    assert "@example.org" not in page


def test_readiness_makes_as_many_queries_for_60_as_for_one(visit: Visits, cast: Cast, mentee: Enrollment) -> None:
    olivia, counts = visit(cast.olivia), []
    pages = (f"/programs/{cast.program.id}/readiness", f"/programs/{cast.program.id}/enrollments/{mentee.id}")
    for more in (1, 59):
        for n in range(more):
            people.enrolled(cast.program, people.member(f"M{more}x{n} Conti"), "mentee")
        with count_queries() as queries:
            for path in pages:
                olivia.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_olivia_reads_on_an_enrollment_why_somebody_waits(
    visit: Visits, cast: Cast, mentor: Enrollment, mentee: Enrollment
) -> None:
    Enrollment.update(languages=["ar"]).where(Enrollment.id == mentee.id).execute()
    olivia, address = visit(cast.olivia), f"/programs/{cast.program.id}/enrollments/{mentee.id}"
    page = words_of(olivia.get(address).text)
    assert "Nobody who has a place speaks a language of Emil's: Arabic" in page.replace("&#39;", "'")
    assert "If Emil also speaks English, one mentor would be possible: Dana Verdi" in page
    bob = Enrollment.get(Enrollment.member == cast.bob)
    assert "still waits" not in olivia.get(f"/programs/{cast.program.id}/enrollments/{bob.id}").text


def test_a_block_reads_to_olivia_like_any_rule(
    visit: Visits, cast: Cast, mentor: Enrollment, mentee: Enrollment
) -> None:
    olivia, pages = visit(cast.olivia), []
    address = f"/programs/{cast.program.id}/enrollments/{mentee.id}"
    for stands in (
        Block.create(blocker=mentor.member, blocked=mentee.member),
        PairingRule.create(program=cast.program, mentor=mentor.member, mentee=mentee.member, kind="never"),
    ):
        Block.delete().where(Block.id != stands.id if isinstance(stands, Block) else Block.id > 0).execute()
        pages.append(without_tokens(olivia.get(address).text))
    assert pages[0] == pages[1]
    assert "A rule stands between Emil and everybody who has a place." in words_of(pages[0])


def test_emil_is_told_why_he_waits_and_what_would_help(visit: Visits, cast: Cast, mentee: Enrollment) -> None:
    crowd(cast, 4)
    Enrollment.update(availability=["0-early"], topics=["pricing"]).where(Enrollment.id == mentee.id).execute()
    emil = visit(mentee.member)
    assert f"/enrollments/{mentee.id}/why" in emil.get(f"/enrollments/{mentee.id}").text
    page = words_of(emil.get(f"/enrollments/{mentee.id}/why").text)
    assert "Nobody who would be possible is free when you are." in page
    assert "If you could on Tuesday evening, 4 people could, too." in page
    assert "Nobody who has a free place offers what you want: pricing." in page
    assert not re.search(r"Mentor\d|Rossi|Dana", page)


def test_a_block_a_never_and_a_rule_change_nothing_of_what_emil_is_told(
    visit: Visits, cast: Cast, mentee: Enrollment, mentor: Enrollment
) -> None:
    crowd(cast, 3)
    emil, address = visit(mentee.member), f"/enrollments/{mentee.id}/why"
    before = emil.get(address).text
    for place in Enrollment.select().where(Enrollment.role == "mentor"):
        Block.create(blocker=place.member, blocked=mentee.member)
        Wish.create(enrollment=place, member=mentee.member, kind="never")
        PairingRule.create(program=cast.program, mentor=place.member, mentee=mentee.member, kind="never")
    assert emil.get(address).text == before


def test_only_emil_reads_why_emil_waits(visit: Visits, cast: Cast, mentee: Enrollment) -> None:
    for someone in (cast.alice, cast.bob, cast.olivia, cast.sam, cast.charlie):
        visit(someone).get(f"/enrollments/{mentee.id}/why", status=404)
    bob = Enrollment.get(Enrollment.member == cast.bob)
    assert "You are not waiting" in visit(cast.bob).get(f"/enrollments/{bob.id}/why").text
