"""How a program pairs: its policy, which weighs, and the admins' own rules for two people, which do not."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.database import writing
from db.models import Enrollment, Member, Notification, Openness, Pair, PairingPolicy, PairingRule, Program, Round
from webapp.domain import audit
from webapp.domain.errors import ChangedMeanwhile, MustBeWithAnother, NoLanguageInCommon, NoPlaceLeft, NotWaiting
from webapp.domain.matching import weights
from webapp.domain.notifications import notify
from webapp.domain.obstacles import Obstacles

KINDS = ("never", "must")
PENDING = ("requested", "waiting", "paused")
NAMEABLE = (*PENDING, "paired")  # who may stand in a rule
MOST_FOUND = 50  # people in a list to choose from
TO_BE_FOUND = "mentees_choose"  # a kind of notification; its names carry the mentor's enrollment


def update(
    *, program: Program, actor: Member, preset: str, changed: Mapping[str, float], version: str, acquaintances: str,
    choosing: str, next_round_on: date | None,
) -> PairingPolicy:  # fmt: skip
    """Keep a policy that is still at `version`. A draft round keeps the weights with which it was made.

    `changed` are the weights (0-10) that the admin set; where the preset is another than before, every other weight is
    the new preset's. Only what differs from the preset is kept. Raises ChangedMeanwhile, and KeyError for a preset that
    is not there.

    Where mentees choose from now on, mentors who have not agreed to be found are told that they may.
    """
    proposed = weights.PRESETS[preset]
    with writing():
        Program.locked(program.id)
        policy = PairingPolicy.of(program)
        if policy.version != version:
            raise ChangedMeanwhile
        kept = policy.weights if preset == policy.preset else {}
        wanted = {**kept, **{part: min(weights.MOST, max(0.0, value)) for part, value in changed.items()}}
        different = {part: value for part, value in wanted.items() if value != proposed.get(part)}
        columns = {
            "preset": preset,
            "weights": different,
            "acquaintances": acquaintances,
            "choosing": choosing,
            "next_round_on": next_round_on,
        }
        PairingPolicy.insert(program=program, **columns).on_conflict(
            conflict_target=[PairingPolicy.program], update=columns
        ).execute()
        if choosing != "admin" and policy.choosing == "admin":
            _ask_to_be_found(program)
        said = {"preset": preset, "choosing": choosing, "weights": len(different)}
        audit.record("policy.changed", by=actor, of=program, group=program.group_id, **said)
        return PairingPolicy.of(program)


def not_to_be_found(program: Program) -> list[Enrollment]:
    """The mentors, with their members, whom mentees who choose do not see: they have not said yet that they may."""
    agreed = Openness.in_program(program)
    mentors = Enrollment.mentors_in_play(program).where(Member.deactivated_at.is_null())
    return [mentor for mentor in mentors if mentor.id not in agreed]


def has_draft_round(program: Program) -> bool:
    """Whether a round is being worked on, which a change of the policy does not touch."""
    return bool(Round.select().where((Round.program == program) & (Round.state == "draft")).exists())


def set_rule(*, program: Program, admin: Member, mentee: Enrollment, mentor: Enrollment, kind: str) -> PairingRule:
    """Make two people of a program a `never` or a `must`; a rule that the two have already becomes this one.

    Raises NotWaiting for people who cannot stand in a rule, and for a `must` what forbids it: SamePerson,
    AlreadyIntroduced, BlockStandsBetween or MustNotBePaired (in the same words), NoLanguageInCommon, NoPlaceLeft,
    MustBeWithAnother.
    """
    if kind not in KINDS:
        raise ValueError("a rule is a never or a must")
    with writing():
        Program.locked(program.id)
        mentee, mentor = Enrollment.get_by_id(mentee.id), Enrollment.get_by_id(mentor.id)
        _demand_nameable(program, mentee, mentor)
        PairingRule.forget(program, mentor=mentor.member_id, mentee=mentee.member_id)
        if kind == "must":
            _demand_possible(program, mentee, mentor)
        two = {"mentor": mentor.member_id, "mentee": mentee.member_id}
        made = PairingRule.create(program=program, kind=kind, made_by=admin, **two)
        _note("rule.made", made, admin, program)
    return made


def remove_rule(*, rule: PairingRule, actor: Member) -> None:
    """Take a rule back; one that is gone already is no matter."""
    with writing():
        if PairingRule.delete().where(PairingRule.id == rule.id).execute():
            _note("rule.removed", rule, actor, Program.get_by_id(rule.program_id))


def nameable(program: Program, role: str, words: str) -> tuple[list[Enrollment], int]:
    """Who may stand in a rule in a role, by a part of a name: the first fifty by name, and how many there are."""
    query: Any = Enrollment.submitted(program, role=role, words=words).where(Enrollment.state.in_(NAMEABLE))
    query = query.where(Member.deactivated_at.is_null())
    return list(query.order_by(Member.name, Enrollment.id).limit(MOST_FOUND)), int(query.count())


def _note(action: str, rule: PairingRule, actor: Member, program: Program) -> None:
    said = {"program": program.id, "kind": rule.kind, "mentor": rule.mentor_id, "mentee": rule.mentee_id}
    audit.record(action, by=actor, of=rule, group=program.group_id, **said)


def _ask_to_be_found(program: Program) -> None:
    unread = (Notification.program == program) & (Notification.kind == TO_BE_FOUND) & Notification.read_at.is_null()
    Notification.delete().where(unread).execute()  # an admin may change their mind twice
    for mentor in not_to_be_found(program):
        notify(member=mentor.member, kind=TO_BE_FOUND, program=program, enrollment=str(mentor.id))


def _demand_nameable(program: Program, mentee: Enrollment, mentor: Enrollment) -> None:
    fits = (mentee.role, mentor.role) == ("mentee", "mentor")
    is_here = all(one.program_id == program.id and one.state in NAMEABLE for one in (mentee, mentor))
    if not (fits and is_here):
        raise NotWaiting


def _demand_possible(program: Program, mentee: Enrollment, mentor: Enrollment) -> None:
    """A block, a wish of either, an earlier introduction forbid a must, and so does what no round could make true."""
    beside = PairingRule.musts_beside(program, mentor=mentor.member_id, mentee=mentee.member_id)
    if any(rule.mentee_id == mentee.member_id for rule in beside):
        raise MustBeWithAnother
    places_free = mentor.capacity - Pair.places_taken(program, mentor.member_id) - _promised(program, beside)
    obstacle = Obstacles.among(program, [mentee.member_id, mentor.member_id]).between(mentee, mentor, places_free)
    is_mute = mentee.languages and mentor.languages and set(mentee.languages).isdisjoint(mentor.languages)
    if is_mute and (obstacle is None or isinstance(obstacle, NoPlaceLeft)):
        raise NoLanguageInCommon
    if obstacle:
        raise obstacle


def _promised(program: Program, musts: list[PairingRule]) -> int:
    """How many of the mentees of some musts have no pair yet."""
    wait = (Enrollment.program == program) & (Enrollment.role == "mentee") & Enrollment.state.in_(PENDING)
    return int(Enrollment.select().where(wait & Enrollment.member.in_([rule.mentee_id for rule in musts])).count())
