"""What every response says about itself, as data, and the Origin check for sockets."""

from typing import Any

from flask import Flask, Response, abort, current_app, request

CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
}

HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in CONTENT_SECURITY_POLICY.items()),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def init_app(app: Flask) -> None:
    """Add the headers to every response and the second net to every unsafe request."""
    app.before_request(refuse_cross_site)
    app.after_request(_add)


def refuse_cross_site() -> None:
    """A browser that says "this comes from another site" is believed, whatever token it brings."""
    is_safe = request.method in ("GET", "HEAD", "OPTIONS")
    if not is_safe and request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(400)


def has_own_origin() -> bool:
    """Whether a socket's handshake comes from our own pages (browsers always send Origin on one)."""
    return request.headers.get("Origin") == current_app.config["BASE_URL"] or (
        current_app.config["ENVIRONMENT"] != "production"
        and request.headers.get("Origin") == request.host_url.rstrip("/")
    )


def of_files(app: Flask) -> dict[str, str]:
    """What a style, a script or an icon says: it is taken for nothing else, and by no other site."""
    named = {name: HEADERS[name] for name in ("Cross-Origin-Resource-Policy", "X-Content-Type-Options")}
    return named | (HTTPS_ONLY if app.config["IS_HTTPS"] else {})


def _add(response: Response) -> Any:
    for name, value in {**HEADERS, **(HTTPS_ONLY if current_app.config["IS_HTTPS"] else {})}.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    response.vary.add("HX-Request-Type")
    return response
