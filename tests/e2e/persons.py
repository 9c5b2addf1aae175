"""Who is in the story, and what each of them does on a phone: one method for each thing that somebody can do.

Things are found by their address, their field's name or their id, so that one person reads any language; what a page
says is compared with the catalogue (`Person.reads`).
"""

import re
from functools import partial

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Says
from tests.e2e.mailbox import Mailbox
from tests.people import PASSWORD
from webapp.catalogues import TRANSLATIONS

CATALOGUES = {folder.parent.name for folder in TRANSLATIONS.glob("*/LC_MESSAGES")}
LINE = "#log > li[data-client]"  # a message that the server has


class Person:
    """Somebody with a phone, with or without script. Counts what they do with it, and how often a page was loaded."""

    def __init__(self, page: Page, name: str, language: str, script: bool, say: Says, mails: Mailbox) -> None:
        self.page, self.name, self.language, self.runs_script, self.mails = page, name, language, script, mails
        self.first_name = name.split()[0]
        self.email = f"{self.first_name.lower()}@example.org"
        self.say = partial(say, language=language)
        self.interactions = self.loads = 0
        page.on("load", self._loaded)

    def _loaded(self, _page: Page) -> None:
        self.loads += 1

    def goes_to(self, path: str) -> None:
        """Open an address (from a mail, say), in the person's language."""
        self.page.goto(path)
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)

    def reloads(self) -> None:
        """Load the page again."""
        self.page.reload()

    def taps(self, what: str) -> None:
        """Tap the first thing that a selector finds."""
        self.interactions += 1
        self.page.locator(what).first.tap()

    def follows(self, path: str) -> None:
        """Tap a link that one can see by how its address ends (or by a part of it, `*…`), and be where it leads."""
        link = f"main a[href*='{path[1:]}']" if path.startswith("*") else f"main a[href$='{path}']"
        with self.page.expect_navigation():  # or the next tap might meet the page that is being left
            self.taps(f"{link}:visible")

    def writes(self, name: str, text: str, form: str = "main form") -> None:
        """Fill a field in."""
        self.interactions += 1
        self.page.locator(f"{form} [name={name}]").fill(text)

    def chooses(self, name: str, value: str) -> None:
        """Tap a radio or a box by its name and value."""
        self.taps(f"main label:has(input[name={name}][value='{value}'])")

    def sends(self, action: str = "") -> None:
        """Tap the first button of the form with this action (how it ends), or the page's one filled button.

        And wait for the page that answers.
        """
        with self.page.expect_navigation():
            self.taps(f"main form[action$='{action}'] button" if action else "main form[method=post] button.filled")

    def is_at(self, path: str) -> None:
        """Wait for an address, as a regular expression for the whole of its path."""
        expect(self.page).to_have_url(re.compile(rf"^[a-z]+://[^/]+{path}(\?.*)?(#.*)?$"))

    def reads(self, words: str, where: str = "main", **values: object) -> None:
        """See a sentence, given in English, in one's own language."""
        translated = self.say(words, **values)
        assert self.language not in CATALOGUES or translated != words % values, f"not in the catalogue: {words}"
        expect(self.page.locator(where).first).to_contain_text(translated)

    def signs_up(self) -> None:
        """Make an account, and confirm it from the mail."""
        self.goes_to("/signup")
        self.writes("birth_date", "1980-02-29")
        self.writes("name", self.name)
        self.writes("email", self.email)
        self.writes("password", PASSWORD)
        self.sends()
        self.reads("Check your mail", "h1")
        self.goes_to(self.mails.link_to(self.email))
        self.writes("password", PASSWORD)
        self.sends()
        self.is_at("/")
        self.reads("Hello, %(name)s", "h1", name=self.first_name)


class Admin(Person):
    """Olivia, who runs a group."""

    def makes_a_group(self, name: str) -> None:
        """A group that anybody can join."""
        self.follows("/groups")
        self.follows("/groups/new")
        self.writes("name", name)
        self.chooses("category", "parenting")
        self.chooses("join_rule", "open")
        self.sends()
        expect(self.page.locator("h1")).to_have_text(name)

    def opens_a_program(self, curriculum: str, name: str) -> int:
        """From “New program” to open: the path, the name, the rhythm, who may enroll. How many taps it took."""
        before = self.interactions
        self.follows("/programs/new")
        self.follows(f"*curriculum={curriculum}")
        self.writes("name", name)
        self.chooses("cadence", "14")
        self.chooses("roles_open", "both")
        self.chooses("enrollment_rule", "members")
        self.taps("button[name=state][value=enrolling]")
        self.is_at(r"/programs/\d+")
        self.reads("You can enroll now. The first pairs are introduced when enough people have come.")
        self.program = self.page.url
        return self.interactions - before

    def introduces(self, mentor: Person, mentee: Person) -> None:
        """Find the two on the board, read what they have in common, and introduce them."""
        self.goes_to("/")
        self.reads("Waiting for you as an admin", "#tasks")
        self.follows("/rounds")
        self.follows("/pairing")
        self.taps(f"#mentees a:text-is('{mentee.name}')")
        expect(self.page.locator("#together-title")).to_have_text(mentee.name)
        self.taps(f"#mentors a:text-is('{mentor.name}')")
        expect(self.page.locator("#together-title")).to_contain_text(mentor.name)
        self.reads("What they have in common", "#together h3")
        self.sends("/introductions")
        self.reads("%(mentor)s and %(mentee)s have been introduced.", mentor=mentor.name, mentee=mentee.name)

    def looks_at_the_pairs(self) -> Locator:
        """The list of the program's pairs: its rows."""
        self.goes_to(self.program)
        self.follows("/pairs")
        self.is_at(r"/programs/\d+/pairs")
        return self.page.locator("table tbody tr")


