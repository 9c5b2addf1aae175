"""Setting factors up on the pages and signing in with them, as a browser and its script do."""

import json
import re
from typing import Any

import pyotp

from tests.authenticator import Authenticator
from tests.people import PASSWORD
from webapp.extensions import limiter

OTHER = "quite another passphrase"


def confirmed(browser: Any) -> Any:
    """The same browser, whose owner has just written the password again."""
    browser.post("/account/confirmation", {"present": PASSWORD})
    return browser


def app_of(browser: Any) -> tuple[pyotp.TOTP, list[str]]:
    """Set up an app on the pages; the codes are those of the page that follows."""
    confirmed(browser)
    page = browser.follow(browser.post("/account/app")).text
    app = pyotp.TOTP(re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", ""))  # type: ignore[index] # it is there
    shown = browser.post("/account/app/confirmation", {"code": app.now()}, status=200).text
    return app, re.findall(r"\b(?:\w{4}-){3}\w{4}\b", shown)


def passkey_of(browser: Any, *, status: int = 200) -> Authenticator:
    """Add a passkey as the page's script does."""
    key = Authenticator()
    confirmed(browser)
    options = json.loads(browser.post("/account/passkeys/challenges", status=200).text)
    browser.post("/account/passkeys", {"name": "My phone", "credential": key.make(options)}, status=status)
    return key


def show(browser: Any, key: Authenticator, path: str = "/login/passkey", status: int = 303) -> Any:
    options = json.loads(browser.post("/passkey-challenges", status=200).text)
    return browser.post(path, {"credential": key.show(options)}, status=status)


def sign_in(browser: Any, email: str = "bob@example.org", password: str = PASSWORD, wanted: str = "") -> Any:
    """The password's step; the limit on it is for other tests."""
    limiter.reset()
    answer = browser.post(f"/login?next={wanted}", {"email": email, "password": password})
    with browser.client.session_transaction() as session:
        session["csrf_token"] = browser.token  # as it would stand on the next page
    return answer
