"""The site as an app: it can be installed, says so when there is no network, and keeps nobody's pages."""

import json
import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Opens
from tests.e2e.conversations import OWN, at_the_chat, expect_texts, says, stored, write
from tests.people import Cast

IN_CACHES = """async () => {
  const found = {};
  for (const key of await caches.keys())
    for (const request of await (await caches.open(key)).keys())
      found[new URL(request.url).pathname] = await (await caches.match(request)).text();
  return found;
}"""


def installed(opens: Opens, *who: Any, **options: Any) -> Page:
    """A page of a browser in which the service worker runs and has taken the page over."""
    page = opens(*who, service_workers="allow", **options)
    page.goto("/account")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    return page


def test_bob_can_install_it(phone: Opens, cast: Cast) -> None:
    page = installed(phone, cast.bob)
    protocol = page.context.new_cdp_session(page)
    told = protocol.send("Page.getAppManifest")
    assert told["url"].endswith("/manifest.webmanifest?lang=en")
    assert not told["errors"]
    assert protocol.send("Page.getInstallabilityErrors")["installabilityErrors"] in ([], NOT_IN_PRIVATE)
    manifest = json.loads(told["data"])
    for icon in manifest["icons"]:
        answer = page.request.get(icon["src"])
        assert answer.headers["content-type"] == "image/png"
        size = page.evaluate(
            "async (src) => { const i = new Image(); i.src = src; await i.decode(); return `${i.width}x${i.height}`; }",
            icon["src"],
        )
        assert size == icon["sizes"]
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


NOT_IN_PRIVATE = [{"errorId": "in-incognito", "errorArguments": []}]  # a test's browser keeps nothing


def test_giulia_can_install_it_in_italian(phone: Opens, cast: Cast) -> None:
    page = phone(None, locale="it-IT")
    manifest = page.request.get("/manifest.webmanifest?lang=it").json()
    assert (manifest["lang"], manifest["id"], manifest["start_url"], manifest["scope"]) == ("it", "/", "/", "/")
    assert manifest["description"] != page.request.get("/manifest.webmanifest?lang=en").json()["description"]


def test_bob_can_read_what_is_the_matter_when_nobody_answers(phone: Opens, cast: Cast, cut_links: None) -> None:
    page = installed(phone, cast.bob)
    page.context.set_offline(True)
    page.goto("/groups")
    expect(page.locator("h1")).to_have_text("You are offline")
    assert (
        page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != "rgba(0, 0, 0, 0)"
    )  # it has its style
    assert page.evaluate("document.querySelectorAll('nav a').length") == 0
    page.context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page.locator("h1")).not_to_have_text("You are offline")
    assert page.url.endswith("/groups")


def test_nothing_of_bobs_is_in_a_cache(phone: Opens, cast: Cast) -> None:
    says(cast, "A word of Alice's")
    page = installed(phone, cast.bob)
    for path in ("/", "/account", "/groups", f"/pairs/{cast.pair.id}", f"/pairs/{cast.pair.id}/steps/1"):
        page.goto(path)
    kept = page.evaluate(IN_CACHES)
    assert "/offline" in kept
    assert all(path == "/offline" or path.startswith("/static/") for path in kept), list(kept)
    for text in kept.values():
        for word in ("Alice's", cast.bob.name, cast.alice.name, cast.bob.email, 'name="csrf_token"'):
            assert word not in text


def test_nothing_is_left_when_bob_signs_out(laptop: Opens, cast: Cast) -> None:
    page = installed(laptop, cast.bob)
    page.locator('form[action="/logout"] button').click()
    page.wait_for_url("**/")
    page.wait_for_function("() => navigator.serviceWorker.getRegistrations().then((all) => all.length === 0)")
    assert page.evaluate("caches.keys()") == []


def test_charlie_gets_none_before_he_signs_in(phone: Opens) -> None:
    page = phone(service_workers="allow")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/login", "/signup"):
        page.goto(path, wait_until="networkidle")
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    assert not [
        url for url in asked if "manifest" in url or "service-worker" in url or re.search(r"/app\.\w+\.js", url)
    ]


def test_bobs_words_wait_in_the_outbox_of_an_installed_app(phone: Opens, cast: Cast, cut_links: None) -> None:
    page = at_the_chat(installed(phone, cast.bob), cast)
    page.context.set_offline(True)
    write(page, "Written in a tunnel")
    expect(page.locator(OWN)).to_have_count(1)
    page.goto("/groups")
    expect(page.locator("main")).to_contain_text("Messages that were not sent yet wait on this device")
    page.context.set_offline(False)
    at_the_chat(page, cast)
    expect_texts(page, "Written in a tunnel")
    assert stored(cast) == ["Written in a tunnel"]
    expect(page.locator(OWN)).to_have_count(0)


def test_a_conversation_that_slept_is_woken_when_there_is_a_network(phone: Opens, cast: Cast) -> None:
    page = at_the_chat(installed(phone, cast.bob), cast)
    page.evaluate("addEventListener('online', () => { window.isWoken = true; })")
    scope = page.evaluate("navigator.serviceWorker.ready.then((r) => r.scope)")
    dispatched = page.context.new_cdp_session(page)
    found: list[Any] = []
    dispatched.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.extend(said["registrations"]))
    dispatched.send("ServiceWorker.enable")
    page.wait_for_timeout(500)
    registration = next(each for each in found if each["scopeURL"] == scope)
    origin = scope.rstrip("/")
    dispatched.send(
        "ServiceWorker.dispatchSyncEvent",
        {"origin": origin, "registrationId": registration["registrationId"], "tag": "outbox", "lastChance": False},
    )
    page.wait_for_function("() => window.isWoken")
