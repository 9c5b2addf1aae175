"""Settings from the environment, each with its meaning. The app refuses to start without what it needs."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CHOICES = {"ENVIRONMENT": ("production", "development", "test"), "WHO_MAY_MAKE_GROUPS": ("anyone", "host")}
WHOLE_NUMBERS = ("PORT", "WEB_CONCURRENCY", "TRUSTED_PROXIES", "MAIL_PORT", "MOST_SOCKETS", "MESSAGES_A_MINUTE")
REDIS_TIMEOUTS = ("socket_connect_timeout", "socket_timeout")
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Setting:
    """One environment variable: its default (None: none) and what it means, as the README prints it."""

    name: str
    default: str | None
    meaning: str
    is_needed_in_production: bool = False


SETTINGS = (
    Setting(
        "ENVIRONMENT",
        "production",
        "`production`; `development` makes keys, a demo and a local mailbox",
    ),
    Setting("SECRET_KEY", None, "signs cookies; any random string of 32 characters or more", True),
    Setting(
        "MESSAGE_KEYS",
        None,
        "`id:secret,…` of 32 characters or more: encrypts what pairs write; the first writes",
        True,
    ),
    Setting("BASE_URL", "http://localhost:8000", "the address that people use; links in mails begin with it", True),
    Setting(
        "VAR_DIR", f"{ROOT}/var", "the folder for what the app itself keeps in files: SQLite, jobs, development keys"
    ),
    Setting(
        "DATABASE_URL",
        "",
        "`sqlite:////path/file` or `postgres://user:password@host/name`; empty: `waymark.db` in VAR_DIR",
    ),
    Setting("REDIS_URL", "", "`redis://…`: fan-out, limits and jobs over several processes; empty: in process"),
    Setting("PORT", "8000", "the port to listen on"),
    Setting("WEB_CONCURRENCY", "1", "web processes; more than one wants Redis"),
    Setting("TRUSTED_PROXIES", "0", "how many proxies stand in front and set `X-Forwarded-For` and `-Proto`"),
    Setting("MAIL_SERVER", "", "SMTP host; empty: no mail leaves (in development it is kept in the local mailbox)"),
    Setting("MAIL_PORT", "587", "SMTP port"),
    Setting("MAIL_USERNAME", "", "SMTP user, if it wants one"),
    Setting("MAIL_PASSWORD", "", "SMTP password"),
    Setting("MAIL_USE_TLS", "true", "STARTTLS; `false` for a relay on the same machine"),
    Setting("MAIL_FROM", "Waymark <waymark@localhost>", "the sender of every mail"),
    Setting("WHO_MAY_MAKE_GROUPS", "anyone", "`anyone` or `host`"),
    Setting("INSTANCE_NAME", "Waymark", "the name on the page and in mails"),
    Setting("MOST_SOCKETS", "5000", "live connections of one process; above it pages poll"),
    Setting("MESSAGES_A_MINUTE", "30", "how many messages one member may send in a minute"),
    Setting(
        "PUSH_TEST_SERVICE",
        "",
        "for tests, never in production: a push service on this machine, `http://127.0.0.1:9000`, that takes the place "
        "of the browsers' own",
    ),
)

MIN_SECRET = 32  # characters


HALT = 3  # the exit code at which gunicorn gives up; at any other it starts another worker, for ever


class ConfigurationError(Exception):
    """A setting is missing or wrong; the text says which and what to do."""


def load(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Flask's configuration from the environment. Raises ConfigurationError with every problem found."""
    given = os.environ if environ is None else environ
    values = {s.name: given.get(s.name) or s.default or "" for s in SETTINGS}
    values["DATABASE_URL"] = values["DATABASE_URL"] or f"sqlite:///{values['VAR_DIR']}/waymark.db"
    if values["ENVIRONMENT"] != "production":
        values.update(_development_keys(values))
    problems = list(_problems(values))
    if problems:
        raise ConfigurationError("Waymark cannot start:\n" + "\n".join(f"  - {p}" for p in problems))
    return _flask_config(values)


def parse_keys(text: str) -> list[tuple[str, str]]:
    """`"k2:secret,k1:secret"` as `[("k2", "secret"), ("k1", "secret")]`. A single secret without an id is `k1`."""
    entries = [entry.strip() for entry in text.split(",") if entry.strip()]
    return [(key_id, secret) if secret else ("k1", key_id) for key_id, _, secret in (e.partition(":") for e in entries)]


