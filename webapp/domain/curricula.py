"""The built-in curricula: one checked TOML file for each and each language."""

from functools import cache
from pathlib import Path

from webapp.domain import program_files
from webapp.domain.curriculum import Curriculum

FOLDER = Path(__file__).parent.parent / "curricula"
SLUGS = (
    "career-advancement",
    "skill-development",
    "encouragement-and-support",
    "new-parents",
    "first-year-of-college",
    "new-in-the-country",
)
LANGUAGES = ("en", "it")


def built_in(slug: str, language: str) -> Curriculum | None:
    """A built-in curriculum in a language, in English where it is not written in that one; None for an unknown slug."""
    if slug not in SLUGS:
        return None
    return _read(slug, language if language in LANGUAGES else "en")


def every(language: str) -> list[Curriculum]:
    """All of them in a language, in the order in which they are offered."""
    return [_read(slug, language if language in LANGUAGES else "en") for slug in SLUGS]


@cache
def _read(slug: str, language: str) -> Curriculum:
    return program_files.read((FOLDER / f"{slug}.{language}.toml").read_bytes())
