import subprocess
import sys
from dataclasses import replace

from tests.domain.matching.people import ALICE, BOB, DANA, alice, bob, person, pool_of
from webapp.domain.matching.aside import in_a_process, solve_aside
from webapp.domain.matching.solver import solve

UNDER_GEVENT = """
from gevent import monkey; monkey.patch_all()
import gevent
from tests.bench.matching_pools import pool_of
from webapp.domain.matching import aside
from webapp.domain.matching.solver import solve
pool, beats = pool_of(60, 20), []
def beat():
    while True:
        beats.append(1)
        gevent.sleep(0.001)
gevent.spawn(beat)
small = aside.solve_aside(pool)
assert beats, "nothing else could run"
aside.LARGE, seen = 0, len(beats)
assert aside.solve_aside(pool) == small == solve(pool)
assert len(beats) > seen
"""


def test_a_process_of_its_own_says_the_same() -> None:
    pool = pool_of([bob(), person(5)], [alice(), person(DANA)], musts=frozenset({(BOB * 10, ALICE * 10)}))
    for locked, skipped in (({}, ()), ({50: ALICE * 10}, ()), ({}, ((50, DANA * 10),))):
        here = solve(pool, locked=locked, skipped=skipped)
        assert in_a_process(pool, locked=locked, skipped=skipped) == here
        assert solve_aside(pool, locked=locked, skipped=skipped) == here


def test_a_process_of_its_own_knows_how_rare_things_were_among_everybody() -> None:
    wants = person(5, topics=("pricing", "writing"))
    everybody = pool_of([wants, *(person(n, topics=("writing",)) for n in range(6, 12))], [alice(topics=("pricing",))])
    some = everybody.changed(mentees=(wants,))
    found = in_a_process(some, locked={}, skipped=())
    assert found == solve(some)
    assert found.total != solve(replace(some)).total  # among those alone it would be as common as the other


def test_others_go_on_while_a_pool_is_solved() -> None:
    subprocess.run([sys.executable, "-c", UNDER_GEVENT], check=True, timeout=60)


def test_the_app_starts_without_numpy() -> None:
    start = "import sys, webapp, webapp.blueprints.pairing; assert not {'numpy', 'scipy'} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", start], check=True, timeout=60)