def _problems(values: dict[str, str]) -> Any:  # one line a setting
    for name, choices in CHOICES.items():
        if values[name] not in choices:
            yield f"{name} is one of {', '.join(choices)}."
    if values["ENVIRONMENT"] == "production":
        yield from (f"{s.name} is not set: {s.meaning}." for s in SETTINGS if _lacks(s, values))
    if values["SECRET_KEY"] and len(values["SECRET_KEY"]) < MIN_SECRET:
        yield f"SECRET_KEY is shorter than {MIN_SECRET} characters."
    if any(len(secret) < MIN_SECRET for _, secret in parse_keys(values["MESSAGE_KEYS"])):
        yield f"a key in MESSAGE_KEYS is shorter than {MIN_SECRET} characters."
    if urlsplit(values["BASE_URL"]).scheme not in ("http", "https"):
        yield "BASE_URL begins with https:// (or http:// on this machine)."
    if values["PUSH_TEST_SERVICE"] and not _may_be_tested_with(values["PUSH_TEST_SERVICE"], values):
        yield "PUSH_TEST_SERVICE is for tests, and a service on 127.0.0.1."
    for name in WHOLE_NUMBERS:
        if not values[name].isdigit():
            yield f"{name} is a whole number."


def _may_be_tested_with(service: str, values: dict[str, str]) -> bool:
    return values["ENVIRONMENT"] != "production" and urlsplit(service).hostname == "127.0.0.1"


def _lacks(setting: Setting, values: dict[str, str]) -> bool:
    return setting.is_needed_in_production and values[setting.name] in ("", setting.default)


def _development_keys(values: dict[str, str]) -> dict[str, str]:
    """Keys for a developer's machine, made once and kept in files of VAR_DIR."""
    found, folder = {}, Path(values["VAR_DIR"])
    for name in ("SECRET_KEY", "MESSAGE_KEYS"):
        if values[name]:
            continue
        file = folder / name.lower()
        if not file.exists():
            folder.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(f"k1:{secrets.token_hex(32)}" if name == "MESSAGE_KEYS" else secrets.token_hex(32))
        found[name] = file.read_text().strip()
    return found


def _flask_config(values: dict[str, str]) -> dict[str, Any]:
    is_https = values["BASE_URL"].startswith("https://")
    return {
        **values,
        **_mail_config(values),
        "BASE_URL": values["BASE_URL"].rstrip("/"),
        "TRUSTED_PROXIES": int(values["TRUSTED_PROXIES"]),
        "MOST_SOCKETS": int(values["MOST_SOCKETS"]),
        "MESSAGES_A_MINUTE": int(values["MESSAGES_A_MINUTE"]),
        "MESSAGE_KEYS": parse_keys(values["MESSAGE_KEYS"]),
        "IS_DEVELOPMENT": values["ENVIRONMENT"] == "development",
        "IS_HTTPS": is_https,
        "SESSION_COOKIE_NAME": "__Host-waymark" if is_https else "waymark",
        "SESSION_COOKIE_SECURE": is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": 90 * 24 * 3600,
        "MAX_CONTENT_LENGTH": 1_000_000,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a form left open overnight must still be accepted
        "WTF_CSRF_SSL_STRICT": False,  # Sec-Fetch-Site is the second net; some privacy tools strip Referer
        "BABEL_TRANSLATION_DIRECTORIES": "translations",
        **_limits(values["REDIS_URL"]),
    }


def _limits(redis_url: str) -> dict[str, Any]:
    return {
        "RATELIMIT_STORAGE_URI": redis_url or "process://",
        "RATELIMIT_STORAGE_OPTIONS": dict.fromkeys(REDIS_TIMEOUTS, 0.2) if redis_url else {},  # seconds
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,  # while Redis is gone each process counts for itself
        "RATELIMIT_HEADERS_ENABLED": False,
    }


def _mail_config(values: dict[str, str]) -> dict[str, Any]:
    return {
        "MAIL_PORT": int(values["MAIL_PORT"]),
        "MAIL_USE_TLS": values["MAIL_USE_TLS"].lower() in ("1", "true", "yes"),
        "MAIL_USERNAME": values["MAIL_USERNAME"] or None,
        "MAIL_PASSWORD": values["MAIL_PASSWORD"] or None,
        "MAIL_DEFAULT_SENDER": values["MAIL_FROM"],
        "MAIL_TIMEOUT": 10,
    }
