"""The questions of the rhythm, answered by one tap: from the mail, on a phone without script, signed in nowhere."""

import itertools
import re
import urllib.request
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from db.clock import at, now
from db.models import CheckIn, FreshStart, Pair, Rhythm, Tap
from tests.e2e.conftest import Opens
from tests.e2e.mailbox import Mailbox
from tests.people import Cast, greeted
from webapp.domain import rhythm

DAY = timedelta(days=1)
_numbers = itertools.count()


def at_any_hour(cast: Cast, **settings: Any) -> None:
    """Let the program ask at whatever hour of the day this runs."""
    Rhythm.keep(cast.program, **{"hour": 0, "quiet_from": 0, "quiet_to": 0, **settings})


def introduced(cast: Cast, days: float) -> None:
    """The pair, so many days ago."""
    Pair.update(introduced_at=now() - days * DAY, last_active_at=None).where(Pair.id == cast.pair.id).execute()


def goes_round(somebody: Page) -> None:
    """Let the rhythm tell what is due, and the server send it: it does so as soon as it has any mail to send."""
    rhythm.tick()
    somebody.goto("/password-resets/new")
    somebody.locator("#email").fill(f"nobody{next(_numbers)}@example.org")  # an address may ask a few times only
    somebody.locator("main form button").click()


def links_in(mails: Mailbox, email: str, about: str) -> list[str]:
    """The paths of the questions in a mail, in the order of its buttons."""
    text = mails.mail_to(email, about).get_content()
    return re.findall(re.escape(mails.base_url) + r"(/taps/\S+)", text)


def scan(mails: Mailbox, link: str) -> None:
    """What a mail scanner does to a link: without a cookie, again, and with HEAD."""
    for method in ("GET", "HEAD", "GET"):
        asked = urllib.request.Request(mails.base_url + link, method=method)  # noqa: S310 # an address of our own
        with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310 # as above
            assert answer.status == 200


def tap(page: Page, link: str, answer: str) -> None:
    """Open a mail's link and press the one button that stands out."""
    page.goto(link)
    chosen = page.locator("button.filled")
    expect(chosen).to_have_count(1)
    expect(chosen).to_have_text(answer)
    chosen.click()


def test_bob_can_check_in_from_his_mail_by_one_tap(phone: Opens, cast: Cast, mails: Mailbox) -> None:
    introduced(cast, 10)
    for someone in (cast.alice, cast.bob):
        greeted(cast.pair, by=someone)
    at_any_hour(cast, weekday=now().weekday())
    goes_round(phone())
    links = links_in(mails, cast.bob.email, "How is it going with Alice?")
    assert len(links) == 3
    his = phone(script=False)
    for link in links:
        scan(mails, link)
    assert (CheckIn.select().count(), Tap.select().count()) == (0, 0)
    tap(his, links[0], "Going well")
    expect(his.get_by_role("heading", name="Thank you, Bob")).to_be_visible()
    expect(his.locator("main")).to_contain_text("You have checked in for this week.")
    assert [(row.member_id, row.score) for row in CheckIn.select()] == [(cast.bob.id, 8)]
    for link in (links[0], links[2]):  # again, and with another answer
        his.goto(link)
        expect(his.get_by_role("heading", name="Thank you, Bob")).to_be_visible()
        expect(his.locator("main button")).to_have_count(0)
    assert [row.score for row in CheckIn.select()] == [8]
    his.get_by_role("link", name="Open Alice and you").click()
    expect(his).to_have_url(re.compile("/login"))  # a tap signs nobody in


def test_alice_can_say_by_one_tap_that_she_has_heard_from_bob(phone: Opens, cast: Cast, mails: Mailbox) -> None:
    introduced(cast, 2.5)
    at_any_hour(cast)
    goes_round(phone())
    yes, _not_yet = links_in(mails, cast.alice.email, "Have you heard from Bob?")
    hers = phone(script=False)
    tap(hers, yes, "Yes")
    expect(hers.locator("main")).to_contain_text("Good to hear.")
    assert [start.why for start in FreshStart.select()] == ["heard"]


def test_bob_can_keep_a_silent_pair_by_one_tap(phone: Opens, cast: Cast, mails: Mailbox) -> None:
    introduced(cast, 60)
    with at(now() - 40 * DAY):
        greeted(cast.pair, by=cast.bob)
    at_any_hour(cast, silent_days=[])
    goes_round(phone())
    keep, close = links_in(mails, cast.bob.email, "Do you and Alice want to keep going?")
    his = phone(script=False)
    tap(his, keep, "Keep going")
    expect(his.locator("main")).to_contain_text("Then you go on.")
    his.goto(close)
    expect(his.locator("main button")).to_have_count(0)
    assert Pair.get_by_id(cast.pair.id).is_active
    hers = phone(script=False)  # what Alice was asked is settled by that
    answer = hers.goto(links_in(mails, cast.alice.email, "Do you and Bob want to keep going?")[1])
    assert answer is not None
    assert answer.status == 410
    expect(hers.get_by_role("heading", name="This question is over")).to_be_visible()


def test_charlie_cannot_answer_with_a_link_that_is_not_quite_one(phone: Opens, cast: Cast, mails: Mailbox) -> None:
    introduced(cast, 2.5)
    at_any_hour(cast)
    goes_round(phone())
    yes = links_in(mails, cast.alice.email, "Have you heard from Bob?")[0]
    theirs = phone(cast.charlie, script=False)
    answer = theirs.goto(yes[:-3])
    assert answer is not None
    assert answer.status == 410
    expect(theirs.get_by_role("heading", name="This question is over")).to_be_visible()
    expect(theirs.locator("body")).not_to_contain_text("Alice")
