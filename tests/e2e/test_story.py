"""From an empty database to two people talking on their path: on phones, with script and without, in two languages."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Opens, Says
from tests.e2e.mailbox import Mailbox
from tests.e2e.persons import Admin, Walker

MOST_INTERACTIONS = 10  # from "New program" to open
MESSAGES = 20


@dataclass(frozen=True)
class Words:
    """What the people of the story write, and what the path says to them, in one language."""

    group: str
    program: str
    first_step: str  # the title that the curriculum has for it
    hope: str
    wish: str
    message: str
    reply: str
    to_mentee: str
    to_mentor: str


ENGLISH = Words(
    group="Parents of the valley",
    program="Spring with the newborns",
    first_step="Meet, between one feed and the next",
    hope="That somebody dares to ask for help.",
    wish="One night a week that is mine.",
    message="What I wanted to tell you, part {}",
    reply="That is exactly what I meant.",
    to_mentee="You are doing better than you think.",
    to_mentor="It helps to know that you are there.",
)
ITALIAN = Words(
    group="Genitori della valle",
    program="Primavera con i neonati",
    first_step="Conoscetevi, tra una poppata e l'altra",
    hope="Che qualcuno abbia il coraggio di chiedere aiuto.",
    wish="Una notte a settimana tutta per me.",
    message="Quello che volevo dirti, parte {}",
    reply="È proprio quello che intendevo.",
    to_mentee="Va meglio di quanto pensi.",
    to_mentor="Mi aiuta sapere che ci sei.",
)


@dataclass
class Story:
    """Olivia, Alice and Bob with their phones, and the words of their language."""

    words: Words
    olivia: Admin
    alice: Walker
    bob: Walker

    @property
    def said(self) -> list[str]:
        """The messages, in the order in which they are written."""
        return [self.words.message.format(number) for number in range(1, MESSAGES + 1)]

    def everybody_comes_together(self) -> None:
        """Olivia makes a group and a program; Alice enrolls as a mentor and Bob as a mentee."""
        self.olivia.signs_up()
        self.olivia.makes_a_group(self.words.group)
        taps = self.olivia.opens_a_program("new-parents", self.words.program)
        assert taps < MOST_INTERACTIONS
        for walker, role, goal in ((self.alice, "mentor", self.words.hope), (self.bob, "mentee", self.words.wish)):
            walker.signs_up()
            walker.joins(self.words.group)
            walker.enrolls(role, goal)

    def the_two_are_introduced(self) -> str:
        """Olivia introduces them; each is told in words of their own. The address of their page."""
        self.olivia.introduces(self.alice, self.bob)
        to_alice = self.alice.is_told_of(
            self.bob,
            self.words.program,
            sentence="%(name)s is asked to write first. If nothing comes in a few days, say hello.",
            subject="%(partner)s is your mentee in %(program)s",
            invitation="%(partner)s was invited to write first. You can look at the first step meanwhile:",
        )
        to_bob = self.bob.is_told_of(
            self.alice,
            self.words.program,
            sentence="You write first. A short hello is enough.",
            subject="%(partner)s is your mentor in %(program)s",
            invitation="The first message is yours. Say hello, and in a sentence or two what brought you here:",
        )
        assert to_alice == to_bob
        return to_bob

    def they_walk_the_first_step(self, pair: str) -> None:
        """Bob opens their page, and they do step one."""
        self.bob.goes_to(pair)
        expect(self.bob.page.locator("#step-title")).to_have_text(self.words.first_step)
        self.bob.completes_step(1)
        self.bob.reads("Step %(n)d of %(total)d", n=2, total=8)

    def they_talk(self, pair: str) -> None:
        """Twenty messages in the first step's thread, Bob first; nobody reloads a page whose script runs.

        Alice sees that what she wrote last was read.
        """
        for walker in (self.alice, self.bob):
            walker.goes_to(pair)
            walker.opens_the_thread_of(1)
        loads = self.alice.loads, self.bob.loads
        for number, text in enumerate(self.said):
            writer, reader = (self.alice, self.bob) if number % 2 else (self.bob, self.alice)
            writer.says(text)
            reader.hears(text)
        assert not self.bob.runs_script or loads == (self.alice.loads, self.bob.loads)
        self.alice.sees_that_it_was_seen(self.said[-1])

    def they_answer_one_message(self) -> None:
        """Bob answers what Alice said second; Alice, who looks at it too, sees the reply come, and he that she has."""
        asked = self.said[1]
        self.alice.opens_the_message(asked)
        self.bob.opens_the_message(asked)
        self.bob.says(self.words.reply)
        self.alice.hears(self.words.reply)
        self.bob.sees_that_it_was_seen(self.words.reply)

    def they_check_in(self, pair: str) -> None:
        """Each with a number that the other never sees, and words that the other does."""
        self.alice.goes_to(pair)
        self.alice.checks_in(9, self.words.to_mentee)
        self.bob.goes_to(pair)
        self.bob.sees_check_ins(own=None, of_partner=self.words.to_mentee)
        self.bob.checks_in(4, self.words.to_mentor)
        self.alice.goes_to(pair)
        self.alice.sees_check_ins(own=9, of_partner=self.words.to_mentor)
        self.bob.sees_check_ins(own=4, of_partner=self.words.to_mentee)

    def all_of_it_is_still_there(self, pair: str) -> None:
        """For both, after loading every page anew: in order, and once."""
        for walker in (self.alice, self.bob):
            walker.goes_to(f"{pair}/steps/1")
            walker.reads_everything(self.said)
            expect(walker.line(self.said[1]).locator(".replies")).to_have_count(1)
            walker.opens_the_message(self.said[1])
            walker.reads_everything([self.words.reply])

    def the_admin_sees_that_and_not_what(self, pair: str) -> None:
        """Olivia sees names, the step, activity and check-ins, and nothing of what was said."""
        rows = self.olivia.looks_at_the_pairs()
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text(self.alice.name)
        cells = rows.locator("td")
        expect(cells.nth(0)).to_have_text(self.bob.name)
        expect(cells.nth(1)).to_have_text(self.olivia.say("%(n)d of %(total)d", n=2, total=8))
        expect(cells.nth(2)).not_to_have_text(self.olivia.say("not begun"))
        expect(cells.nth(3)).to_have_text("2")
        page = self.olivia.page.content()
        private = [*self.said, self.words.reply, self.words.to_mentee, self.words.to_mentor]
        assert not [words for words in private if words in page]
        answer = self.olivia.page.goto(pair)
        assert answer is not None
        assert answer.status == 404


@pytest.mark.parametrize(
    ("locale", "script"),
    [("en-GB", True), ("en-GB", False), ("it-IT", True)],
    ids=["script", "no-script", "italian"],
)
def test_alice_and_bob_can_walk_and_talk_from_an_empty_database(
    phone: Opens, say: Says, mails: Mailbox, locale: str, script: bool
) -> None:
    names, language = ("Olivia Neri", "Alice Rossi", "Bob Conti"), locale[:2]
    olivia, alice, bob = (
        kind(phone(script=script, locale=locale), name, language, script, say, mails)
        for kind, name in zip((Admin, Walker, Walker), names, strict=True)
    )
    story = Story(ITALIAN if language == "it" else ENGLISH, olivia, alice, bob)
    story.everybody_comes_together()
    pair = story.the_two_are_introduced()
    story.they_walk_the_first_step(pair)
    story.they_talk(pair)
    story.they_answer_one_message()
    story.they_check_in(pair)
    story.all_of_it_is_still_there(pair)
    story.the_admin_sees_that_and_not_what(pair)
