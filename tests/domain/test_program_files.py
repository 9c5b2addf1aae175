import re
import time
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.models import Program, Question, Rhythm, Step
from db.models.rhythm import SETTINGS
from tests.people import Cast
from webapp.blueprints.programs.problems import sentence
from webapp.domain import curricula, program_files, programs
from webapp.domain.curriculum import Curriculum
from webapp.domain.file_rules import FORMAT, PROGRAM, WEEKDAYS, Line, Prose
from webapp.domain.program_files import BadFile

BOTH = [(slug, language) for slug in curricula.SLUGS for language in curricula.LANGUAGES]


def text(rule: type[Prose], longest: int, least: int = 1) -> st.SearchStrategy[str]:
    """Any words that a person could write and that the program keeps."""
    letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    clean = st.text(letters | st.sampled_from('"\\\n\r\t#=[]{}\'é"'), max_size=60).map(rule(longest).clean)
    return clean.filter(lambda words: least <= len(words) <= longest)


def role_words() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "prompts": st.lists(text(Line, 600), min_size=1, max_size=3),
            "tips": st.lists(text(Line, 600), max_size=2),
            "task": text(Line, 600, 0),
        }
    )


STEPS = st.fixed_dictionaries(
    {
        "title": text(Line, 80),
        "purpose": text(Prose, 1000),
        "minutes": st.integers(1, 600),
        "mentor": role_words(),
        "mentee": role_words(),
        "resources": st.lists(st.fixed_dictionaries({"title": text(Line, 80), "body": text(Prose, 4000)}), max_size=3),
    }
)
QUESTIONS = st.fixed_dictionaries(
    {"role": st.sampled_from(["mentor", "mentee"]), "label": text(Line, 200), "help": text(Line, 300, 0)}
)
RHYTHMS = st.fixed_dictionaries(
    {},
    optional={
        "is_on": st.booleans(),
        "weekday": st.sampled_from(WEEKDAYS),
        "hour": st.integers(8, 20),
        "silent_days": st.lists(st.integers(1, 27), max_size=6, unique=True).map(sorted),
        "closing_days": st.sampled_from([0, 28, 300]),
        "pulse_days": st.integers(0, 365),
        "words": st.fixed_dictionaries({"check_in": st.just("How is it with {partner}?\nOne tap.")}),
    },
)
CURRICULA = st.builds(
    Curriculum,
    language=st.sampled_from(["en", "it", "fr"]),
    slug=st.just(""),
    name=text(Line, 80),
    category=st.sampled_from(["parenting", "other"]),
    summary=text(Line, 200, 0),
    description=text(Prose, 4000, 0),
    cadence_days=st.integers(1, 90),
    tags=st.lists(text(Line, 40), max_size=5, unique=True),
    expectations=st.fixed_dictionaries({role: text(Prose, 1500, 0) for role in ("mentor", "mentee")}),
    questions=st.lists(QUESTIONS, max_size=4),
    steps=st.lists(STEPS, min_size=1, max_size=3),
    rhythm=RHYTHMS,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(CURRICULA)
def test_whatever_is_written_is_read_the_same(curriculum: Curriculum) -> None:
    assert program_files.read(program_files.write(curriculum).encode()) == curriculum


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(curriculum=CURRICULA)
def test_a_program_made_from_the_file_of_another_is_the_same(cast: Cast, curriculum: Curriculum) -> None:
    first = programs.create(actor=cast.olivia, group=cast.group, curriculum=curriculum)
    file = program_files.write(Curriculum.from_program(first))
    second = programs.create(actor=cast.olivia, group=cast.group, curriculum=program_files.read(file.encode()))
    assert program_files.write(Curriculum.from_program(second)) == file
    same = ("name", "summary", "description", "tags", "cadence_days", "mentor_expectations", "mentee_expectations")
    assert all(getattr(first, name) == getattr(second, name) for name in same)
    for rows in (Step.of_program, Question.of_program):
        assert [row.version for row in rows(first)] == [row.version for row in rows(second)]
    kept = [[getattr(Rhythm.of(program), column) for column in SETTINGS] for program in (first, second)]
    assert kept[0] == kept[1]
    assert kept[0][SETTINGS.index("hour")] == curriculum.rhythm.get("hour", 9)


@pytest.mark.parametrize(("slug", "language"), BOTH)
def test_every_built_in_curriculum_is_whole(slug: str, language: str) -> None:
    curriculum = program_files.read((curricula.FOLDER / f"{slug}.{language}.toml").read_bytes())
    assert (curriculum.slug, curriculum.language) == (slug, language)
    assert 14 <= len(curriculum.tags) <= 18
    for step in curriculum.steps:
        for role in ("mentor", "mentee"):
            words = step[role]
            assert (len(words["prompts"]), len(words["tips"])) == (3, 2)
            assert words["task"]
            assert "{partner}" in "".join(words["tips"])
            spoken = "".join([*words["prompts"], *words["tips"], words["task"]])
            assert set(re.findall(r"\{[^}]*\}?", spoken)) == {"{partner}"}
        assert "{" not in step["title"] + step["purpose"]


@pytest.mark.parametrize("slug", curricula.SLUGS)
def test_a_curriculum_has_the_same_shape_in_every_language(slug: str) -> None:
    def shape(language: str) -> list[Any]:
        curriculum = curricula.built_in(slug, language)
        assert curriculum
        steps = [(step["minutes"], len(step["resources"])) for step in curriculum.steps]
        return [steps, [q["role"] for q in curriculum.questions], curriculum.cadence_days, curriculum.category]

    assert shape("en") == shape("it")


def test_the_six_have_the_lengths_that_they_promise() -> None:
    assert [curriculum.weeks for curriculum in curricula.every("en")] == [8, 8, 6, 8, 24, 12]
    assert curricula.every("xx") == curricula.every("en")
    assert curricula.built_in("../../etc/passwd", "en") is None


GOOD = """format = "waymark-program/1"
language = "en"
name = "Short"
category = "other"
cadence_days = 7

[[steps]]
title = "One"
purpose = "To begin."
minutes = 30

  [steps.mentor]
  prompts = ["Well?"]

  [steps.mentee]
  prompts = ["So?"]
"""
LONG = GOOD.replace('"Short"', '"""Two\nlines [[steps]]\ntitle = 3"""')
BAD: list[tuple[str, str, Callable[[str], str], str]] = [
    ("no quotation mark", GOOD, lambda f: f.replace('"Short"', '"Short'), "Line 3: A text has no closing"),
    ("no value", GOOD, lambda f: f.replace('"Short"', "Short"), "Line 3: After the equals sign must come"),
    ("no equals sign", GOOD, lambda f: f.replace("name =", "name "), "Line 3: After the key there is no equals sign"),
    ("no bracket", GOOD, lambda f: f.replace('["So?"]', '["So?"'), "Line 16: A list or a heading has no closing"),
    ("twice", GOOD, lambda f: f.replace("minutes = 30", 'title = "Two"'), "Line 10: This stands in the file twice"),
    ("a lone backslash", GOOD, lambda f: f.replace("Short", "C:\\x"), "Line 3: A backslash must be written twice"),
    ("another kind of file", GOOD, lambda f: f.replace("waymark-", "other-"), "Line 1: This is not a program file"),
    ("an empty file", GOOD, lambda f: "", "This is not a program file"),
    ("a key missing", GOOD, lambda f: f.replace('purpose = "To begin."\n', ""), "Line 7, step 1: “purpose” is missing"),
    ("no steps", GOOD, lambda f: f[: f.index("[[")], "“steps” is missing"),
    ("a role missing", GOOD, lambda f: f[: f.index("  [steps.mentee]")], "Line 7, step 1: “mentee” is missing"),
    (
        "misspelt",
        GOOD,
        lambda f: f.replace("purpose", "purpos"),
        "Line 9, step 1: “purpos” is not known here. Is “purp",
    ),
    (
        "unknown",
        GOOD,
        lambda f: f.replace("minutes", "zzz = 1\nminutes"),
        "Line 10, step 1: “zzz” is not known here. C",
    ),
    (
        "four prompts",
        GOOD,
        lambda f: f.replace('["So?"]', '["a", "b", "c", "d"]'),
        "Line 16, step 1, for the mentee: “prompts” has 4 entries. It takes from 1 to 3",
    ),
    ("no prompts", GOOD, lambda f: f.replace('["So?"]', "[]"), "Line 16, step 1, for the mentee: “prompts” has 0"),
    ("a text for a number", GOOD, lambda f: f.replace("30", '"30"'), "Line 10, step 1: “minutes” must be a whole numb"),
    ("true for a number", GOOD, lambda f: f.replace("30", "true"), "Line 10, step 1: “minutes” must be a whole number"),
    ("too many minutes", GOOD, lambda f: f.replace("30", "3000"), "“minutes” must be a number from 1 to 600"),
    ("a number for a text", GOOD, lambda f: f.replace('"One"', "1"), "Line 8, step 1: “title” must be a text in quota"),
    ("a text for a list", GOOD, lambda f: f.replace('["So?"]', '"So?"'), "“prompts” must be a list in square brackets"),
    ("a list for a section", GOOD, lambda f: f.replace("[[steps]]", "[steps]"), "Line 7: Each of “steps” must be a"),
    ("empty", GOOD, lambda f: f.replace('"One"', '"  "'), "Line 8, step 1: “title” is empty"),
    ("too long", GOOD, lambda f: f.replace("Short", "x" * 81), "Line 3: “name” has 81 characters. 80 are the most"),
    (
        "no such category",
        GOOD,
        lambda f: f.replace('"other"', '"cats"'),
        "Line 4: “category” must be one of these: par",
    ),
    ("a list for a word", GOOD, lambda f: f.replace('"other"', '["other"]'), "Line 4: “category” must be one of these"),
    ("no such language", GOOD, lambda f: f.replace('"en"', '"English"'), "Line 2: “language” must be the two letters"),
    ("no rhythm", GOOD, lambda f: f.replace("= 7", "= 0"), "Line 5: “cadence_days” must be a number from 1 to 90"),
    ("a null character", GOOD, lambda f: f.replace("Short", "\\u0000"), "Line 3: “name” has a character in it"),
    (
        "lines counted through a text of several",
        LONG,
        lambda f: f.replace("minutes = 30", "minutes = 0"),
        "Line 12, step 1: “minutes”",
    ),
    (
        "eleven questions",
        GOOD,
        lambda f: f + '[[questions]]\nrole = "mentor"\nlabel = "Q"\n' * 11,
        "There are 11 questions for one role. 10 are the most",
    ),
    (
        "a question of nobody",
        GOOD,
        lambda f: f + '[[questions]]\nrole = "mentor"\nlabel = "Q"\n[[questions]]\nrole = "cat"\nlabel = "Q"\n',
        "Line 21, question 2: “role” must be one of these: mentor, mentee",
    ),
    ("a very large number", GOOD, lambda f: f.replace("30", "9" * 5000), "This cannot be read"),
    ("brackets without end", GOOD, lambda f: "x = " + "[" * 100_000, "This cannot be read"),
]


@pytest.mark.parametrize(("file", "spoil", "words"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
def test_a_bad_file_is_told_its_line_and_what_to_do(
    app: Flask, file: str, spoil: Callable[[str], str], words: str
) -> None:
    program_files.read(file.encode())
    with pytest.raises(BadFile) as found, app.test_request_context():
        program_files.read(spoil(file).encode())
    with app.test_request_context():
        sentences = [sentence(problem) for problem in found.value.problems]
    assert any(words in told for told in sentences), sentences


def test_a_file_that_is_no_text_is_told_where(app: Flask) -> None:
    with pytest.raises(BadFile) as found:
        program_files.read(GOOD.encode().replace(b"Short", b"Sh\xffrt"))
    with app.test_request_context():
        assert sentence(found.value.problems[0]).startswith("Line 3: This is not a text file in UTF-8")


def test_files_from_windows_are_read() -> None:
    assert program_files.read(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()).name == "Short"


def test_problems_come_in_the_order_of_the_file() -> None:
    spoilt = GOOD.replace("30", "0").replace('"Short"', '""').replace('["So?"]', "[]")
    with pytest.raises(BadFile) as found:
        program_files.read(spoilt.encode())
    assert [problem.line for problem in found.value.problems] == [3, 10, 16]


def test_the_downloaded_file_has_no_more_than_a_curriculum_has(cast: Cast) -> None:
    program = Program.select().first()
    content = tomllib.loads(program_files.write(Curriculum.from_program(program)))
    assert content["format"] == FORMAT
    assert content.keys() <= PROGRAM.rules.keys()
    assert "alice" not in str(content).lower()


@pytest.mark.parametrize(
    "bomb",
    [
        " " * 50_000,
        "x = [\n[" + " " * 50_000 + "1, 2]\n]",
        "\n".join(f"k{i}" + ".a" * 12_000 + " = 1" for i in range(8)),
        "\n".join(f"[k{i}" + ".a" * 12_000 + "]" for i in range(8)),
        "\n".join(f"k{i} = 1" for i in range(18_000)),
        "[[steps]]\n" * 19_000,
        '"""\n' * 49_999,
        "x = " + "[" * 90_000,
    ],
    ids=lambda bomb: bomb[:20].strip() or "spaces",
)
def test_no_file_takes_long_to_be_refused(bomb: str) -> None:
    before = time.process_time()
    with pytest.raises(BadFile):
        program_files.read(f'format = "{FORMAT}"\n{bomb}\n'.encode())
    assert time.process_time() - before < 2  # seconds; each of these took 5 or more, some hours
