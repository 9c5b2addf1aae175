"""Passwords: argon2id, hashed in gevent's thread pool (on the main thread it would stop every socket)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from webapp.domain.threads import in_thread

LEAST = 12  # characters
MOST = 200
# OWASP's argon2id figures for a small machine: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Of the commonest passwords in leaked lists, those with 12 characters or more, and the patterns they are made of.
COMMON = frozenset(
    """123456789012 1234567890123 12345678901234 123456789123 121212121212 qwertyuiop12 qwertyuiop123 qwertyuiopas
    1q2w3e4r5t6y 1qaz2wsx3edc 1qaz2wsx3edc4rfv q1w2e3r4t5y6 zaq12wsxcde3 asdfghjkl123 asdfghjklqwe zxcvbnm12345
    zxcvbnmasdfg password1234 password12345 password123456 password2024 password2025 password2026 passwordpassword
    passw0rd1234 administrator administrator1 adminadmin123 iloveyou1234 iloveyouforever letmein12345 welcome12345
    welcome123456 abcdefghijkl abcdefghijklm abc123456789 abcd12345678 a12345678910 aa1234567890 football1234
    baseball1234 superman1234 trustno12345 unbelievable thunderstorm changemeplease changeme1234 mypassword12
    mypassword123 monkey123456 dragon123456 princess1234 sunshine1234 liverpool123 juventus1234 forzajuventus
    password1234! qwerty123456 qwerty1234567 qwerty12345678 googlegoogle facebook1234 computer1234
    correcthorsebatterystaple""".split()  # noqa: SIM905 # a list of words reads as words
)


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
    """Whether it is in the list, one repeated or counted-up pattern, or made of the person's own name or address."""
    plain = password.lower()
    if plain in COMMON or len(set(plain)) <= 2:
        return True
    own = [word.lower() for phrase in words for word in phrase.replace("@", " ").split() if len(word) >= 4]
    rest = plain
    for word in own:
        rest = rest.replace(word, "")
    return len(rest) < LEAST // 2


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


_DUMMY = _hasher.hash("nobody has this password")
