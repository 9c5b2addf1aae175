"""The cast in the middle of everything, with an id for every noun, and a canary in every private field."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from db.clock import now
from db.database import database
from db.models import (
    Enrollment,
    Member,
    Membership,
    MentorRequest,
    Note,
    Openness,
    Pair,
    PairingPolicy,
    PairingRule,
    Passkey,
    ProfileField,
    Question,
    Ranking,
    Round,
    Session,
    ShownMentor,
    Step,
    Suggestion,
)
from tests import databases, ending, helping, kept, people, planned, told
from tests.people import Cast
from webapp.domain import (
    accounts,
    chat,
    exports,
    fit,
    invitations,
    progress,
    reactions,
    reports,
    requests,
    vault,
)
from webapp.domain.cases import decisions, working
from webapp.domain.cases.decisions import Choice
from webapp.domain.matching import pool as pools
from webapp.domain.matching.pool import Person, Pool
from webapp.extensions import limiter

CANARY = "kanarienvogel"  # in what only a pair may read
TOLD = "rotkehlchen"  # in what only a reporter and those who handle the report may read
NOTED = "gartenrotschwanz"  # in what only those who handle a case may read
SAID = "nachtigall"  # in what those may read, and the one side of the case to which it was said
ADVICE = "zilpzalp"  # in what its author wrote for the program's admins at the end
SHOWN = "Thank you for the evenings."  # what both agreed to show to the group
FELT = "cheer"  # what Bob feels about Alice's message
ANSWER = "wellensittich"  # in what only the member, the pairing admin and, in part, the partner may read
PROFILE = {  # Bob's, by audience
    "me": "about",
    "pairs": "profession",
    "programs": "education",
    "groups": "place",
    "pairing": "experience",
    "contact": "contact",
}

_worlds: dict[Any, "World"] = {}  # by database


@dataclass(frozen=True)
class World:
    """The people by name (`out` is nobody), and what an address is filled with."""

    cast: Cast
    people: dict[str, Member | None]
    ids: dict[str, Any]


def profile_canary(audience: str) -> str:
    """What stands in the field of Bob's profile that is for this audience."""
    return f"zaunkönig-{audience}"


def make() -> World:
    """Empty every table and fill it: a group by invitation, two pairs, people who ask, wait and invite."""
    limiter.reset()
    databases.empty()
    vault.check_canaries()
    with database.atomic():
        cast = people.cast()
        cast.group.join_rule = "invitation"
        cast.group.save()
        dana, erik, gina = (people.member(name) for name in ("Dana Verdi", "Erik Lind", "Gina Serra"))
        other = people.introduced(cast.program, erik, dana)
        _doubt(other, dana)
        asking = people.enrolled(cast.program, gina, "mentee", state="requested")
        people.join(cast.group, people.member("Hugo Sala"), state="requested")
        others = _others(cast)
        _walk(cast)
    ids = {
        **_ids(cast),
        **_rounds(cast, other),
        **_choosing(cast),
        **ending.walked_before(cast, shown=SHOWN, kept=CANARY, advice=ADVICE),
    }
    ids |= {**_reports(cast, others["nadia"]), **planned.ids(cast, others["nadia"], CANARY)}
    ids |= {"other_pair": other.id, "asking": asking.id, "gina": gina.id}
    named = {name: getattr(cast, name) for name in ("charlie", "bob", "alice", "olivia", "sam")}
    host = people.member("Harriet Host", is_host=True)
    ids |= _cases(cast, host)
    ids |= helping.help_pair(cast)
    return World(cast, {"out": None, "dana": dana, "host": host, **others, **named}, ids)


def again() -> World:
    """The world as `make` makes it, brought back with the same ids: much quicker, where no server runs beside."""
    database.connect(reuse_if_open=True)
    if database.obj not in _worlds:
        _worlds[database.obj] = make()
        kept.keep()
    else:
        limiter.reset()
        kept.bring_back()
    return _worlds[database.obj]


