"""`python -m tests.simulation [--pairs 500] [--weeks 10] [--kills 100] [--seed N] [--begins DATE]`, as `make simulate`.

It prints what was told, when and to whom beside what must have been, and ends with 1 if anything is not so. With
DATABASE it plays on that (empty) PostgreSQL database. Beginning in February the north goes over to summer time and the
south back from it; `--begins 2026-08-31` is the other way round.
"""

import argparse
import secrets
import sys
from datetime import date, timedelta

from tests.simulation import oracle, story, verdict
from tests.simulation.play import play


def main() -> int:
    """Play, judge, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--weeks", type=int, default=10)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--span", type=int, default=60, help="minutes between two looks of the worker")
    parser.add_argument("--begins", type=date.fromisoformat, default=date(2026, 2, 23))
    asked = parser.parse_args()
    told = story.tell(asked.seed, asked.begins, asked.pairs, asked.weeks)
    told.span = timedelta(minutes=asked.span)
    print(f"seed {asked.seed}: {asked.pairs} pairs, {asked.weeks} weeks from {asked.begins}", flush=True)
    expected = oracle.foretell(told)
    print(f"the oracle foretells {len(expected.nudges):,} nudges and {len(expected.closings)} closings", flush=True)
    played = play(told, expected, asked.kills, lambda line: print(f"  {line}", file=sys.stderr, flush=True))
    figures = verdict.judge(told, expected, played)
    for figure in figures:
        _print(figure)
    zones = verdict.by_zone(told, played)
    print(f"zones: {', '.join(f'{zone} {count}' for zone, count in zones.items())}")
    print(
        f"{played.rounds:,} rounds, {played.kills} kills, {played.kills_at_work} of them in the middle of work; "
        f"{played.seconds:.0f} s, {played.worker_seconds:.0f} s of them the worker's"
    )
    return 0 if all(figure.is_right for figure in figures) else 1


def _print(figure: verdict.Figure) -> None:
    mark = "  " if figure.wanted is None else ("ok" if figure.is_right else "NO")
    wanted = "" if figure.wanted is None else f"of {figure.wanted:,}" if figure.wanted else "of none"
    print(f"{mark}  {figure.name:<52}{figure.found:>8,} {wanted}")
    for example in figure.examples:
        print(f"        {example}")


if __name__ == "__main__":
    raise SystemExit(main())
