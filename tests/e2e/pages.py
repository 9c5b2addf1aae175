"""Every page of the program with the member who sees it: what axe, the narrow screen and the scales visit.

A page that is missing here fails `test_every_page_is_visited`. To add one: its endpoint, who sees it, and its address
with the cast's ids in braces.
"""

from dataclasses import dataclass

from tests.people import Cast


@dataclass(frozen=True)
class Visit:
    """One page as one of the cast (or nobody) sees it."""

    endpoint: str
    path: str  # {pair}, {program}, {group} … stand for the cast's
    who: str | None = None

    def address(self, cast: Cast) -> str:
        """The page's path, with the cast's ids."""
        ids = {"pair": cast.pair.id, "program": cast.program.id, "group": cast.group.slug, "bob": cast.bob.id}
        return self.path.format(**ids)


VISITS = (
    Visit("home.index", "/"),
    Visit("home.index", "/", "bob"),
    Visit("home.index", "/", "olivia"),
    Visit("home.index", "/", "charlie"),
    Visit("accounts.signup", "/signup"),
    Visit("accounts.pending", "/signup/pending"),
    Visit("accounts.login", "/login"),
    Visit("accounts.show", "/account", "alice"),
    Visit("pairs.show", "/pairs/{pair}", "alice"),
    Visit("pairs.show", "/pairs/{pair}", "bob"),
    Visit("pairs.step", "/pairs/{pair}/steps/2", "bob"),
    Visit("pairs.edit_goal", "/pairs/{pair}/goal/edit", "bob"),
    Visit("pairs.end", "/pairs/{pair}/ending", "bob"),
    Visit("chat.show", "/pairs/{pair}/messages/1", "alice"),
    Visit("chat.show", "/pairs/{pair}/messages/1", "bob"),
    Visit("chat.edit", "/pairs/{pair}/messages/1/edit", "bob"),
    Visit("safety.index", "/blocks", "bob"),
    Visit("safety.new", "/pairs/{pair}/block", "bob"),
)

# Pages that need no visit of their own: why.
SEEN_OTHERWISE = {
    "groups.index": "being built",
    "programs.show": "being built",
    "accounts.verification": "test_signing_up opens it from the mail",
    "chat.index": "a fragment, or the pair's page",
    "home.alive": "not a page",
    "home.ready": "not a page",
}
