"""Small pools of every kind for property tests."""

from itertools import combinations

from hypothesis import strategies as st

from webapp.domain.availability import SLOTS
from webapp.domain.matching import weights
from webapp.domain.matching.pool import Person, Pool

TOPICS = ("Sleep", "sleep", "sleeps", "Work", "Città", "citta", "pricing", " ")
LANGUAGES = ("en", "it", "ar")
WORDS = ("", "going back to work", "tornare al lavoro", "two girls, no sleep", "changed careers at forty", "a career")
PLACES = ("", "Trento, Italy", "trento", "Bolzano,  Italy", ", Italy", "Turin, Piedmont, Italy", ",")
JOBS = ("", "Nurse", "nurses", "Baker")


def some(items: tuple[str, ...], most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(items), max_size=most, unique=True).map(tuple)


@st.composite
def persons(draw: st.DrawFn, number: int, places: int = 1) -> Person:
    style = st.dictionaries(st.sampled_from(("planning", "feedback", "writing")), st.integers(1, 5))
    return Person(
        enrollment_id=number,
        member_id=100 + number,
        places=draw(st.integers(0, places)) if places > 1 else 1,
        topics=draw(some(TOPICS)),
        goal=draw(st.sampled_from(WORDS)),
        experience=draw(st.sampled_from(WORDS)),
        languages=draw(some(LANGUAGES, 2)),
        location=draw(st.sampled_from(PLACES)),
        profession=draw(st.sampled_from(JOBS)),
        education=draw(st.sampled_from(JOBS)),
        availability=draw(some(SLOTS)),
        time_zone=draw(st.sampled_from(("UTC", "Europe/Rome", "Asia/Kathmandu"))),
        working_style=draw(style),
        answers=draw(st.dictionaries(st.sampled_from(("One?", "Other?")), st.sampled_from(WORDS))),
        rounds_left_out=draw(st.sampled_from((0, 0, 0, 1, 2, 9))),
        comes_first=draw(st.sampled_from((False, False, False, True))),
    )


@st.composite
def pools(draw: st.DrawFn, mentees: int = 5, mentors: int = 4, places: int = 3) -> Pool:
    """Mentees from enrollment 1, mentors from 51; the last mentee may be the first mentor too."""
    ours = [draw(persons(1 + n)) for n in range(draw(st.integers(0, mentees)))]
    theirs = [draw(persons(51 + n, places)) for n in range(draw(st.integers(0, mentors)))]
    if ours and theirs and draw(st.booleans()):
        theirs[0] = Person(**{**vars(theirs[0]), "member_id": ours[-1].member_id})
    couples = [(a.enrollment_id, b.enrollment_id) for a in ours for b in theirs]
    members = [a.member_id for a in (*ours, *theirs)]
    either = [two for one, other in combinations(members, 2) for two in ((one, other), (other, one))]
    few = st.lists(st.sampled_from(couples or [(1, 51)]), max_size=3, unique=True)
    said = st.lists(st.sampled_from(either or [(101, 151)]), max_size=4, unique=True).map(frozenset)
    return Pool(
        mentees=tuple(ours),
        mentors=tuple(theirs),
        weights=draw(st.sampled_from([*weights.PRESETS.values(), {"topics": 1.0, "wish": 2.0}])),
        acquaintances=draw(st.sampled_from(("new", "known", "either"))),
        wishes=draw(said),
        known=draw(said),
        rankings={couple: 1 + n for n, couple in enumerate(draw(few))},
        forbidden=dict.fromkeys(draw(few), "never"),
        musts=frozenset(draw(few)[:1]),
    )
