"""Every page with somebody who sees it, from the table of routes: what axe and the narrow screen visit."""

from dataclasses import dataclass

from tests.e2e.story import Story
from tests.routes import ROUTES, Route

NOT_PAGES = {
    *("chat.index", "home.alive", "home.ready", "calendars.feed"),
    *("audit.file", "audit.group_file", "programs.download", "rounds.download", "closings.file"),
    *("overviews.file", "overviews.pairs_file"),
    *("installation.manifest", "installation.worker", "installation.badge", "push_subscriptions.key"),
}
A_WALK = 8  # pages
# Who looks at a page that several may see, the first of those.
PREFERRED = ("bob", "olivia", "host", "charlie", "dana", "sam", "alice", "nadia", "out")


@dataclass(frozen=True)
class Visit:
    """One page as one of the cast (`out`: nobody) sees it."""

    path: str
    who: str = "out"

    def __str__(self) -> str:
        return f"{self.who}{self.path}"

    def address(self, story: Story) -> str:
        """The page's path, with the story's ids."""
        return self.path.format(**story.world.ids)


@dataclass(frozen=True)
class Walk:
    """Some pages that one of the cast opens one after the other."""

    who: str
    visits: tuple[Visit, ...]

    def __str__(self) -> str:
        return f"{self.who}{self.visits[0].path}…"


def _visit(route: Route) -> Visit:
    return Visit(route.path, next(who for who in PREFERRED if route.expected[who] == 200))


VISITS = [
    *(_visit(r) for r in ROUTES if r.method == "GET" and r.endpoint not in NOT_PAGES and 200 in r.expected.values()),
    *(Visit("/", who) for who in ("alice", "charlie", "olivia", "out")),
    *(Visit(path, "alice") for path in ("/pairs/{pair}", "/pairs/{pair}/steps/2", "/pairs/{pair}/messages/1")),
    *(
        Visit(path, "olivia")
        for path in ("/groups/{group}", "/programs/{program}", "/programs/{program}/pairing?view=lists")
    ),
    Visit("/enrollments/{mentoring}/requests", "alice"),
    Visit("/enrollments/{choosing}", "sam"),
    Visit("/members/{bob}", "alice"),
    Visit("/profile/preview?as=stranger", "bob"),
    Visit("/groups?q=valley", "charlie"),
    Visit("/nowhere", "bob"),
]


def _walks(visits: list[Visit]) -> list[Walk]:
    """Few enough in each that the workers of a run get shares of one size."""
    people = dict.fromkeys(visit.who for visit in visits)
    theirs = {who: [visit for visit in visits if visit.who == who] for who in people}
    return [Walk(who, tuple(mine[n : n + A_WALK])) for who, mine in theirs.items() for n in range(0, len(mine), A_WALK)]


WALKS = _walks(VISITS)
