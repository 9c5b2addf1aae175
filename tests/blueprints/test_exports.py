"""Taking one's data away, from its page."""

import io
import json
import logging
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from db.database import database
from db.models import Export
from tests import people
from tests.mails import Mailbox, mails_to
from tests.people import Cast
from webapp import archives, departures, jobs
from webapp.domain import chat

Visits = Callable[..., Any]
PASSWORD = {"present": people.PASSWORD}


def test_bob_can_download_everything_of_his_once(visit: Visits, cast: Cast, mailbox: Mailbox) -> None:
    chat.post_message(pair=cast.pair, author=cast.bob, body="what Bob wrote", client_id="1")
    bob = visit(cast.bob)
    assert "Download" in bob.get("/account").text
    page = bob.follow(bob.post("/account/exports", PASSWORD))
    assert "Your archive is ready" in page.text
    mail = mails_to(mailbox, "bob@example.org")[0]
    assert "is ready" in mail["subject"]
    assert "/account/exports" in mail.get_content()
    assert "what Bob wrote" not in mail.get_content()
    assert "Your archive is ready to be downloaded." in bob.get("/").text
    export = Export.get()
    response = bob.client.post(f"/account/exports/{export.id}/download", data={"csrf_token": bob.signed_token()})
    database.connect(reuse_if_open=True)
    assert response.status_code == 200
    assert response.mimetype == "application/zip"
    assert response.headers["Cache-Control"] == "no-store"
    assert "attachment" in response.headers["Content-Disposition"]
    held = zipfile.ZipFile(io.BytesIO(response.data))
    assert json.loads(held.read("data.json"))["pairs"][0]["messages"][0]["text"] == "what Bob wrote"
    assert "has been downloaded already" in bob.post(f"/account/exports/{export.id}/download", status=410).text
    assert "It is wiped here" in bob.get("/account/exports").text


def test_it_cannot_be_had_by_a_link_that_is_only_opened(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    bob.post("/account/exports", PASSWORD)
    assert bob.client.get(f"/account/exports/{Export.get().id}/download").status_code == 405


def test_charlie_and_alice_cannot_download_it(visit: Visits, cast: Cast) -> None:
    visit(cast.bob).post("/account/exports", PASSWORD)
    for other in (cast.charlie, cast.alice):
        visit(other).post(f"/account/exports/{Export.get().id}/download", status=404)
    assert Export.get().state == "ready"


def test_bob_cannot_ask_without_his_password(visit: Visits, cast: Cast) -> None:
    page = visit(cast.bob).post("/account/exports", {"present": "another passphrase"}, status=422)
    assert "This is not your present password." in page.text
    assert not Export.select().exists()


def test_bob_cannot_ask_more_than_five_times_an_hour(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    for _ in range(5):
        bob.post("/account/exports", PASSWORD)
    bob.post("/account/exports", PASSWORD, status=429)


def test_what_is_being_made_is_said_and_a_failure_too(
    visit: Visits, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = visit(cast.bob)
    with monkeypatch.context() as patched:
        patched.setattr(departures, "make_export", lambda _id: None)
        page = bob.follow(bob.post("/account/exports", PASSWORD))
    assert "We are putting it together" in page.text
    with monkeypatch.context() as patched:
        patched.setattr(archives, "written", _broken)
        jobs.soon(jobs.queue.make_export, Export.get().id)
    assert Export.get().state == "failed"
    assert "could not be made" in bob.get("/account/exports").text


def _broken(_member: object) -> bytes:
    raise ValueError("what Bob wrote")


def test_its_words_are_in_no_log(app: Flask, visit: Visits, cast: Cast, logged: io.StringIO) -> None:
    chat.post_message(pair=cast.pair, author=cast.bob, body="kanarienvogel", client_id="1")
    logging.getLogger("waymark").warning("a line")
    visit(cast.bob).post("/account/exports", PASSWORD)
    assert "a line" in logged.getvalue()
    assert "kanarienvogel" not in logged.getvalue()
    assert not [row for row in Export.select() if b"kanarienvogel" in bytes(row.archive)]
