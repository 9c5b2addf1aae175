"""How ready a pool is, and what is wanted more than it is offered."""

from hypothesis import given, settings

from tests.domain.matching.people import ALICE, CHARLIE, DANA, EMIL, alice, bob, person, pool_of
from tests.domain.matching.test_explanations import pools
from webapp.domain.matching import keys, rules
from webapp.domain.matching.explanations import Risk, Shortage, readiness, shortages
from webapp.domain.matching.pool import Pool

SAID = {"topics": ("sleep",), "languages": ("en",), "availability": ("1-evening",)}


def test_a_topic_that_many_want_and_one_offers_comes_first_whatever_its_case() -> None:
    mentees = [person(n, topics=("Pricing", "pricing", "sleep")) for n in range(10, 21)]
    pool = pool_of(mentees, [alice(topics=("PRICING",)), person(DANA, topics=("sleep",), places=5)])
    assert shortages(pool) == [Shortage("topic", ("Pricing",), 11, 1, 1), Shortage("topic", ("sleep",), 11, 1, 5)]


def test_nothing_is_short_where_places_are_enough() -> None:
    assert shortages(pool_of([bob(**SAID)], [alice(**SAID)])) == []


def test_a_language_that_too_few_mentors_speak_is_short_for_those_who_speak_no_other() -> None:
    mentees = [bob(languages=("ar",)), person(EMIL, languages=("ar",)), person(9, languages=("ar", "en"))]
    pool = pool_of(mentees, [alice(languages=("ar", "en")), person(DANA, languages=("en",), places=5)])
    assert shortages(pool) == [Shortage("language", ("ar",), 2, 1, 1)]


def test_hours_at_which_no_mentor_is_free_are_short() -> None:
    pool = pool_of([bob(availability=("0-early",))], [alice(availability=("1-evening",))])
    assert shortages(pool) == [Shortage("hours", (), 1, 0, 0)]
    assert shortages(pool_of([bob(availability=("0-early",))], [alice()])) == []  # Alice left it open


def test_the_risks_say_how_many_and_who() -> None:
    mentees = [bob(**SAID), person(EMIL, **SAID), person(9, topics=("sleep",), languages=("ar",))]
    found = readiness(pool_of(mentees, [alice(languages=("en",)), person(CHARLIE, places=0)]))
    assert (found.mentees, found.mentors, found.places) == (3, 1, 1)
    assert found.risks == (
        Risk("too_few_places", 2),
        Risk("unreachable", 1, (90,)),
        Risk("mentors_without_topics", 1, (ALICE * 10,)),
        Risk("mentors_without_hours", 1, (ALICE * 10,)),
        Risk("mentees_without_hours", 1, (90,)),
    )


def test_one_mentor_who_holds_most_places_is_a_risk_but_not_an_only_one() -> None:
    one, other = alice(places=3, **SAID), person(DANA, **SAID)
    assert readiness(pool_of([bob(**SAID)], [one, other])).risks == (Risk("one_for_all", 3, (ALICE * 10,)),)
    assert readiness(pool_of([bob(**SAID)], [one])).risks == ()
    assert readiness(pool_of([bob(**SAID)], [])).risks == (Risk("too_few_places", 1),)


@settings(max_examples=200, deadline=None)
@given(pools())
def test_what_is_said_to_be_short_is_short(pool: Pool) -> None:
    mentors = [mentor for mentor in pool.mentors if mentor.places > 0]
    for found in (one for one in shortages(pool) if one.kind != "hours"):
        if found.kind == "topic":
            tag = keys.tag(found.values[0])
            wanted = [m for m in pool.mentees if tag in map(keys.tag, m.topics)]
            offering = [m for m in mentors if tag in map(keys.tag, m.topics)]
        else:
            wanted = [m for m in pool.mentees if m.languages and set(m.languages) <= set(found.values)]
            offering = [m for m in mentors if not m.languages or set(m.languages) & set(found.values)]
        counted = (len(wanted), len(offering), sum(m.places for m in offering))
        assert counted == (found.wanted, found.offering, found.places)
        assert found.gap > 0


@settings(max_examples=200, deadline=None)
@given(pools())
def test_the_unreachable_are_those_whom_no_mentor_with_a_place_can_talk_with(pool: Pool) -> None:
    said = {number for risk in readiness(pool).risks if risk.kind == "unreachable" for number in risk.people}
    free = Pool(pool.mentees, tuple(m for m in pool.mentors if m.places > 0), pool.weights)
    mute = {
        mentee.enrollment_id
        for mentee in free.mentees
        if free.mentors and all(rules.forbids(free, mentee, mentor) == "no_language" for mentor in free.mentors)
    }
    assert said == mute
