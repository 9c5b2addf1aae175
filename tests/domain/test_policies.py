"""A program's policy and its admins' rules."""

from datetime import date
from typing import Any

import pytest

from db.models import (
    Block,
    Enrollment,
    Member,
    Notification,
    Openness,
    PairingPolicy,
    PairingRule,
    Program,
    Round,
    Wish,
)
from tests import people
from tests.people import Cast
from webapp.domain import pairing, policies, prospects
from webapp.domain.errors import (
    AlreadyIntroduced,
    BlockStandsBetween,
    ChangedMeanwhile,
    MustBeWithAnother,
    MustNotBePaired,
    NoLanguageInCommon,
    NoPlaceLeft,
    NotWaiting,
    Refused,
    SamePerson,
)
from webapp.domain.matching import pool as pools
from webapp.domain.matching import weights
from webapp.errors import words_for


def update(program: Program, **changes: Any) -> PairingPolicy:
    policy = PairingPolicy.of(program)
    given = {
        "preset": policy.preset,
        "changed": {},
        "version": policy.version,
        "acquaintances": policy.acquaintances,
        "choosing": policy.choosing,
        "next_round_on": policy.next_round_on,
    }
    return policies.update(actor=program.group.created_by, program=program, **{**given, **changes})


@pytest.fixture
def mentor(cast: Cast) -> Enrollment:
    """Dana, who has two places."""
    return people.enrolled(cast.program, people.member("Dana Verdi"), "mentor", capacity=2)


@pytest.fixture
def mentee(cast: Cast) -> Enrollment:
    """Emil, who waits."""
    return people.enrolled(cast.program, people.member("Emil Roth"), "mentee")


def set_rule(cast: Cast, mentee: Enrollment, mentor: Enrollment, kind: str = "must") -> PairingRule:
    return policies.set_rule(program=cast.program, admin=cast.olivia, mentee=mentee, mentor=mentor, kind=kind)


def test_olivia_can_move_a_slider_and_only_what_differs_from_the_preset_is_kept(cast: Cast) -> None:
    policy = update(cast.program, changed={"topics": 9.0, "hours": weights.PRESETS["balanced"]["hours"]})
    assert policy.weights == {"topics": 9.0}
    assert weights.of(policy)["topics"] == 9
    assert update(cast.program, changed={"style": 0.0}).weights == {"topics": 9.0, "style": 0.0}
    assert update(cast.program, changed=weights.PRESETS["balanced"]).weights == {}


def test_another_preset_sets_all_but_what_olivia_moves(cast: Cast) -> None:
    update(cast.program, changed={"topics": 9.0})
    policy = update(cast.program, preset="near", changed={"place": 10.0})
    assert policy.weights == {"place": 10.0}
    assert weights.of(policy)["topics"] == weights.PRESETS["near"]["topics"]
    with pytest.raises(KeyError):
        update(cast.program, preset="charlie")


def test_mentors_who_may_not_be_found_are_told_once_when_mentees_begin_to_choose(
    cast: Cast, mentor: Enrollment
) -> None:
    Openness.agree(cast.pair.mentor_enrollment)
    told = Notification.select().where(Notification.kind == policies.TO_BE_FOUND)
    update(cast.program, preset="near")
    assert not told.exists()
    update(cast.program, choosing="ranking")
    update(cast.program, choosing="asking")
    assert [(row.member_id, row.names["enrollment"]) for row in told] == [(mentor.member_id, str(mentor.id))]
    assert policies.not_to_be_found(cast.program) == [mentor]
    update(cast.program, choosing="admin")
    update(cast.program, choosing="asking")
    assert told.count() == 1
    Openness.agree(mentor)
    assert policies.not_to_be_found(cast.program) == []


