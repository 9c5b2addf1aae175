"""What is printed: each figure beside its floor and its goal."""

from dataclasses import dataclass

HEAD = ("what", "Waymark", "floor", "ratio", "goal", "reached")


@dataclass(frozen=True)
class Row:
    """One line of the table. `is_reached` is None where there is no goal, or none that this machine can show."""

    what: str
    ours: str
    floor: str = ""
    ratio: str = ""
    goal: str = ""
    is_reached: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        reached = {None: "", True: "yes", False: "**no**"}[self.is_reached]
        return self.what, self.ours, self.floor, self.ratio, self.goal, reached


def compared(what: str, ours: float, floor: float, *, most: float = 0, least: float = 0) -> Row:
    """A figure beside its floor: at most `most` times as much, or at least `least` times (say 1/10)."""
    ratio = ours / floor if floor else float("nan")
    if least:
        return Row(what, _figure(ours), _figure(floor), f"1/{1 / ratio:.1f}" if ratio else "0",
                   f"≥ 1/{1 / least:.0f}" if least < 1 else f"≥ {least:g}×", ratio >= least)  # fmt: skip
    goal, is_reached = (f"≤ {most:g}×", ratio <= most) if most else ("", None)
    return Row(what, _figure(ours), _figure(floor), f"{ratio:.1f}×", goal, is_reached)


def limited(what: str, ours: float, *, most: float) -> Row:
    """A figure with a limit of its own."""
    return Row(what, _figure(ours), goal=f"≤ {most:g}", is_reached=ours <= most)


def _figure(value: float) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.5 else 3
    return f"{value:,.{digits}f}"


def markdown(rows: list[Row]) -> str:
    """The table, ready for the README."""
    lines = [HEAD, ("---",) * len(HEAD), *(row.cells for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
