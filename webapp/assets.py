"""Styles and scripts: joined in order, named by their content, precompressed, served for ever.

There is no build chain: of CSS only the comments go, and of a script only the comments and the spaces. What is done
here takes a third of a second and is done again only when a source has changed.
"""

import fcntl
import gzip
import hashlib
import re
from pathlib import Path
from wsgiref.headers import Headers

import brotli
import rjsmin
from flask import Flask
from whitenoise import WhiteNoise

from webapp import headers

CSS_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)  # no string of ours has one in it
STATIC = Path(__file__).parent / "static"
DIST = STATIC / "dist"
CHAT = ("page", "outbox", "rows", "reading", "link", "poll", "sending", "composer", "menu")
BUNDLES = {
    "app.css": sorted((STATIC / "css").glob("*.css")),
    "overview.css": [STATIC / "css" / "own" / "overview.css"],
    "htmx.js": [STATIC / "vendor" / "htmx-ws.js"],
    "chat.js": [STATIC / "js" / "chat" / f"{name}.js" for name in CHAT],
    "time-zone.js": [STATIC / "js" / "time-zone.js"],
    "copy.js": [STATIC / "js" / "copy.js"],
    "passkeys.js": [STATIC / "js" / "passkeys.js"],
    "policy.js": [STATIC / "js" / "policy.js"],
    "icons.svg": [STATIC / "icons" / "icons.svg"],
}


def init_app(app: Flask) -> None:
    """Build what is missing and serve it before Flask sees the request."""
    manifest = build()
    app.jinja_env.globals["asset"] = lambda name: f"/static/{manifest[name]}"

    def say(said: Headers, path: str, url: str) -> None:
        for name, value in headers.of_files(app).items():
            said[name] = value

    files = WhiteNoise(  # it looks at the files at once: what is set on it afterwards changes nothing
        app.wsgi_app,
        root=str(DIST),
        prefix="static/",
        allow_all_origins=False,
        immutable_file_test=lambda path, url: True,
        add_headers_function=say,
    )
    app.wsgi_app = files  # type: ignore[method-assign] # how WSGI middleware is put round a Flask app


def build() -> dict[str, str]:
    """Make `static/dist` current and return which file each bundle is in. Safe when several processes start at once."""
    DIST.mkdir(exist_ok=True)
    with (DIST / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return {name: _write(name, _join(sources, is_script=name.endswith(".js"))) for name, sources in BUNDLES.items()}


def _join(sources: list[Path], *, is_script: bool) -> bytes:
    """Several scripts become the body of one function, so that they share names with one another only."""
    joined = "\n".join(source.read_text().strip() for source in sources) + "\n"
    if is_script and len(sources) > 1:
        joined = rjsmin.jsmin("(() => {\n" + joined + "})();\n")
    if not is_script:
        joined = CSS_COMMENT.sub("", joined)
    return joined.encode()


def _write(name: str, content: bytes) -> str:
    stem, suffix = name.rsplit(".", 1)
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
    target = DIST / hashed
    if not target.exists():
        (DIST / f"{hashed}.br").write_bytes(brotli.compress(content))
        (DIST / f"{hashed}.gz").write_bytes(gzip.compress(content, mtime=0))
        target.write_bytes(content)
    return hashed
