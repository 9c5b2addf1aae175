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
