"""Passwords: argon2id, hashed in gevent's thread pool (on the main thread it would stop every socket)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from webapp.domain import guesses
from webapp.domain.threads import in_thread

LEAST = 12  # characters
MOST = 200
# OWASP's argon2id figures for a small machine: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Powers of ten: what a guesser who begins with the commonest finds in the first million tries is refused. At the ten
# tries in ten minutes that an account allows, a million take two years.
COMMON = 6.0
FAMOUS = {"correcthorsebatterystaple"}  # made well, and then shown to everybody


def hash_password(password: str) -> str:
    """The argon2id hash. Must not be called inside a transaction: it yields to other greenlets."""
    return str(in_thread(_hasher.hash, password))


def matches(password_hash: str, password: str) -> bool:
    """Whether the password is the one that was hashed. Takes as long for a wrong one."""
    return bool(in_thread(_verify, password_hash, password))


def spend_the_same_time(password: str) -> None:
    """What `matches` costs, for an address that no account has."""
    in_thread(_verify, _DUMMY, password)


def is_common(password: str, *words: str) -> bool:
    """Whether it is one of the commonest, made like them, or made of the person's own name or address."""
    own = [word.lower() for phrase in words for word in phrase.replace("@", " ").split() if len(word) >= 3]
    letters = "".join(character for character in password.lower() if character.isalnum())
    if letters in FAMOUS or guesses.needed(password, *own) < COMMON:
        return True
    rest = password.lower()
    for word in own:
        rest = rest.replace(word, "") if len(word) >= 4 else rest
    return len(rest) < LEAST // 2


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


_DUMMY = _hasher.hash("nobody has this password")
