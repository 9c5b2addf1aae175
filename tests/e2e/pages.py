"""Every page of the program with the member who sees it: what axe, the narrow screen and the scales visit.

A page that is missing here fails `test_every_page_is_visited`. To add one: its endpoint, who sees it, and its address
with the cast's ids in braces.
"""

from dataclasses import dataclass

from db.models import Step
from tests.people import Cast


@dataclass(frozen=True)
class Visit:
    """One page as one of the cast (or nobody) sees it."""

    endpoint: str
    path: str  # {pair}, {program}, {group} … stand for the cast's
    who: str | None = None

    def address(self, cast: Cast) -> str:
        """The page's path, with the cast's ids."""
        step = Step.of_program(cast.program).first()
        ids = {
            "step": step.id,
            "pair": cast.pair.id,
            "program": cast.program.id,
            "group": cast.group.slug,
            "bob": cast.bob.id,
        }
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
    Visit("programs.new", "/groups/{group}/programs/new", "olivia"),
    Visit("programs.new", "/groups/{group}/programs/new?curriculum=new-in-the-country", "olivia"),
    Visit("programs.new_from_file", "/groups/{group}/programs/new-from-file", "olivia"),
    Visit("programs.show", "/programs/{program}", "alice"),
    Visit("programs.show", "/programs/{program}", "sam"),
    Visit("programs.show", "/programs/{program}", "olivia"),
    Visit("programs.edit", "/programs/{program}/edit", "olivia"),
    Visit("programs.state", "/programs/{program}/finish", "olivia"),
    Visit("programs.new_copy", "/programs/{program}/copies/new", "olivia"),
    Visit("programs.pairs", "/programs/{program}/pairs", "olivia"),
    Visit("programs.steps", "/programs/{program}/steps", "olivia"),
    Visit("programs.new_step", "/programs/{program}/steps/new", "olivia"),
    Visit("programs.edit_step", "/programs/{program}/steps/{step}/edit", "olivia"),
    Visit("programs.remove_step", "/programs/{program}/steps/{step}/removal", "olivia"),
    Visit("programs.questions", "/programs/{program}/questions", "olivia"),
    Visit("programs.new_question", "/programs/{program}/questions/new?role=mentor", "olivia"),
    Visit("safety.new", "/pairs/{pair}/block", "bob"),
)

# Pages that need no visit of their own: why.
SEEN_OTHERWISE = {
    "groups.index": "being built",
    "programs.edit_question": "the same form as programs.new_question",
    "programs.remove_question": "the same page as programs.remove_step",
    "programs.download": "a file",
    "accounts.verification": "test_signing_up opens it from the mail",
    "chat.index": "a fragment, or the pair's page",
    "home.alive": "not a page",
    "home.ready": "not a page",
}
