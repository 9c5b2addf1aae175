"""Whatever an admin, a moderator or the host does is noted in the audit log, in words that every reader has."""

import ast
from pathlib import Path

from tests import source
from webapp.blueprints.audit.words import KINDS, SENTENCES
from webapp.domain import audit_log

DOMAIN = source.python_files("webapp/domain")
# What writes and notes nothing, a file or "<file>:<verb>": why nobody need know.
NOT_NOTED = {
    "absences.py": "a member's own days; the admins see who is away",
    "accounts.py:change_details": "one's own name and language",
    "accounts.py:make_link": "a link is sent; what it does is noted when it is used",
    "accounts.py:sign_up": "nobody's until the address is confirmed",
    "accounts.py:verify": "one's own address, confirmed once",
    "acquaintances.py": "a member's own answers",
    "announcements.py:tell": "the parts of an announcement, which is noted when it is sent",
    "announcements.py:tell_all": "the same",
    "announcements.py:tell_some": "the same",
    "bounces.py": "that mails come back is the program's own note",
    "chat.py": "what a pair writes is nobody else's",
    "closing.py": "what the two leave for each other and say of the program is theirs",
    "digests.py": "the clock's work: mails of what was told",
    "enrollments.py": "a member's own places and answers; what an admin decides about them is noted",
    "erasure.py": "the parts of a deletion, which is noted",
    "exports.py:seal_anew": "a change of keys, which is noted as a whole",
    "feeds.py": "a member's own address",
    "fit.py:answer": "what one of the two says of a pair is told to nobody",
    "help_digests.py:tell": "how many pairs wait for an admin",
    "job_runs.py": "the program's own count of its jobs",
    "notification_choices.py": "a member's own choices; what concerns safety cannot be chosen away",
    "office_words.py:seal_anew": "a change of keys, which is noted as a whole",
    "outbox.py": "what leaves is told by its cause; sending again by hand is noted",
    "meetings/past.py": "what a pair plans is nobody else's",
    "meetings/planning.py": "what a pair plans is nobody else's",
    "meetings/reminders.py": "the clock's work",
    "pair_weeks.py": "counts that the program keeps for itself",
    "progress.py": "how a pair walks and what it writes is theirs",
    "push_keys.py": "the instance's own key, made by itself; that the keys were rotated is noted by rotation.py",
    "push_subscriptions.py": "which of a member's own devices tell them",
    "pulses.py:answer": "a number that is told to nobody",
    "queues.py:settle": "the clock's work, of which an introduction is noted",
    "rankings.py": "a member's own choices",
    "reactions.py": "what a pair writes is nobody else's",
    "renewals.py:ask_again": "a question to the two; what they agree to is noted",
    "renewals.py:decline": "a no between the two",
    "requests.py": "whom a mentee asks is between the two; an introduction is noted",
    "retention.py:warn": "a notice to the two; what is shredded is noted",
    "rhythm/endings.py:keep_going": "what one of the two answers; that a pair closes is noted",
    "rhythm/endings.py:note_heard": "what one of the two answers",
    "rhythm/nudges.py": "the clock's work: what it tells stands among the notifications",
    "rounds/solving.py": "a draft that an admin works on; what is published is noted",
    "rounds/working.py": "a draft that an admin works on; what is published is noted",
    "shredding.py": "the parts of what is noted by whoever calls it",
    "suspensions.py:reinstate": "a part of what is decided about a case, which is noted",
    "testimonials.py:consent": "the two's own words, shown as both wish; what an admin hides is noted",
    "testimonials.py:take_back": "the two's own words, shown as both wish",
    "taps.py:answer": "what a member answers; what follows from it is noted where it matters",
    "totp.py:begin": "a secret that counts for nothing until it is confirmed, which is noted",
    "resealing.py": "a change of keys, which is noted as a whole",
    "totp.py:take": "the number of the code used last",
    "ways_on.py:say_goodbye": "a member's own places",
    "unread_messages.py": "the clock's work: that somebody is told that there are messages",
    "wishes.py": "a member's own answers",
}


def test_every_verb_that_writes_is_noted_or_has_its_reason() -> None:
    silent = {f"{file}:{name}" for file, name in FUNCTIONS if _is_silent((file, name))}
    lacking = {verb for verb in silent if not {verb, verb.partition(":")[0]} & NOT_NOTED.keys()}
    assert not lacking, (
        f"call audit.record in {sorted(lacking)}, if an admin, a moderator, a host or a member's safety depends on it; "
        "else say in NOT_NOTED why nobody need know"
    )
    unneeded = NOT_NOTED.keys() - silent - {verb.partition(":")[0] for verb in silent}
    assert not unneeded, f"noted, or gone: {sorted(unneeded)}"


