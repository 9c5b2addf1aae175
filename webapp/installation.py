"""The site as an app: what the manifest says, and the service worker with the addresses that it keeps."""

import hashlib
import json
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from webapp import assets

WORKER = assets.STATIC / "js" / "service-worker.js"
PAPER = "#fbf6ee"  # as in css/base.css; a manifest knows no dark one
KEPT = (".css", ".js", ".png")


def manifest(name: str, language: str, direction: str) -> dict[str, Any]:
    """The manifest, in the request's language. Its `id` is the same in each, so that it stays one app."""
    return {
        "id": "/",
        "name": name,
        "short_name": name[:12],
        "description": _("A guided path for two, and a conversation only the two can read."),
        "lang": language,
        "dir": direction,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            _icon("icon-192.png", "192x192", "any"),
            _icon("icon-512.png", "512x512", "any"),
            _icon("maskable-512.png", "512x512", "maskable"),
        ],
    }


def worker(name: str, language: str) -> str:
    """The service worker's script; any change of a file makes it another one, so that browsers see it."""
    site = {
        "name": name,
        "lang": language,
        "offline": url_for("installation.offline", lang=language),
        "shell": [assets.address("app.css")],
        "files": [assets.address(each) for each in sorted(assets.BUNDLES)],
        "icon": assets.address("icon-192.png"),
        "badge": assets.address("badge-96.png"),
    }
    code = assets.minified(WORKER.read_text())
    version = hashlib.sha256(f"{json.dumps(site)}{code}".encode()).hexdigest()[:12]
    return f"const site={json.dumps({'version': version, **site})};\n{code}\n"


def _icon(name: str, sizes: str, purpose: str) -> dict[str, str]:
    return {"src": assets.address(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
