"""The push services of the browsers: the only hosts that the app speaks to on a member's behalf."""

from urllib.parse import urlsplit

# Who runs them, and the host or, after a dot, the domain under which the hosts are. A browser names the one it uses.
SERVICES = {
    "Google": ("fcm.googleapis.com",),
    "Mozilla": ("updates.push.services.mozilla.com",),
    "Apple": (".push.apple.com",),
    "Microsoft": (".notify.windows.com",),
}
LONGEST = 1_000  # characters of an address


def is_known(endpoint: str, *, local: str = "") -> bool:
    """Whether an address is one of a known push service: https, its usual port, nobody's name and password in it.

    `local` is the origin of a service on this machine that takes their place in tests, such as `http://127.0.0.1:9000`.
    """
    if len(endpoint) > LONGEST or not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint:
        return False
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if "@" in parts.netloc or "\\" in endpoint or parts.fragment:
        return False
    if local:
        return f"{parts.scheme}://{parts.netloc}" == local
    return parts.scheme == "https" and port in (None, 443) and any(_is_of(host, each) for each in _hosts())


def _hosts() -> list[str]:
    return [host for hosts in SERVICES.values() for host in hosts]


def _is_of(host: str, known: str) -> bool:
    return host.endswith(known) if known.startswith(".") else host == known
