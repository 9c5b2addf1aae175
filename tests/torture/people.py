"""Who takes part: pairs made as for benchmarks, each of the two with a session, and what a browser would send."""

import http.client
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from db.models import Member
from webapp.domain import accounts


@dataclass(frozen=True)
class Pass:
    """One of a pair, signed in."""

    pair_id: int
    member_id: int
    cookie: str
    csrf_token: str


def pass_of(app: Flask, pair_id: int, member: Member) -> Pass:
    """Sign a member in, and let them have been on a page: a session with a token for forms."""
    secret = secrets.token_hex(20)
    content = {"_user_id": accounts.open_session(member, device="torture"), "_fresh": True, "csrf_token": secret}
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # Flask's own kind
    cookie = f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(content)}"
    token = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(secret)
    return Pass(pair_id, member.id, cookie, str(token))


def get(port: int, path: str, entry: Pass | None = None, *, seconds: float = 10.0) -> int:
    """The status of a page. Raises OSError."""
    return _ask(port, "GET", path, {"Cookie": entry.cookie} if entry else {}, None, seconds)[0]


def post(port: int, path: str, entry: Pass, *, seconds: float = 10.0, **fields: str) -> tuple[int, str]:
    """The status and the text of a form's answer, asked for as a fragment. Raises OSError."""
    headers = {
        "Cookie": entry.cookie,
        "X-CSRFToken": entry.csrf_token,
        "HX-Request": "true",
        "HX-Request-Type": "partial",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return _ask(port, "POST", path, headers, urlencode(fields), seconds)


def _ask(
    port: int, method: str, path: str, headers: dict[str, str], body: str | None, seconds: float
) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except http.client.HTTPException as broken:
        raise ConnectionError(type(broken).__name__) from broken
    finally:
        connection.close()
