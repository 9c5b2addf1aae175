"""The table that is printed at the end."""

from dataclasses import dataclass

from tests.torture.verdict import Verdict


@dataclass(frozen=True)
class Line:
    """One row on one database."""

    title: str
    database: str
    verdict: Verdict

    @property
    def passes(self) -> str:
        """What is printed in the last column."""
        if self.verdict.left_out:
            return f"NOT RUN: {self.verdict.left_out}"
        return "yes" if self.verdict.passes else "NO: " + "; ".join(self.verdict.faults)

    def __str__(self) -> str:
        cells = (self.title, self.database, self.verdict.dose, ", ".join(self.verdict.measured), self.passes)
        return " | ".join(cells)


def as_table(lines: list[Line]) -> str:
    """Markdown, as the README takes it."""
    head = "| fault | database | dose | measured | passes |\n| --- | --- | --- | --- | --- |\n"
    return head + "\n".join(f"| {line} |" for line in lines)
