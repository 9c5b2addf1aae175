"""What a scanner found, and what of it is explained in `allowed.toml`."""

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

ALLOWED = Path(__file__).with_name("allowed.toml")


@dataclass(frozen=True)
class Finding:
    """One finding: the tool, its name for what is wrong, the file or address, and its words."""

    tool: str
    rule: str
    where: str
    words: str = ""


@dataclass(frozen=True)
class Explanation:
    """Why findings of a rule at places that look like `where` are none. `seen` must not stay empty."""

    tool: str
    rule: str
    where: str
    reason: str

    def fits(self, finding: Finding) -> bool:
        """Whether this explains that."""
        return finding.tool == self.tool and fnmatch(finding.rule, self.rule) and fnmatch(finding.where, self.where)


def explanations() -> list[Explanation]:
    """All of `allowed.toml`."""
    return [Explanation(**entry) for entry in tomllib.loads(ALLOWED.read_text())["explained"]]


def judge(found: list[Finding], tools: set[str]) -> tuple[list[Finding], list[Explanation]]:
    """The findings that nothing explains, and the explanations of these tools' that explain nothing any more."""
    known = explanations()
    open_ones = [finding for finding in found if not any(one.fits(finding) for one in known)]
    idle = [one for one in known if one.tool in tools and not any(one.fits(finding) for finding in found)]
    return open_ones, idle
