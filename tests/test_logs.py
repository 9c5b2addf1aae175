"""A line a request, that tells neither a token nor a word."""

import io
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests.people import Cast
from webapp.logs import Discreet

Visits = Callable[..., Any]


@pytest.fixture
def lines(app: Flask) -> Iterator[io.StringIO]:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Discreet("%(request)s %(message)s"))
    logging.getLogger("waymark").addHandler(handler)
    app.config["LOGS_REQUESTS"] = True
    yield written
    app.config["LOGS_REQUESTS"] = False
    logging.getLogger("waymark").removeHandler(handler)


def test_a_request_is_one_line_with_its_id(visit: Visits, cast: Cast, lines: io.StringIO) -> None:
    response = visit(cast.bob).get(f"/pairs/{cast.pair.id}")
    (line,) = lines.getvalue().splitlines()
    assert line.startswith(response.headers["X-Request-ID"])
    assert "GET /pairs/<int:pair_id> 200" in line


def test_neither_a_token_nor_a_word_nor_an_address_is_in_it(visit: Visits, cast: Cast, lines: io.StringIO) -> None:
    visit(cast.bob).post(f"/pairs/{cast.pair.id}/messages", {"body": "a-secret-word", "client_id": "client-01"})
    visit(cast.charlie).get("/verification/a-secret-token?x=a-secret-value", status=410)
    visit().post("/login", {"email": "charlie@example.org", "password": "a-secret-password"}, status=422)
    assert len(lines.getvalue().splitlines()) == 3
    assert "secret" not in lines.getvalue()
    assert "charlie" not in lines.getvalue()
