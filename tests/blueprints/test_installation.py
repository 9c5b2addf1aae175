"""The manifest, the service worker and the page without a network: everybody's, and about nobody."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from db.models import Notification
from tests.people import Cast
from webapp import assets, installation
from webapp.domain import notifications
from webapp.realtime import hub

Visits = Callable[..., Any]
PUBLIC = ("/manifest.webmanifest", "/service-worker.js", "/offline")


@pytest.mark.parametrize("path", PUBLIC)
def test_it_is_the_same_for_bob_and_for_charlie_and_for_nobody(path: str, visit: Visits, cast: Cast) -> None:
    said = {visit(someone).client.get(f"{path}?lang=it").text for someone in (None, cast.charlie)}
    bob = visit(cast.bob).client.get(f"{path}?lang=it").text
    if path != "/offline":  # which the worker fetches without a cookie
        assert said == {bob}
    for word in (cast.bob.name, cast.bob.email, "csrf"):
        assert word not in bob


def test_it_speaks_the_language_that_is_asked_for_and_else_english(visit: Visits) -> None:
    nobody = visit()
    assert '<html lang="it"' in nobody.get("/offline?lang=it").text
    for other in ("xx", "../../etc", ""):
        assert '<html lang="en"' in nobody.get(f"/offline?lang={other}").text
    assert nobody.client.get("/manifest.webmanifest?lang=it").json["lang"] == "it"


def test_the_worker_is_another_one_when_a_file_is(visit: Visits, monkeypatch: pytest.MonkeyPatch) -> None:
    first = visit().client.get("/service-worker.js")
    monkeypatch.setitem(assets._built, "app.css", "app.000000000000.css")
    second = visit().client.get("/service-worker.js")
    assert _site(first.text)["version"] != _site(second.text)["version"]
    assert first.headers["ETag"] != second.headers["ETag"]
    again = visit().client.get("/service-worker.js", headers={"If-None-Match": second.headers["ETag"]})
    assert again.status_code == 304


def test_the_worker_keeps_public_files_only(visit: Visits) -> None:
    site = _site(visit().client.get("/service-worker.js?lang=it").text)
    assert site["offline"] == "/offline?lang=it"
    assert all(path.startswith("/static/") for path in (*site["shell"], *site["files"], site["icon"], site["badge"]))


def test_a_name_cannot_break_out_of_the_worker(visit: Visits) -> None:
    app = visit().app
    with app.test_request_context():
        code = installation.worker('"};alert(1)//</script>\u2028', "en")
    assert _site(code)["name"] == '"};alert(1)//</script>\u2028'


def test_bob_sees_how_much_is_new_and_charlie_nothing_of_it(visit: Visits, cast: Cast) -> None:
    for _ in range(3):
        notifications.notify(member=cast.bob, kind="introduced", pair=cast.pair, partner="Alice")
    bob, charlie = visit(cast.bob), visit(cast.charlie)
    assert bob.client.get("/badge").json == {"unread": 3}
    assert charlie.client.get("/badge").json == {"unread": 0}
    assert visit().client.get("/badge").status_code == 302
    assert re.search(r'id="bell".*<span class="count">3</span>', bob.get("/groups").text)
    assert re.search(r'id="bell".*<span class="count" hidden>0</span>', charlie.get("/groups").text)


def test_nobody_who_is_not_signed_in_is_given_anything_of_it(visit: Visits) -> None:
    for path in ("/", "/login", "/signup", "/offline"):
        page = visit().get(path).text
        assert not [word for word in ("manifest", "app.js", assets.address("app.js"), 'id="bell"') if word in page]


def test_bobs_open_pages_hear_that_he_has_read_it(visit: Visits, cast: Cast) -> None:
    told = notifications.notify(member=cast.bob, kind="introduced", pair=cast.pair, partner="Alice")
    notifications.take_fresh()
    listener = hub.Listener(cast.pair.id, cast.bob.id, lambda: None)
    hub.get().subscribe(listener)
    try:
        visit(cast.bob).post("/notifications/read-mark", {"oldest": told.id, "newest": told.id})
        assert {"member": cast.bob.id, "kind": "news"} in listener.heard()
        visit(cast.charlie).get("/groups")
        assert not listener.heard()
    finally:
        hub.get().unsubscribe(listener)
    assert not Notification.unread_count(cast.bob.id)


def _site(code: str) -> Any:
    return json.loads(code.split("\n", 1)[0].removeprefix("const site=").rstrip(";"))