def _reports(cast: Cast, nadia: Member | None) -> dict[str, Any]:
    """Bob reports what Alice wrote to him, which Sam and Nadia may handle, and Nadia, which only Sam may."""
    told = {"reporter": cast.bob, "category": "threat", "words": f"report {TOLD}"}
    shown = reports.file(kind="message", pair=cast.pair, seqs=[1, 3], **told)
    about_nadia = reports.file(kind="person", reported=nadia, group=cast.group, **told)
    return {"report": shown.id, "nadias_report": about_nadia.id}


def _cases(cast: Cast, host: Member) -> dict[str, Any]:
    """Sam has warned Alice, who may ask for a second look, as Bob may; Harriet has banned Uma, whom Bob reported."""
    told = {"reporter": cast.bob, "kind": "person", "category": "other", "words": "Please look."}
    warned = reports.file(reported=cast.alice, group=cast.group, **told)
    working.note(report=warned, by=cast.sam, words=f"note {NOTED}")
    said = {"to_reporter": f"bob {SAID}", "to_reported": f"alice {SAID}"}
    decision = decisions.decide(report=warned, by=cast.sam, choice=Choice("warning", **said)).decision
    uma = people.member("Uma Weg")
    banned = reports.file(reported=uma, **told)
    decisions.decide(report=banned, by=host, choice=Choice("ban", **said))
    return {
        "warned": warned.id,
        "decision": decision.id,
        "hosts_case": reports.file(reported=uma, **told).id,
        "decision_link": accounts.make_link(uma, "decision"),
    }


def _others(cast: Cast) -> dict[str, Member | None]:
    """Mara is in the group and no more, Peter waits for a mentor, Nadia moderates beside Sam."""
    mara, peter, nadia = (people.member(name) for name in ("Mara Costa", "Peter Vidal", "Nadia Ferri"))
    people.join(cast.group, mara)
    people.join(cast.group, nadia, is_moderator=True)
    people.enrolled(cast.program, peter, "mentee")
    return {"mara": mara, "peter": peter, "nadia": nadia}


def _doubt(pair: Pair, mentee: Member) -> None:
    """Two weeks on, the mentee says that it is not a fit."""
    pair.introduced_at -= timedelta(days=15)
    pair.save()
    fit.answer(pair=pair, member=mentee, fit="not_a_fit")


def _choosing(cast: Cast) -> dict[str, Any]:
    """Sam waits as a mentee and asks Alice, who has one more place; Olivia, who waits too, is suggested Alice."""
    PairingPolicy.create(program=cast.program, choosing="asking")
    Enrollment.update(capacity=2).where(Enrollment.id == cast.pair.mentor_enrollment_id).execute()
    Openness.agree(cast.pair.mentor_enrollment)
    waiting = people.enrolled(cast.program, cast.sam, "mentee")
    ShownMentor.create(mentee=waiting, mentor=cast.pair.mentor_enrollment)
    Ranking.create(mentee=waiting, mentor=cast.pair.mentor_enrollment, place=1)
    requests.ask(enrollment=waiting, actor=cast.sam)
    asked = MentorRequest.of_mentee(waiting).get()
    ranking = people.enrolled(cast.program, cast.olivia, "mentee")
    return {
        "choosing": waiting.id,
        "ranking": ranking.id,
        "mentoring": cast.pair.mentor_enrollment_id,
        "asked": asked.id,
    }


def _rounds(cast: Cast, other: Pair) -> dict[str, Any]:
    """A draft that suggests what is so already, Bob to Alice and Dana to Erik, and a record of the same."""
    pairs = (cast.pair, other)
    mentees = [Person(pair.mentee_enrollment_id, pair.mentee_id) for pair in pairs]
    mentors = [Person(pair.mentor_enrollment_id, pair.mentor_id) for pair in pairs]
    inputs = pools.pack(Pool(tuple(mentees), tuple(mentors), weights={"topics": 5.0, "languages": 2.0}))
    figures = {"mentees": 2, "mentors": 2, "places": 2, "placed": 2, "total": 1.0}
    introduced = {"introduced": 1, "introduced_total": 0.5, "left_out": 1, "cost": 0.0}
    draft = Round.create(program=cast.program, inputs=inputs, figures=figures)
    published = Round.create(
        program=cast.program, inputs=inputs, figures={**figures, **introduced}, state="published", published_at=now()
    )
    for made, states in ((draft, ("open", "accepted")), (published, ("published", "open"))):
        for pair, state in zip(pairs, states, strict=True):
            chosen = {"mentor": pair.mentor_enrollment, "proposed": pair.mentor_enrollment, "score": 0.5}
            Suggestion.create(round=made, mentee=pair.mentee_enrollment, state=state, **chosen)
    suggestion = Suggestion.get((Suggestion.round == draft) & (Suggestion.state == "open"))
    return {"round": draft.id, "published_round": published.id, "suggestion": suggestion.id}


