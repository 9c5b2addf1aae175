"""A random canary in every private field of the world, and who may ever read it."""

import secrets
from dataclasses import dataclass
from datetime import date

from db.models import CheckIn, NotificationChoice, Pair, TotpSecret
from tests.world import World
from webapp.domain import chat, closing, coordinator_notes, coordinator_words, profiles, progress, reports, totp
from webapp.domain.cases import appeals, decisions, working
from webapp.domain.profiles import Entry

PAIR = frozenset({"alice", "bob"})
HANDLE = frozenset({"sam", "nadia"})  # a report of what Alice wrote to Bob
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Canary:
    """What it is in, its text, who may read it, and whether it is stored so that it can be found by."""

    name: str
    text: str
    readers: frozenset[str]
    is_readable_at_rest: bool = False


class Cage:
    """The canaries so far."""

    def __init__(self) -> None:
        self.canaries: list[Canary] = []

    def hatch(self, name: str, readers: frozenset[str], *, is_readable_at_rest: bool = False) -> str:
        """A new one, to be put into the field that it is named after."""
        text = f"zz{secrets.token_hex(8)}zz"
        self.canaries.append(Canary(name, text, readers, is_readable_at_rest))
        return text


def plant(here: World) -> list[Canary]:
    """Put one in every private field."""
    cage = Cage()
    _words(here, cage)
    _profile(here, cage)
    _case(here, cage)
    _ending(here, cage)
    _help(here, cage)
    totp.begin(member=here.cast.bob)
    totp_secret = totp.setup_of(member=here.cast.bob, issuer="Waymark")
    assert totp_secret, TotpSecret
    secret = totp_secret.secret.replace(" ", "")
    cage.canaries.append(Canary("an authenticator's secret", secret, frozenset({"bob"})))
    return cage.canaries


def _words(here: World, cage: Cage) -> None:
    """What a pair writes; what was taken back or written over is nowhere."""
    cast, pair = here.cast, here.cast.pair
    step = progress.path_of(pair).steps[0].step
    for number, author in enumerate((cast.bob, cast.alice)):
        body = cage.hatch(f"a message of {author.name}", PAIR)
        chat.post_message(pair=pair, author=author, body=body, client_id=f"canary-{number}")
    over = cage.hatch("a message before it was changed", NOBODY)
    line = chat.post_message(pair=pair, author=cast.bob, body=over, client_id="canary-over").line
    chat.edit_message(pair=pair, author=cast.bob, seq=line.seq, body=cage.hatch("a changed message", PAIR))
    gone = cage.hatch("a message that was taken back", NOBODY)
    line = chat.post_message(pair=pair, author=cast.bob, body=gone, client_id="canary-gone").line
    chat.delete_message(pair=pair, author=cast.bob, seq=line.seq)
    progress.add_note(pair=pair, author=cast.alice, step=step, body=cage.hatch("a note", PAIR))
    progress.set_goal(pair=pair, author=cast.alice, body=cage.hatch("a goal", PAIR))
    CheckIn.delete().execute()
    words = cage.hatch("a check-in", PAIR)
    progress.check_in(pair=pair, member=cast.bob, score=3, words=words, today=date(2026, 1, 12))


def _profile(here: World, cage: Cage) -> None:
    """What is only for oneself, and what only for a partner."""
    place = cage.hatch("a profile's field for oneself", frozenset({"bob"}), is_readable_at_rest=True)
    about = cage.hatch("a profile's field for partners", PAIR, is_readable_at_rest=True)
    contact = cage.hatch("a contact handle", PAIR, is_readable_at_rest=True)
    entries = {"place": Entry(place, "me"), "about": Entry(about, "pairs"), "contact": Entry(contact, "pairs")}
    profiles.change(actor=here.cast.bob, entries=entries)


def _help(here: World, cage: Cage) -> None:
    """What the group's admin notes of a pair, and writes to one of it, who wants no mail: else it would be in that."""
    place = {"program": here.cast.program, "pair_id": here.cast.pair.id, "author": here.cast.olivia}
    coordinator_notes.add(**place, body=cage.hatch("an admin's note", frozenset({"olivia"})))
    NotificationChoice.create(member=here.cast.alice, topic="pairs", medium="mail", choice="off")
    words = cage.hatch("an admin's word", frozenset({"alice", "olivia"}))
    coordinator_words.send(**place, roles=("mentor",), body=words, client_id="canary")


def _case(here: World, cage: Cage) -> None:
    """A report with an excerpt, worked on, decided, and looked at again."""
    cast, pair = here.cast, here.cast.pair
    excerpt = cage.hatch("a reported message", PAIR | HANDLE | {"host"})
    line = chat.post_message(pair=pair, author=cast.alice, body=excerpt, client_id="canary-excerpt").line
    words = cage.hatch("a report's words", HANDLE | {"bob", "host"})
    report = reports.file(
        reporter=cast.bob, kind="message", category="harassment", words=words, pair=pair, seqs=[line.seq]
    )
    working.take(report=report, by=cast.sam)
    working.note(report=report, by=cast.sam, words=cage.hatch("a case's note", HANDLE | {"host"}))
    to_bob = cage.hatch("a decision's words to the reporter", HANDLE | {"bob", "host"})
    to_alice = cage.hatch("a decision's words to the reported", HANDLE | {"alice", "host"})
    decisions.decide(report=report, by=cast.sam, choice=decisions.Choice("warning", to_bob, to_alice))
    appeals.appeal(report=report, member=cast.alice, words=cage.hatch("an appeal", HANDLE | {"alice", "host"}))
    here.ids.setdefault("report", report.id)


def _ending(here: World, cage: Cage) -> None:
    """Thanks that are not shown, and words for the program's admins, who see those that are signed."""
    pair = Pair.get_by_id(here.ids["walked"])
    closing.take_thanks_back(pair=pair, author=here.cast.alice)
    closing.thank(pair=pair, author=here.cast.alice, body=cage.hatch("thanks", PAIR))
    numbers = {"goal": 4, "worth": 5, "recommend": 9}
    unsigned = cage.hatch("unsigned words for admins", frozenset({"bob"}))
    closing.answer(pair=pair, member=here.cast.bob, words=unsigned, **numbers)
    signed = cage.hatch("signed words for admins", frozenset({"alice", "olivia"}))
    closing.answer(pair=pair, member=here.cast.alice, words=signed, is_signed=True, **numbers)
