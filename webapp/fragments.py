"""A full page, or only the part that htmx asked for."""

from typing import Any

from flask import Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse


def wants_fragment() -> bool:
    """Whether htmx asked for a part of a page."""
    return request.headers.get("HX-Request-Type") == "partial"


def page_or_fragment(page: str, fragment: str, status: int = 200, **context: Any) -> Response:
    """The whole page for a browser, the partial for htmx, from the same context."""
    return make_response(render_template(fragment if wants_fragment() else page, **context), status)


def see_other(address: str) -> BaseResponse:
    """303: the answer to a form that was accepted; the browser gets the address."""
    return redirect(address, 303)
