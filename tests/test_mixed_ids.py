"""My pair with their message: every route with more than one id, one's own joined to somebody else's. Always 404."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests import twins, world
from tests.routes import WHO
from tests.test_hostile_input import FIT
from tests.test_matrix import status_of

Visits = Callable[..., Any]

# What an address calls something: which of the world's ids it is.
MINE = {
    "slug": "group", "pair_id": "pair", "program_id": "program", "enrollment_id": "enrollment", "rule_id": "rule",
    "membership_id": "membership", "invitation_id": "invitation", "member_id": "gina", "question_id": "question",
    "step_id": "step", "round_id": "round", "suggestion_id": "suggestion", "note_id": "note", "session_id": "session",
    "meeting_id": "meeting", "stand_in_id": "stand_in", "request_id": "asked",
    "thanks_id": "thanks", "renewal_id": "renewal", "testimonial_id": "testimonial",
    "coordinator_note_id": "coordinator_note",
}  # fmt: skip
NUMBERS = {"seq": "1", "number": "1"}  # these count within a pair; a twin has more of them
NOT_IDS = {"noun", "topic", "filename"}
# An endpoint that may answer otherwise: "<endpoint>": why.
EXPLAINED = {
    "pairing.delete": "whatever cannot be taken back is told in one way, 409, too late; such a pair may be gone",
    "enrollments.forget": "taking back a wish that was never made is no news; it looks only among one's own wishes",
    "acquaintances.delete": "the same of somebody whom one never named: it looks only among those whom one named",
    "pairs.delete_note": "a step's number only says where to go on; a note of another pair is 404 below",
}
OUT = {302, 401, 303}


def rules_of(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Each method and route with more than one id."""
    for rule in app.url_map.iter_rules():
        if len(ids_in(rule)) > 1:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield "SOCKET" if rule.websocket else method, rule


def ids_in(rule: Rule) -> list[str]:
    """The ids in a rule's address, in their order."""
    return [name for name in rule._converters if name not in NOT_IDS]


def mixtures(rule: Rule, mine: dict[str, Any], theirs: dict[str, Any]) -> Iterator[str]:
    """Every address in which some ids are one's own, and some somebody else's.

    A number that counts within a pair is somebody else's only where it is one that the other pair alone has.
    """
    names = ids_in(rule)
    for picks in product((True, False), repeat=len(names)):
        is_own = dict(zip(names, picks, strict=True))
        if len({own for name, own in is_own.items() if not (own and name in NUMBERS)}) > 1:
            yield _address(rule, {name: (mine if own else theirs)[name] for name, own in is_own.items()})


def _address(rule: Rule, ids: dict[str, Any]) -> str:
    built = rule.build({**(rule.defaults or {}), **ids}, append_unknown=False)
    assert built is not None, rule
    return built[1]


def own(here: world.World) -> dict[str, Any]:
    return {**{name: here.ids[key] for name, key in MINE.items() if key in here.ids}, **NUMBERS}


@pytest.mark.parametrize("twin", ["sibling", "foreign"])
def test_nobody_can_join_their_own_to_somebody_elses(app: Flask, visit: Visits, twin: str) -> None:
    here = world.again()
    theirs = twins.sibling(here.cast) if twin == "sibling" else twins.foreign()
    mine, wrong = own(here), {}
    browsers = {who: visit(here.people[who]) for who in WHO}
    for method, rule in rules_of(app):
        unknown = set(ids_in(rule)) - (mine.keys() & theirs.keys())
        assert not unknown, f"{rule}: give {unknown} an id in tests/world.py (MINE here says which) and tests/twins.py"
        for address in mixtures(rule, mine, theirs):
            for who, browser in browsers.items():
                status = status_of(browser, method, address, fields_for(rule))
                if status not in allowed(who, rule):
                    wrong[method, rule.endpoint, address, who] = status
    found = [f"{status} {' '.join(key)}" for key, status in wrong.items() if key[1] not in EXPLAINED]
    assert not found, "\n".join(found)


def fields_for(rule: Rule) -> dict[str, str]:
    """What a form of this route would send, so that nothing but the ids is wrong."""
    return {**FIT, "kind": world.FELT} if "reaction" in rule.endpoint else FIT


def test_bob_cannot_delete_a_note_of_his_other_pair_through_this_one(visit: Visits) -> None:
    here = world.again()
    theirs, bob = twins.sibling(here.cast), visit(here.cast.bob)
    for pair, note in ((here.ids["pair"], theirs["note_id"]), (theirs["pair_id"], here.ids["note"])):
        bob.post(f"/pairs/{pair}/steps/1/notes/{note}/delete", status=404)


def allowed(who: str, rule: Rule) -> set[int]:
    """404; a plain member of a group may be told 403 before the inner id is looked at, its admin and a pair may not."""
    if who == "out":
        return OUT
    is_of_group = next(iter(rule._converters)) in ("slug", "program_id")
    return {404, 403} if is_of_group and who != "olivia" else {404}