def test_every_action_has_words_and_a_kind_to_look_for() -> None:
    actions = {action for path in DOMAIN for call in _records(path) for action in _named_in(call)}
    assert len(actions) > 40, "the actions are found where they stand"
    shown = {action for action in actions if not action.startswith(audit_log.UNREAD)}
    assert not shown - SENTENCES.keys(), f"webapp/blueprints/audit/words.py lacks {sorted(shown - SENTENCES.keys())}"
    nouns = tuple(noun for _name, nouns in KINDS.values() for noun in nouns)
    assert not {action for action in shown if not action.startswith(nouns)}


def test_every_action_is_named_in_full_where_it_is_recorded() -> None:
    for path in DOMAIN:
        for call in _records(path):
            assert not any(isinstance(part, ast.JoinedStr) for part in ast.walk(call.args[0])), (
                f"{source.name_of(path)}:{call.lineno}: a name that is put together cannot be found"
            )


def _records(path: Path) -> list[ast.Call]:
    """Calls of `audit.record`, or of a function of this file that calls it with its own first argument."""
    wrappers = {
        function.name
        for function in source.functions_in(path)
        if function.args.args and any(_passes_on(call, function.args.args[0].arg) for call in _calls(function))
    }
    calls = [call for call in source.calls_in(source.tree_of(path)) if call.args]
    return [call for call in calls if _is_record(call) or source.called_name(call) in wrappers]


def _named_in(call: ast.Call) -> set[str]:
    """The actions that stand in a call: its first argument, either of two, or all of the table that it looks in."""
    first = call.args[0]
    if isinstance(first, ast.Subscript) and isinstance(first.value, ast.Name):
        return TABLES_OF_NAMES[first.value.id]
    texts = {part.value for part in ast.walk(first) if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return {text for text in texts if "." in text}


def _tables() -> dict[str, set[str]]:
    """Tables from something to the action that it is called, such as `OVER` of the pairs."""
    tables: dict[str, set[str]] = {}
    for path in DOMAIN:
        for node in source.tree_of(path).body:
            if (
                isinstance(node, ast.Assign)
                and isinstance(node.value, ast.Dict)
                and isinstance(node.targets[0], ast.Name)
            ):
                values = {part.value for part in node.value.values if isinstance(part, ast.Constant)}
                tables.setdefault(node.targets[0].id, set()).update(str(value) for value in values)
    return tables


TABLES_OF_NAMES = _tables()


def _index() -> dict[tuple[str, str], source.Function]:
    folder = source.ROOT / "webapp/domain"
    return {
        (str(p.relative_to(folder)), function.name): function for p in DOMAIN for function in source.functions_in(p)
    }


FUNCTIONS = _index()  # by file and name
FILES = {Path(file).stem: file for file, _name in FUNCTIONS}


def _is_silent(verb: tuple[str, str]) -> bool:
    """Whether a public function writes, in itself or a part of it, and nothing that it reaches notes anything."""
    if verb[1].startswith("_"):
        return False
    reached, waiting = {verb}, [verb]
    while waiting:
        here = waiting.pop()
        fresh = {found for call in _calls(FUNCTIONS[here]) if (found := _target(here[0], call))} - reached
        reached |= fresh
        waiting += fresh
    own = [FUNCTIONS[one] for one in reached if one == verb or (one[0] == verb[0] and one[1].startswith("_"))]
    is_writing = any(source.called_name(call) == "writing" for function in own for call in _calls(function))
    return is_writing and not any(_is_record(call) for one in reached for call in _calls(FUNCTIONS[one]))


def _target(file: str, call: ast.Call) -> tuple[str, str] | None:
    """The function of the domain that is called: of the same file, or of a module by its name."""
    where = call.func.value if isinstance(call.func, ast.Attribute) else None
    owner = FILES.get(where.id) if isinstance(where, ast.Name) else file if where is None else None
    found = (owner or "", source.called_name(call))
    return found if found in FUNCTIONS else None


def _is_record(call: ast.Call) -> bool:
    is_method = isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
    return is_method and call.func.attr == "record" and call.func.value.id == "audit"  # type: ignore[attr-defined] # a method, as was just asked


def _passes_on(call: ast.Call, argument: str) -> bool:
    return _is_record(call) and isinstance(call.args[0], ast.Name) and call.args[0].id == argument


def _calls(function: source.Function) -> list[ast.Call]:
    return list(source.calls_in(function))
