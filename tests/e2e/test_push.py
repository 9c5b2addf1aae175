"""Being told while the site is closed: asked by a tap, sealed on the way, shown, opened; and the bell."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import CDPSession, Page, expect

from db.models import Notification, NotificationHours, PushDismissal, PushSubscription
from tests.e2e.conftest import Opens
from tests.e2e.conversations import at_the_chat
from tests.e2e.test_installation import installed
from tests.people import Cast
from tests.push_service import Device, PushService
from webapp import dispatching
from webapp.domain import chat, notifications

# The browser's own push service is far away; its half of the protocol is played by tests/push_service.py.
BROWSER = """({ endpoint, keys }) => {
  const said = () => sessionStorage.said || "default";
  Object.defineProperty(Notification, "permission", { get: said });
  Notification.requestPermission = async () => sessionStorage.said = "granted";
  const made = { endpoint, toJSON: () => ({ endpoint, keys }), unsubscribe: async () => true };
  PushManager.prototype.subscribe = async (options) => {
    if (!options.userVisibleOnly || options.applicationServerKey.length !== 87) throw new Error("no key");
    return made;
  };
  PushManager.prototype.getSubscription = async () => said() === "granted" ? made : null;
}"""


KIND = "thanked"
IN_WORKER = """async ({ action }) => {
  self.opened = [];
  clients.openWindow = async (address) => { self.opened.push(address); };
  const [notification] = await registration.getNotifications();
  dispatchEvent(new NotificationEvent("notificationclick", { notification, action }));
}"""


@pytest.fixture
def service(push_service: PushService) -> Iterator[PushService]:
    yield push_service
    assert not push_service.faults


@pytest.fixture(autouse=True)
def _nobody_sleeps(cast: Cast) -> None:
    for someone in (cast.alice, cast.bob, cast.charlie):
        NotificationHours.create(member=someone, quiet_from=0, quiet_to=0)


def plays(page: Page, service: PushService, device: Device) -> Page:
    """Let a page's browser have a push service on this machine."""
    given = {"endpoint": service.endpoint(device.name), "keys": device.keys}
    page.add_init_script(f"({BROWSER})({json.dumps(given)})")
    return page


def talked(cast: Cast) -> None:
    chat.post_message(pair=cast.pair, author=cast.bob, body="Hello Alice", client_id="b" * 20)
    chat.post_message(pair=cast.pair, author=cast.alice, body="Hello Bob", client_id="a" * 20)


def told(cast: Cast) -> Notification:
    """Bob is told something, in this process: the server does not hear of it."""
    return notifications.notify(member=cast.bob, kind=KIND, pair=cast.pair, partner="Alice")


def bell(page: Page) -> Any:
    return page.locator("#bell .count")


def test_bob_is_asked_once_both_have_written_and_says_yes_by_a_tap(
    app: Flask, laptop: Opens, cast: Cast, service: PushService
) -> None:
    device = Device("bobs-laptop")
    page = plays(installed(laptop, cast.bob), service, device)
    page.goto(f"/pairs/{cast.pair.id}")
    expect(page.locator("#ask")).to_have_count(0)
    talked(cast)
    page.reload()
    expect(page.get_by_role("heading", name="Shall this device tell you when Alice writes?")).to_be_visible()
    assert not page.evaluate("sessionStorage.said")  # the browser has not been made to ask
    page.get_by_role("button", name="Yes, tell me").click()
    expect(page.get_by_role("status").filter(has_text="This device tells you from now on.")).to_be_visible()
    expect(page.locator("#ask")).to_have_count(0)
    with app.app_context():
        told(cast)
        dispatching.send_due()
    (push,) = service.to(device.name)
    words = device.read(push.body)
    assert "Alice" in words["body"]
    assert "Hello" not in words["body"]
    assert words["unread"] == 1


def test_bob_can_say_not_now_and_is_not_asked_again(laptop: Opens, cast: Cast, service: PushService) -> None:
    page = plays(installed(laptop, cast.bob), service, Device())
    talked(cast)
    page.goto(f"/pairs/{cast.pair.id}")
    page.get_by_role("button", name="Not now").click()
    page.wait_for_url(f"**/pairs/{cast.pair.id}")
    expect(page.locator("#ask")).to_have_count(0)
    assert PushDismissal.select().count() == 1
    assert not page.evaluate("sessionStorage.said")  # the browser has not been made to ask


@pytest.mark.parametrize(
    ("sort", "words"),
    [
        (
            "Object.defineProperty(Notification, 'permission', { get: () => 'denied' })",
            "does not let the site tell you",
        ),
        ("delete window.PushManager; Object.defineProperty(navigator, 'standalone', { value: false })", "Share"),
        ("delete window.PushManager", "This browser cannot tell you"),
    ],
)
def test_bob_reads_why_this_device_cannot(laptop: Opens, cast: Cast, sort: str, words: str) -> None:
    page = installed(laptop, cast.bob)
    page.add_init_script(sort)
    page.goto("/account/notifications")
    expect(page.locator("#device > :not(h2):visible")).to_have_count(1)
    expect(page.locator("#device > :not(h2):visible")).to_contain_text(words)