def _walk(cast: Cast) -> None:
    pair, path = cast.pair, progress.path_of(cast.pair)
    step = path.here.step if path.here else None
    first = chat.post_message(pair=pair, author=cast.bob, body=f"{CANARY} 1", client_id="1")
    chat.post_message(pair=pair, author=cast.alice, body=f"{CANARY} 2", client_id="2", reply_to=first.line.seq)
    chat.post_message(pair=pair, author=cast.alice, body=f"{CANARY} 3", client_id="3", step=step)
    chat.edit_message(pair=pair, author=cast.alice, seq=first.line.seq + 2, body=f"{CANARY} 4")
    reactions.add(pair=pair, author=cast.bob, seq=first.line.seq + 2, kind=FELT)
    progress.add_note(pair=pair, author=cast.bob, step=path.steps[0].step, body=CANARY)
    progress.set_goal(pair=pair, author=cast.bob, body=CANARY)
    progress.check_in(pair=pair, member=cast.bob, score=7, words=CANARY, today=date(2026, 1, 5))
    progress.complete_step(pair=pair, member=cast.alice, step=path.steps[0].step)
    place = pair.mentee_enrollment
    place.goal, place.experience = f"goal {ANSWER}", f"experience {ANSWER}"
    place.save()
    for audience, field in PROFILE.items():
        for_whom = "pairs" if audience == "contact" else audience
        ProfileField.create(member=cast.bob, field=field, value=profile_canary(audience), audience=for_whom)


def _ids(cast: Cast) -> dict[str, Any]:
    hugo = Member.get(Member.email == "hugo@example.org")
    question = Question.create(program=cast.program, role="mentee", position=1, label="What else?")
    accounts.open_session(cast.bob, device="test")
    invitations.make_mails(group=cast.group, admin=cast.olivia, emails=["ines@example.org"])
    return {
        "pair": cast.pair.id,
        "program": cast.program.id,
        "group": cast.group.slug,
        "bob": cast.bob.id,
        "enrollment": cast.pair.mentee_enrollment_id,
        "question": question.id,
        "step": Step.get(Step.position == 8).id,
        "removed": Step.create(program=cast.program, position=9, title="Removed", removed_at=now()).id,
        "note": Note.get().id,
        "rule": PairingRule.create(program=cast.program, mentor=cast.alice, mentee=cast.charlie, kind="never").id,
        "membership": Membership.of(cast.group, cast.bob).id,
        "request": Membership.of(cast.group, hugo).id,
        "passkey": Passkey.create(member=cast.bob, credential_id=b"bobs", public_key=b"", name="Phone").id,
        "session": Session.get(Session.member == cast.bob).id,
        "invitation": cast.group.invitations.get().id,
        "invited": invitations.make_link(group=cast.group, admin=cast.olivia, uses=5, days=5),
        "export": _export(cast.bob),
        "reset": accounts.make_link(cast.bob, "reset"),
        "verify": accounts.make_link(cast.bob, "verify"),
        "mail_change": accounts.make_link(cast.bob, "mail-change", email="bob2@example.org"),
        **told.ids(cast),
    }


def _export(member: Member) -> int:
    """The id of an archive that a member may fetch."""
    asked = exports.ask(member=member)
    exports.make(export_id=asked.id, write=lambda _member: CANARY.encode())
    return int(asked.id)
