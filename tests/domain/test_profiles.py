"""Who sees what of a profile: every relation against every audience, and what keeps a profile true."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import product
from typing import Any

import pytest

from db.clock import now
from db.database import writing
from db.models import AuditEntry, Block, Enrollment, Member, Membership, Pair, ProfileField, Program
from db.models.pair import OPEN
from tests import people
from tests.people import Cast
from webapp.domain import enrollments, profiles
from webapp.domain.errors import ChangedMeanwhile
from webapp.domain.people import TIES, known_among, known_to, ties_between
from webapp.domain.profiles import Entry

AUDIENCE = {  # of each of Bob's fields here
    "place": "me",
    "profession": "pairing",
    "contact": "pairs",
    "about": "pairs",
    "education": "programs",
    "experience": "groups",
}


@dataclass(frozen=True)
class Relation:
    """All that may be between two people."""

    pair: str  # its state, or ""
    viewer_takes_part: bool
    member_takes_part: str  # the state of the enrollment, or ""
    group: str  # the member's state in the viewer's group, or "" for another group
    is_admin: bool
    block: str  # by "viewer" or "member", or ""
    gone: str  # "viewer" or "member", or ""


CHOICES = {
    "pair": ("", "active", "paused", "completed", "ended", "suspended"),
    "viewer_takes_part": (False, True),
    "member_takes_part": ("", "draft", "requested", "waiting", "withdrawn"),
    "group": ("", "active", "suspended", "left"),
    "is_admin": (False, True),
    "block": ("", "viewer", "member"),
    "gone": ("", "viewer", "member"),
}


def relations() -> Iterator[Relation]:
    """All of them; with a block or somebody gone only the closest, for nothing is left of any."""
    assert list(CHOICES) == [field.name for field in fields(Relation)]
    for values in product(*CHOICES.values()):
        relation = Relation(*values)
        is_close = relation.pair == "active" and relation.group == "active" and relation.is_admin
        if not (relation.block or relation.gone) or (is_close and not (relation.block and relation.gone)):
            yield relation


def expected(relation: Relation) -> set[str]:
    """The audiences that the viewer belongs to, said anew and as plainly as it can be."""
    if relation.block or relation.gone:
        return set()
    found = set()
    is_in_group = relation.group == "active"
    if relation.pair in ("active", "paused"):
        found |= {"pairs", "programs", "groups"}
    if is_in_group:
        found |= {"groups"}
    if is_in_group and relation.viewer_takes_part and relation.member_takes_part == "waiting":
        found |= {"programs"}
    if is_in_group and relation.is_admin and relation.member_takes_part in ("requested", "waiting"):
        found |= {"pairing", "programs"}
    return found


def make(relation: Relation, number: int) -> tuple[Member, Member]:
    viewer, member = (people.member(f"{name}{number} Rossi") for name in ("viewer", "member"))
    group = people.group(people.member(f"founder{number} Neri"), name=f"Group {number}")
    other = people.group(people.member(f"other{number} Neri"), name=f"Other {number}")
    program = people.program(group, steps=0)
    people.join(group, viewer, is_admin=relation.is_admin)
    people.join(group if relation.group else other, member, state=relation.group or "active")
    if relation.viewer_takes_part:
        people.enrolled(program, viewer, "mentor")
    if relation.member_takes_part:
        Enrollment.create(program=program, member=member, role="mentee", state=relation.member_takes_part)
    if relation.pair:
        Pair.create(program=program, mentor=viewer, mentee=member, state=relation.pair)
    two = {"viewer": viewer, "member": member}
    if relation.block:
        blocker = two[relation.block]
        Block.create(blocker=blocker, blocked=member if blocker is viewer else viewer)
    if relation.gone:
        two[relation.gone].deactivated_at = now()
        two[relation.gone].save()
    for field, audience in AUDIENCE.items():
        ProfileField.create(member=member, field=field, value=field, audience=audience)
    return viewer, member


def test_every_relation_sees_exactly_its_audiences() -> None:
    seen = set()
    with writing():
        for number, relation in enumerate(relations()):
            viewer, member = make(relation, number)
            shown = {each.field for each in profiles.shown_to(viewer, member)}
            wanted = {field for field, audience in AUDIENCE.items() if audience in expected(relation)}
            assert shown == wanted, relation
            seen.add(frozenset(shown))
            assert {each.field for each in profiles.shown_to(member, member)} == AUDIENCE.keys()
    assert len(seen) == 6  # nothing, group, program, admin, partner, partner and admin: each was met


def test_bobs_contact_goes_to_nobody_but_alice_and_only_while_they_walk(cast: Cast, dana: Member) -> None:
    write(cast.bob, contact=("@bob", "pairs"))
    for someone in (cast.olivia, cast.sam, cast.charlie, dana):
        assert not profiles.shown_to(someone, cast.bob)
    assert [each.value for each in profiles.shown_to(cast.alice, cast.bob)][-1] == "@bob"
    for audience in ("programs", "groups", "pairing"):
        with pytest.raises(ValueError, match="for whom"):
            write(cast.bob, contact=("@bob", audience))
        ProfileField.update(audience=audience).where(ProfileField.field == "contact").execute()
        assert "@bob" not in str(profiles.shown_to(cast.alice, cast.bob))
    write(cast.bob, contact=("@bob", "pairs"))
    Pair.update(state="completed").execute()
    assert not profiles.shown_to(cast.alice, cast.bob)


def test_nothing_that_bob_says_goes_further_than_to_alice_unless_he_says_so(cast: Cast) -> None:
    audiences = {field: entry.audience for field, entry in profiles.entries_of(cast.bob).items()}
    assert audiences.pop("contact") == "me"
    assert set(audiences.values()) == {"pairs"}


def test_the_preview_is_what_somebody_with_that_tie_alone_gets(cast: Cast, dana: Member) -> None:
    for field, audience in AUDIENCE.items():
        ProfileField.create(member=cast.bob, field=field, value=field, audience=audience)
    erik = people.member("Erik Lind")
    people.enrolled(cast.program, erik, "mentor")
    viewers = {"partner": cast.alice, "program": erik, "group": dana, "pairing": cast.olivia, "": cast.charlie}
    for tie, viewer in viewers.items():
        ties = ties_between(viewer, cast.bob)
        assert max(ties, key=lambda name: -TIES.index(name), default="") == tie
        assert profiles.shown_as(cast.bob, tie) == profiles.shown_to(viewer, cast.bob), tie


def test_alice_reads_what_bob_answered_when_enrolling_unless_his_profile_says_otherwise(cast: Cast) -> None:
    answer(cast.pair.mentee_enrollment, location="Trento", profession="Baker", goal="secret")
    assert said(cast.alice, cast.bob) == {"place": "Trento", "profession": "Baker", "languages": ["en"]}
    write(cast.bob, place=("Riva", "pairs"), profession=("", "me"), languages=(["it"], "pairing"))
    assert said(cast.alice, cast.bob) == {"place": "Riva"}
    Pair.update(state="ended").execute()
    assert not said(cast.alice, cast.bob)
    assert not said(cast.olivia, cast.bob).get("place")


def test_whoever_edits_in_two_windows_is_told(cast: Cast) -> None:
    version = profiles.version_of(cast.bob)
    write(cast.bob, place=("Riva", "pairs"))
    with pytest.raises(ChangedMeanwhile):
        profiles.change(actor=cast.bob, entries={"place": Entry("Trento", "pairs")}, version=version)
    profiles.change(actor=cast.bob, entries={"place": Entry("Trento", "me")}, version=profiles.version_of(cast.bob))
    assert profiles.entries_of(cast.bob)["place"] == Entry("Trento", "me")


def test_the_audit_log_says_which_fields_are_for_whom_and_no_word_of_them(cast: Cast) -> None:
    AuditEntry.delete().execute()
    changed = write(cast.bob, place=("Riva", "groups"), about=("", "pairs"))
    assert changed == ["place"]
    write(cast.bob, place=("Riva", "groups"))
    (entry,) = AuditEntry.select()
    assert (entry.action, entry.actor_id, entry.object_id) == ("profile.changed", cast.bob.id, cast.bob.id)
    assert entry.details == {"place": "groups"}


@pytest.mark.parametrize(("field", "value"), [("place", "x" * 121), ("about", "x" * 1001), ("contact", ["a"])])
def test_bob_cannot_write_what_a_field_cannot_hold(cast: Cast, field: str, value: Any) -> None:
    with pytest.raises(ValueError, match="holds"):
        write(cast.bob, **{field: (value, "me")})


def test_languages_are_those_of_the_list(cast: Cast) -> None:
    write(cast.bob, languages=(["it", "xx", "ar"], "groups"))
    assert profiles.entries_of(cast.bob)["languages"].value == ["ar", "it"]


def test_a_new_enrollment_is_filled_from_the_profile_and_its_topics_are_looked_at_again(cast: Cast) -> None:
    answer(cast.pair.mentee_enrollment, location="Trento", answered=["about", "languages"])
    write(cast.bob, place=("Riva", "me"), languages=(["en"], "me"))
    second = people.program(cast.group, name="Second")
    (draft,) = enrollments.enroll(program=second, actor=cast.bob, roles=["mentee"])
    assert (draft.location, draft.languages) == ("Riva", ["en"])
    assert "about" not in draft.answered
    assert "languages" in draft.answered  # the same as he sent the last time
    assert profiles.fills(draft, "about")
    assert not profiles.fills(draft, "languages")
    assert not profiles.fills(draft, "goal")


def test_bob_can_keep_answers_in_his_profile_for_whom_they_were_there(cast: Cast) -> None:
    answer(cast.pair.mentee_enrollment, location="Trento", profession="Baker")
    write(cast.bob, place=("Riva", "groups"), profession=("Baker", "me"))
    place = Enrollment.get_by_id(cast.pair.mentee_enrollment_id)
    assert profiles.news_in(place) == {"place": Entry("Trento", "groups"), "languages": Entry(["en"], "pairs")}
    assert profiles.keep_answers(actor=cast.bob, enrollment=place) == ["place", "languages"]
    assert profiles.entries_of(cast.bob)["place"] == Entry("Trento", "groups")
    assert not profiles.news_in(place)


def test_who_may_know_of_whom_is_the_same_one_by_one_and_together(cast: Cast, dana: Member) -> None:
    Membership.update(state="left").where(Membership.member == cast.alice).execute()
    everybody = [cast.alice, cast.bob, cast.olivia, cast.sam, cast.charlie, dana]
    for viewer in everybody:
        one_by_one = {other.id for other in everybody if known_to(viewer, other.id)}
        assert known_among(viewer, [other.id for other in everybody]) == one_by_one
    assert known_among(cast.bob, [cast.alice.id, cast.charlie.id, dana.id]) == {cast.alice.id, dana.id}
    assert known_among(cast.alice, [dana.id]) == set()


def test_a_finished_program_ties_nobody(cast: Cast) -> None:
    erik = people.member("Erik Lind")
    people.enrolled(cast.program, erik, "mentor")
    assert ties_between(erik, cast.bob) == {"program", "group"}
    Program.update(state="finished").execute()
    assert ties_between(erik, cast.bob) == {"group"}
    assert ties_between(cast.olivia, cast.bob) == {"group"}


def test_only_active_and_paused_pairs_are_open() -> None:
    assert set(OPEN) == {"active", "paused"}


def write(member: Member, **said: tuple[Any, str]) -> list[str]:
    return profiles.change(actor=member, entries={field: Entry(*value) for field, value in said.items()})


def answer(place: Enrollment, **columns: Any) -> None:
    Enrollment.update(**columns).where(Enrollment.id == place.id).execute()


def said(viewer: Member, member: Member) -> dict[str, Any]:
    return {each.field: each.value for each in profiles.shown_to(viewer, member)}