def test_bob_without_script_reads_that_it_cannot_tell(no_script_phone: Opens, cast: Cast) -> None:
    page = no_script_phone(cast.bob)
    talked(cast)
    page.goto("/account/notifications")
    expect(page.locator("#device")).to_contain_text("This browser cannot tell you")
    expect(page.locator("#device button:visible")).to_have_count(0)
    page.goto(f"/pairs/{cast.pair.id}")
    expect(page.locator("#ask")).to_be_hidden()


def test_bob_can_turn_it_on_and_off_among_his_notifications(laptop: Opens, cast: Cast, service: PushService) -> None:
    page = plays(installed(laptop, cast.bob), service, Device("other"))
    page.goto("/account/notifications")
    page.get_by_role("button", name="Tell me on this device").click()
    expect(page.get_by_role("button", name="Turn it off on this device")).to_be_visible()
    assert PushSubscription.get().member_id == cast.bob.id
    page.get_by_role("button", name="Turn it off on this device").click()
    expect(page.get_by_role("button", name="Tell me on this device")).to_be_visible()
    assert not PushSubscription.select().exists()


def test_a_push_is_shown_and_opens_our_page_and_no_other(laptop: Opens, cast: Cast) -> None:
    page = installed(laptop, cast.bob)
    page.context.grant_permissions(["notifications"])
    pair = f"/pairs/{cast.pair.id}"
    words = {"title": "Waymark", "body": "Alice is away", "url": pair, "tag": "t", "unread": 3}
    words["actions"] = [{"title": "Elsewhere", "url": "https://example.org/x"}, {"title": "Home", "url": "/groups"}]
    deliver(page, words)
    (shown,) = shown_on(page)
    assert (shown["title"], shown["body"], shown["tag"]) == ("Waymark", "Alice is away", "t")
    origin = page.evaluate("location.origin")
    for action, opened in (("", pair), ("1", "/"), ("2", "/groups")):
        deliver(page, words)
        worker = page.context.service_workers[0]
        worker.evaluate(IN_WORKER, {"action": action})
        page.wait_for_timeout(300)
        assert worker.evaluate("self.opened") == [origin + opened]
        assert shown_on(page) == []


def test_a_push_that_says_nothing_is_shown_too_and_a_newer_one_takes_its_place(laptop: Opens, cast: Cast) -> None:
    page = installed(laptop, cast.bob)
    page.context.grant_permissions(["notifications"])
    for data in ("", "no JSON", "null", json.dumps({"title": "Newer", "tag": "news"})):
        deliver(page, data)
    (shown,) = shown_on(page)
    assert shown["title"] == "Newer"


def test_the_bell_hears_of_a_push_and_of_the_clock(phone: Opens, cast: Cast) -> None:
    page = installed(phone, cast.bob)
    page.context.grant_permissions(["notifications"])
    page.add_init_script("window.badges = []; navigator.setAppBadge = async (count) => { badges.push(count); }")
    page.clock.install()
    page.goto("/groups")
    expect(bell(page)).to_be_hidden()
    told(cast)
    deliver(page, {"title": "Waymark"})
    expect(bell(page)).to_have_text("1")
    told(cast)
    page.clock.run_for(130_000)
    expect(bell(page)).to_have_text("2")
    assert page.evaluate("badges") == [0, 1, 2]


def test_the_bell_beside_an_open_conversation_hears_by_its_socket(laptop: Opens, cast: Cast) -> None:
    told(cast)
    page = at_the_chat(laptop(cast.bob), cast)
    expect(bell(page)).to_have_text("1")
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Mark as read").click()
    expect(bell(page)).to_be_hidden()


def deliver(page: Page, words: Any) -> None:
    """Hand a push to the service worker, as the browser does once it has opened it."""
    protocol, registration = registered(page)
    data = words if isinstance(words, str) else json.dumps(words)
    origin = page.evaluate("location.origin")
    protocol.send("ServiceWorker.deliverPushMessage", {"origin": origin, "registrationId": registration, "data": data})
    page.wait_for_timeout(500)


def registered(page: Page) -> tuple[CDPSession, str]:
    protocol = page.context.new_cdp_session(page)
    found: list[Any] = []
    protocol.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.extend(said["registrations"]))
    protocol.send("ServiceWorker.enable")
    for _ in range(100):
        if found:
            break
        page.wait_for_timeout(50)
    return protocol, found[-1]["registrationId"]


def shown_on(page: Page) -> list[dict[str, str]]:
    """What stands among the device's notices."""
    shown: list[dict[str, str]] = page.evaluate(
        "navigator.serviceWorker.ready.then((r) => r.getNotifications())"
        ".then((all) => all.map(({ title, body, tag }) => ({ title, body, tag })))"
    )
    return shown
