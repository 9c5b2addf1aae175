import pytest

from webapp.domain import guesses, passwords

COMMON = """123456789012 qwertyuiop123 1qaz2wsx3edc 1qaz2wsx3edc4rfv q1w2e3r4t5y6 zaq12wsxcde3 asdfghjklqwe zxcvbnmasdfg
password1234 p@ssw0rd1234 Passw0rd2026! passwordpassword administrator adminadmin123 iloveyouforever letmein12345
Welcome12345! abcdefghijklm abcd12345678 aaaaaaaaaaaa abababababab abcabcabcabc football1234 superman1234
unbelievable photographer Sunshine2024! liverpool123 juventus1897! forzajuventus tiamotanto123 amoremio2024
principessa99 changeme1234 monkey123456 qwerty123456 111111222222 999999999999 19841984198419 correctcorrect
charliebrown1 google12345! dragon-dragon-dragon Correct-Horse-Battery-Staple 0987654321qwerty""".split()  # noqa: SIM905 # words read as words
FINE = [
    "a long enough passphrase",
    "quite another passphrase",
    "purple lantern sings quietly",
    "il gatto dorme sul tetto",
    "tre mele verdi sul davanzale",
    "my grandmother's blue bicycle",
    "photosynthesis over breakfast",
    "k3Jw9-Qmz2Lp",
    "tVx8!rbn02Ykd",
    "Quando piove resto a casa",
    "seventeen green lanterns",
    "ヘビと梯子の夜の物語です",
]


@pytest.mark.parametrize("password", COMMON)
def test_dana_cannot_choose_what_a_guesser_tries_first(password: str) -> None:
    assert passwords.is_common(password), guesses.needed(password)


@pytest.mark.parametrize("password", FINE)
def test_dana_can_choose_several_words_or_what_a_machine_made(password: str) -> None:
    assert not passwords.is_common(password, "Dana Verdi", "dana@example.org"), guesses.needed(password)


@pytest.mark.parametrize("password", ["Charlie Blu 1984", "charlie@example.org", "charlieblu12345", "BLUCHARLIE1990"])
def test_charlie_cannot_choose_his_own_name_or_address(password: str) -> None:
    assert passwords.is_common(password, "Charlie Blu", "charlie@example.org")


def test_a_long_password_is_looked_at_quickly() -> None:
    assert passwords.is_common("x" * passwords.MOST)
    assert not passwords.is_common("the quick brown fox jumps over a lazy dog " * 4 + "and sleeps")
