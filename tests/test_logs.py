"""A line a request, that tells neither a token nor a word."""

import io
from collections.abc import Callable
from typing import Any

from tests.people import Cast

Visits = Callable[..., Any]


def test_a_request_is_one_line_with_its_id(visit: Visits, cast: Cast, logged: io.StringIO) -> None:
    response = visit(cast.bob).get(f"/pairs/{cast.pair.id}")
    (line,) = logged.getvalue().splitlines()
    assert line.startswith(response.headers["X-Request-ID"])
    assert "GET /pairs/<int:pair_id> 200" in line


def test_neither_a_token_nor_a_word_nor_an_address_is_in_it(visit: Visits, cast: Cast, logged: io.StringIO) -> None:
    visit(cast.bob).post(f"/pairs/{cast.pair.id}/messages", {"body": "a-secret-word", "client_id": "client-01"})
    visit(cast.charlie).get("/verification/a-secret-token?x=a-secret-value", status=410)
    visit().post("/login", {"email": "charlie@example.org", "password": "a-secret-password"}, status=422)
    assert len(logged.getvalue().splitlines()) == 3
    assert "secret" not in logged.getvalue()
    assert "charlie" not in logged.getvalue()