class Walker(Person):
    """One of the two who walk a path: Alice, the mentor, or Bob, the mentee."""

    def joins(self, group: str) -> None:
        """Find the group and join it."""
        self.follows("/groups")
        self.taps(f"main h3 a:text-is('{group}')")
        self.sends("/membership")
        self.reads("Programs", "h2")

    def enrolls(self, role: str, goal: str) -> None:
        """Take part in the group's one program: every page of the questionnaire, and all the answers at the end."""
        self.follows("*/programs/")
        self.follows(f"*role={role}")
        self.sends()
        for topic in self.topics(role):
            self.is_at(rf"/enrollments/\d+/{topic}")
            self.answers(topic, goal)
            self.taps(".actions > button.filled")
        self.is_at(r"/enrollments/\d+/check")
        expect(self.page.locator("main")).to_contain_text(goal)
        self.sends("/submission")
        self.is_at(r"/enrollments/\d+")
        self.reads("You are waiting to be paired", "h2")

    @staticmethod
    def topics(role: str) -> list[str]:
        """The pages of the questionnaire; only a mentor is asked for how many mentees there is room."""
        capacity = ["capacity"] if role == "mentor" else []
        lasting = ["experience", "languages", "about", "availability", "style"]
        return ["topics", "goal", *lasting, *capacity, "wishes", "questions"]

    def answers(self, topic: str, goal: str) -> None:
        """Answer one page."""
        match topic:
            case "topics":
                self.taps("main .chips label")
            case "goal" | "experience":
                self.writes(topic, goal)
            case "languages":  # the one in which the pages are read is ticked
                expect(self.page.locator(f"[name=languages][value={self.language}]")).to_be_checked()
            case "about":
                self.writes("location", "Sondrio")
            case "availability":
                self.chooses("availability", "3-evening")
            case "style":
                self.chooses("planning", "2")
            case "capacity":
                self.chooses("capacity", "2")
            case "questions":  # the curriculum's own; any of them may be left out
                self.page.locator("main textarea").first.fill(goal)

    def is_told_of(self, partner: "Walker", program: str, *, sentence: str, subject: str, invitation: str) -> str:
        """In the app and by mail, in the words of one's role. The address of the pair's page, from the mail."""
        self.goes_to("/")
        self.reads("You have been introduced to %(partner)s.", ".news", partner=partner.name)
        self.reads(sentence, ".walk", name=partner.first_name)
        mail = self.mails.mail_to(self.email, self.say(subject, partner=partner.name, program=program))
        assert self.say(invitation, partner=partner.first_name) in mail.get_content()
        return self.mails.link_in(mail)

    def completes_step(self, number: int) -> None:
        """Say that a step is done."""
        self.sends(f"/steps/{number}/completion")
        self.reads("Step %(n)d is done. It can be undone for a day.", n=number)

    def opens_the_thread_of(self, step: int) -> None:
        """From the pair's page to what was said about a step."""
        self.follows(f"/steps/{step}")
        self.is_at(rf"/pairs/\d+/steps/{step}")
        self.page.wait_for_load_state()

    def opens_the_message(self, text: str) -> None:
        """From a message to its own page, where the replies to it are; with script by the message's menu."""
        self.line(text).locator("a").first.tap()
        if self.runs_script:
            self.page.get_by_role("menuitem", name=self.say("Reply")).tap()
        self.is_at(r"/pairs/\d+/messages/\d+")
        self.page.wait_for_load_state()

    def reads_everything(self, said: list[str]) -> None:
        """See all that was said here, in order, each once."""
        expect(self.page.locator(f"{LINE} > p")).to_have_text(said)

    def says(self, text: str) -> None:
        """Write a message where one is, and see that the server has it."""
        self.writes("body", text, "#composer")
        self.taps("#composer button")
        expect(self.line(text)).to_have_class("me")

    def hears(self, text: str) -> None:
        """See the partner's message arrive; on a phone that runs no script, after looking again."""
        if not self.runs_script:
            self.reloads()
        expect(self.line(text)).to_be_visible()

    def line(self, text: str) -> Locator:
        """The message with this text, as the server has it. Fails in a wait if it stands there twice."""
        return self.page.locator(LINE).filter(has=self.page.get_by_text(text, exact=True))

    def sees_that_it_was_seen(self, text: str) -> None:
        """See the read mark under the message with this text."""
        if not self.runs_script:
            self.reloads()
        expect(self.line(text).locator(".seen")).to_have_text(re.compile(re.escape(self.say("seen"))))

    def checks_in(self, score: int, words: str) -> None:
        """Say how it is going this week: a number for oneself, words for the other."""
        self.chooses("score", str(score))
        self.writes("words", words, "form[action$='/check-ins']")
        self.sends("/check-ins")
        self.reads("Thank you. You have checked in for this week.")

    def sees_check_ins(self, *, own: int | None, of_partner: str | None) -> None:
        """One's own number and the partner's words, and never the partner's number."""
        card = self.page.locator("section:has(form[action$='/check-ins'])")
        chosen = card.locator("input[name=score]:checked")
        expect(chosen).to_have_count(0 if own is None else 1)
        if own is not None:
            expect(chosen).to_have_value(str(own))
        expect(card.locator(".tip .prose")).to_have_text([of_partner] if of_partner else [])
