import gzip

import brotli
import pytest
from flask import Flask


@pytest.mark.parametrize(
    ("accepted", "encoding", "read"),
    [("gzip, deflate, br", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress), ("identity", None, bytes)],
)
def test_a_page_is_sent_in_the_best_encoding_that_the_browser_takes(
    app: Flask, accepted: str, encoding: str | None, read: object
) -> None:
    response = app.test_client().get("/signup", headers={"Accept-Encoding": accepted})
    assert response.headers.get("Content-Encoding") == encoding
    assert "Accept-Encoding" in response.vary
    assert callable(read)
    assert read(response.data).startswith(b"<!doctype html>")
    assert response.content_length == len(response.data)


def test_a_refused_form_is_compressed_too(app: Flask) -> None:
    response = app.test_client().get("/nowhere", headers={"Accept-Encoding": "br"})
    assert response.status_code == 404
    assert response.headers["Content-Encoding"] == "br"


def test_what_is_tiny_is_sent_as_it_is(app: Flask) -> None:
    response = app.test_client().get("/healthz", headers={"Accept-Encoding": "br"})
    assert response.json == {"status": "alive"}
