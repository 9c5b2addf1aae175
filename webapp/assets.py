"""Styles and scripts: joined in order, named by their content, precompressed, served for ever.

There is no build chain: of CSS only the comments go, and of a script of ours only the comments and the spaces. What is
done here takes a third of a second and is done again only when a source has changed.
"""

import fcntl
import gzip
import hashlib
import re
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

import brotli
import rjsmin
from flask import Flask
from whitenoise import WhiteNoise

from webapp import headers

CSS_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)  # no string of ours has one in it
STATIC = Path(__file__).parent / "static"
DIST = STATIC / "dist"
APP = [STATIC / "js" / "app.js"]
CHAT = ("page", "outbox", "rows", "reading", "link", "poll", "sending", "composer", "menu")
BUNDLES = {
    "app.css": sorted((STATIC / "css").glob("*.css")),
    "htmx.js": [STATIC / "vendor" / "htmx-ws.js"],
    "app.js": APP,
    "chat.js": APP + [STATIC / "js" / "chat" / f"{name}.js" for name in CHAT],
    "time-zone.js": [STATIC / "js" / "time-zone.js"],
    "copy.js": [STATIC / "js" / "copy.js"],
    "passkeys.js": [STATIC / "js" / "passkeys.js"],
    "closing.css": [STATIC / "pages" / "closing.css"],
    "results.css": [STATIC / "pages" / "results.css"],
    "certificate.css": [STATIC / "pages" / "certificate.css"],
    "policy.js": [STATIC / "js" / "policy.js"],
    "push.js": [STATIC / "js" / "push.js"],
    **{file.name: [file] for file in sorted((STATIC / "icons").glob("*.png"))},
}

_built: dict[str, str] = {}  # which file each bundle is in; the same in every app of a process


def init_app(app: Flask) -> None:
    """Build what is missing and serve it before Flask sees the request."""
    _built.update(build())
    app.jinja_env.globals["asset"] = address

    def say(said: Headers, path: str, url: str) -> None:
        for name, value in headers.of_files(app).items():
            said[name] = value

    files = _Files(  # it looks at the files at once: what is set on it afterwards changes nothing
        app.wsgi_app,
        root=str(DIST),
        prefix="static/",
        allow_all_origins=False,
        immutable_file_test=lambda path, url: True,
        add_headers_function=say,
    )
    app.wsgi_app = files  # type: ignore[method-assign] # how WSGI middleware is put round a Flask app


class _Files(WhiteNoise):
    """Without the two headers by which a browser would ask again for what never changes: 70 bytes of each file."""

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> Any:
        """WhiteNoise's own, less those."""
        file = super().get_static_file(path, url, stat_cache)
        file.alternatives = [
            (encoding, place, [header for header in said if header[0] not in ("ETag", "Last-Modified")])
            for encoding, place, said in file.alternatives
        ]
        return file


def address(name: str) -> str:
    """The path of a bundle, by its content."""
    return f"/static/{_built[name]}"


def minified(script: str) -> str:
    """A script without its comments and spaces."""
    return str(rjsmin.jsmin(script))


def build() -> dict[str, str]:
    """Make `static/dist` current and return which file each bundle is in. Safe when several processes start at once."""
    DIST.mkdir(exist_ok=True)
    with (DIST / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return {name: _write(name, _join(name, sources)) for name, sources in BUNDLES.items()}


def _join(name: str, sources: list[Path]) -> bytes:
    """A script of ours becomes the body of one function, so that it shares names with no other."""
    if name.endswith(".png"):
        return sources[0].read_bytes()
    joined = "\n".join(source.read_text().strip() for source in sources) + "\n"
    if name.endswith(".css"):
        joined = CSS_COMMENT.sub("", joined)
    elif sources[0].parent.name != "vendor":
        joined = minified("(() => {\n" + joined + "})();\n")
    return joined.encode()


def _write(name: str, content: bytes) -> str:
    stem, suffix = name.rsplit(".", 1)
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
    target = DIST / hashed
    if not target.exists():
        if suffix != "png":  # which is compressed already
            (DIST / f"{hashed}.br").write_bytes(brotli.compress(content))
            (DIST / f"{hashed}.gz").write_bytes(gzip.compress(content, mtime=0))
        target.write_bytes(content)
    return hashed
