"""What only a production instance on https does: cookies, HSTS, and whose address a request came from."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import source

PROGRAM = """
import sys, json
from webapp import create_app
from db.migrate import migrate
folder, proxies = sys.argv[1:3]
app = create_app({"ENVIRONMENT": "production", "SECRET_KEY": "s" * 40, "MESSAGE_KEYS": "k1:" + "k" * 40,
    "BASE_URL": "https://mentors.example.org", "VAR_DIR": folder, "TRUSTED_PROXIES": proxies})
migrate()
young = {"name": "X", "email": "x@example.org", "password": "a long enough passphrase", "birth_date": "2020-01-01"}
def sign_up(forwarded):
    client = app.test_client()
    page = client.get("/signup", base_url="https://mentors.example.org").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    return client.post("/signup", base_url="https://mentors.example.org", data={**young, "csrf_token": token},
                       headers={"X-Forwarded-For": forwarded})
answers = [sign_up(f"9.9.9.9, 7.7.7.{n}") for n in range(12)]
print(json.dumps([[a.status_code for a in answers], answers[0].headers.getlist("Set-Cookie"),
    app.test_client().get("/login", base_url="https://mentors.example.org").headers.getlist("Set-Cookie"),
    answers[0].headers.get("Strict-Transport-Security"),
    app.test_client().get("/dev/mailbox").status_code]))
"""


def in_production(folder: Path, proxies: str) -> Any:
    done = subprocess.run(  # our own interpreter
        [sys.executable, "-c", PROGRAM, str(folder), proxies], cwd=source.ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(("proxies", "refused"), [("0", [429, 429]), ("1", [403, 403])])
def test_origins_are_told_apart_only_as_far_as_proxies_are_trusted(
    tmp_path: Path, proxies: str, refused: list[int]
) -> None:
    statuses, *_ = in_production(tmp_path, proxies)
    assert statuses == [403] * 10 + refused


def test_cookies_belong_to_this_host_alone_and_to_no_script(tmp_path: Path) -> None:
    _, refused, session, hsts, mailbox = in_production(tmp_path, "0")
    assert hsts
    assert mailbox == 404
    for cookie in [*refused, *session]:
        assert cookie.startswith("__Host-waymark")
        for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert flag in cookie
        assert "Domain" not in cookie
    assert any("later" in cookie for cookie in refused)