def test_two_admins_cannot_overwrite_each_other(cast: Cast) -> None:
    seen = PairingPolicy.of(cast.program).version
    update(cast.program, choosing="ranking", next_round_on=date(2026, 12, 24), version=seen)
    with pytest.raises(ChangedMeanwhile):
        update(cast.program, choosing="asking", version=seen)
    assert PairingPolicy.of(cast.program).choosing == "ranking"


def test_a_draft_round_keeps_its_weights(cast: Cast, mentee: Enrollment, mentor: Enrollment) -> None:
    inputs = pools.pack(pools.of_program(cast.program))
    Round.create(program=cast.program, inputs=inputs, made_by=cast.olivia)
    assert policies.has_draft_round(cast.program)
    update(cast.program, preset="near")
    assert pools.unpack(bytes(Round.get().inputs)).weights == weights.PRESETS["balanced"]
    assert pools.of_program(cast.program).weights == weights.PRESETS["near"]


def test_a_never_keeps_two_apart_in_rounds_and_by_hand(cast: Cast, mentee: Enrollment, mentor: Enrollment) -> None:
    rule = set_rule(cast, mentee, mentor, "never")
    assert pools.of_program(cast.program).forbidden == {(mentee.id, mentor.id): "rule"}
    given = {"by": cast.olivia, "program": cast.program, "introduction": ""}
    with pytest.raises(MustNotBePaired):
        pairing.introduce(mentor_enrollment_id=mentor.id, mentee_enrollment_id=mentee.id, **given)
    policies.remove_rule(actor=cast.olivia, rule=rule)
    policies.remove_rule(actor=cast.olivia, rule=rule)
    assert pairing.introduce(mentor_enrollment_id=mentor.id, mentee_enrollment_id=mentee.id, **given).mentee_id


def test_a_never_can_become_a_must_and_two_have_one_rule(cast: Cast, mentee: Enrollment, mentor: Enrollment) -> None:
    set_rule(cast, mentee, mentor, "never")
    set_rule(cast, mentee, mentor, "must")
    set_rule(cast, mentee, mentor, "must")
    assert [rule.kind for rule in PairingRule.of_program(cast.program)] == ["must"]
    assert pools.of_program(cast.program).musts == {(mentee.id, mentor.id)}


def refusal_of(cast: Cast, mentee: Enrollment, mentor: Enrollment) -> Refused:
    with pytest.raises(Refused) as caught:
        set_rule(cast, mentee, mentor)
    return caught.value


def test_a_must_cannot_go_against_a_block_or_a_wish_and_does_not_say_which(
    app: Any, cast: Cast, mentee: Enrollment, mentor: Enrollment
) -> None:
    set_rule(cast, mentee, mentor, "never")
    block = Block.create(blocker=mentor.member, blocked=mentee.member)
    blocked = refusal_of(cast, mentee, mentor)
    block.delete_instance()
    Wish.create(enrollment=mentor, member=mentee.member, kind="never")
    unwished = refusal_of(cast, mentee, mentor)
    assert [type(blocked), type(unwished)] == [BlockStandsBetween, MustNotBePaired]
    with app.test_request_context():
        assert words_for(blocked) == words_for(unwished)
    assert blocked.status == unwished.status
    assert [rule.kind for rule in PairingRule.of_program(cast.program)] == ["never"]  # what stood, still stands


def test_a_must_cannot_be_what_no_round_could_make_true(cast: Cast, mentee: Enrollment, mentor: Enrollment) -> None:
    alice, bob = (Enrollment.get(Enrollment.member == someone) for someone in (cast.alice, cast.bob))
    assert isinstance(refusal_of(cast, bob, alice), AlreadyIntroduced)
    assert isinstance(refusal_of(cast, mentee, alice), NoPlaceLeft)
    herself = people.enrolled(cast.program, mentor.member, "mentee")
    assert isinstance(refusal_of(cast, herself, mentor), SamePerson)
    mute = people.enrolled(cast.program, people.member("Amal Haddad"), "mentee", languages=["ar"])
    assert isinstance(refusal_of(cast, mute, mentor), NoLanguageInCommon)
    Block.create(blocker=mute.member, blocked=mentor.member)
    assert isinstance(refusal_of(cast, mute, mentor), BlockStandsBetween)
    assert not PairingRule.select().exists()


