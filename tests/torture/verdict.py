"""What a row measured, and what of it must not be."""

import statistics
from dataclasses import dataclass, field


@dataclass
class Verdict:
    """Counts are judged as they are; times against their limit, with the slack that a noisy machine is given."""

    slack: float = 1.0
    measured: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    dose: str = ""
    left_out: str = ""

    @property
    def passes(self) -> bool:
        """Whether nothing was broken."""
        return not self.faults

    def broken(self, what: str) -> None:
        """Something that must not be."""
        self.faults.append(what)

    def none(self, what: str, count: int) -> None:
        """A count that must be 0."""
        if count:
            self.broken(f"{what}: {count}")

    def count(self, what: str, number: float, unit: str = "") -> None:
        """A figure to show."""
        self.measured.append(f"{what} {number:g}{unit}")

    def within(self, what: str, seconds: float, limit: float) -> None:
        """A time that has a limit."""
        self.measured.append(f"{what} {seconds:.2f} s (≤ {limit:g})")
        if seconds > limit * self.slack:
            self.broken(f"{what}: {seconds:.2f} s is more than {limit * self.slack:g} s")

    def at_most(self, what: str, number: float, limit: float, unit: str) -> None:
        """An amount that has a limit."""
        self.measured.append(f"{what} {number:.1f} {unit} (≤ {limit:g})")
        if number > limit * self.slack:
            self.broken(f"{what}: {number:.1f} {unit} is more than {limit * self.slack:g}")


def middle(values: list[float]) -> float:
    """The p50."""
    return statistics.median(values) if values else float("inf")


def nearly_worst(values: list[float]) -> float:
    """The p95."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))] if values else float("inf")
