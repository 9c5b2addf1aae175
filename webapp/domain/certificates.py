"""That somebody walked a path: a sheet for whoever was one of a completed pair, with a line that admins can check.

The partner is not named: it is their own affair whom they tell. The line is made with the author's key in the pair, so
it can be checked as long as the pair's words are kept.
"""

import base64
import hmac
import re
from dataclasses import dataclass

from db.models import Member, Pair, Program
from webapp.domain import progress, vault
from webapp.domain.errors import WrongState

SIGNS = {"mentor": "M", "mentee": "E"}
LETTERS = 8  # of the check line, five bits each
LINE = re.compile(r"(\d{1,12})([ME])([A-Z2-7]{8})")


@dataclass(frozen=True)
class Certificate:
    """What the sheet says; `code` is nothing where the pair's words are gone."""

    pair: Pair
    member: Member
    role: str
    steps: int
    code: str


def of(pair: Pair, member: Member) -> Certificate:
    """The certificate of one of a completed pair. Raises WrongState."""
    if pair.state != "completed":
        raise WrongState
    role = pair.role_of(member)
    done = [step for step in progress.path_of(pair).steps if step.is_done]
    return Certificate(pair, member, role, len(done), _code(pair, member, role))


def check(program: Program, line: str) -> Certificate | None:
    """The certificate of this program that bears a line, however it was typed; None if none does."""
    found = LINE.fullmatch(re.sub(r"[\s-]", "", line).upper())
    pair = Pair.with_id(int(found[1])) if found else None
    if found is None or pair is None or pair.program_id != program.id or pair.state != "completed":
        return None
    member = pair.mentor if found[2] == SIGNS["mentor"] else pair.mentee
    certificate = of(pair, member)
    return certificate if certificate.code.replace("-", "") == "".join(found.groups()) else None


def _code(pair: Pair, member: Member, role: str) -> str:
    key = vault.of_pair(pair.id).keys.get(member.id)
    if key is None:
        return ""
    mark = hmac.digest(key, f"certificate|{pair.id}|{member.id}".encode(), "sha256")
    letters = base64.b32encode(mark).decode()[:LETTERS]
    return f"{pair.id}{SIGNS[role]}-{letters[:4]}-{letters[4:]}"