def test_musts_cannot_promise_more_places_than_there_are_nor_one_mentee_twice(
    cast: Cast, mentee: Enrollment, mentor: Enrollment
) -> None:
    fay, gil, ada = (
        people.enrolled(cast.program, people.member(name), "mentee") for name in ("Fay B", "Gil C", "Ada D")
    )
    set_rule(cast, mentee, mentor)
    set_rule(cast, fay, mentor)
    assert isinstance(refusal_of(cast, gil, mentor), NoPlaceLeft)
    other = people.enrolled(cast.program, people.member("Kim Noll"), "mentor")
    assert isinstance(refusal_of(cast, mentee, other), MustBeWithAnother)
    Enrollment.update(state="withdrawn").where(Enrollment.id == fay.id).execute()
    set_rule(cast, ada, mentor)


def test_charlie_and_the_wrong_side_cannot_stand_in_a_rule(cast: Cast, mentee: Enrollment, mentor: Enrollment) -> None:
    elsewhere = people.program(people.group(people.member("Otto Gelb"), "Elsewhere"))
    charlie = people.enrolled(elsewhere, cast.charlie, "mentee")
    gone = people.enrolled(cast.program, people.member("Fay Blanc"), "mentee", state="withdrawn")
    for one, other in ((charlie, mentor), (mentor, mentee), (gone, mentor)):
        for kind in policies.KINDS:
            with pytest.raises(NotWaiting):
                set_rule(cast, one, other, kind)


def test_only_who_takes_part_can_be_named(cast: Cast, mentee: Enrollment, mentor: Enrollment) -> None:
    people.enrolled(cast.program, people.member("Emma Gone"), "mentee", state="withdrawn")
    left = people.enrolled(cast.program, people.member("Emmett Off"), "mentee")
    Member.update(deactivated_at=left.created_at).where(Member.id == left.member_id).execute()
    found, total = policies.nameable(cast.program, "mentee", "em")
    assert ([row.id for row in found], total) == ([mentee.id], 1)
    assert [row.id for row in policies.nameable(cast.program, "mentor", "dana")[0]] == [mentor.id]


def test_the_report_knows_who_has_not_been_seen_or_confirmed_and_who_is_not_through(cast: Cast) -> None:
    long_ago = cast.program.created_at.replace(year=2020)
    absent = people.enrolled(cast.program, people.member("Ada Early"), "mentee", submitted_at=long_ago)
    fresh = people.enrolled(cast.program, people.member("Emil Roth", email_verified_at=None), "mentee")
    people.enrolled(cast.program, people.member("Fay Blanc"), "mentee", state="draft")
    people.enrolled(cast.program, people.member("Gina Serra"), "mentee", state="requested")
    report = prospects.report(cast.program)
    risks = {risk.kind: (risk.count, risk.people) for risk in report.readiness.risks}
    assert risks["absent"] == (1, (absent.id,))
    assert risks["unconfirmed"] == (1, (fresh.id,))
    assert (risks["drafts"], risks["requests"]) == ((1, ()), (1, ()))
    assert report.names[absent.id] == "Ada Early"


def test_who_does_not_wait_is_not_explained(cast: Cast, mentee: Enrollment) -> None:
    bob = Enrollment.get(Enrollment.member == cast.bob)
    alice = Enrollment.get(Enrollment.member == cast.alice)
    for enrollment in (bob, alice):
        assert prospects.told_to(enrollment) == prospects.causes_of(enrollment)[0] == []
    causes, names = prospects.causes_of(mentee)
    assert [(cause.kind, cause.change and cause.change.kind) for cause in causes] == [("no_places", "place")]
    assert names == {alice.id: "Alice Rossi"}
