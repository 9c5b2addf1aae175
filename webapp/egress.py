"""The one way out to an address that came from a browser: a POST to a push service, with everything bounded.

An HTTP library would follow redirects, take proxies from the environment, read an answer for as long as one comes, and
count its timeouts anew with each byte. Here one connection is made, to a public address that was looked at, one
request is sent, the head of the answer is read, and that is all, within a time that counts from the beginning.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import parse_headers
from io import BytesIO
from urllib.parse import SplitResult, urlsplit

CONNECT_WITHIN = 4.0  # seconds, of one address
WITHIN = 10.0  # seconds, of everything
LARGEST_HEAD = 16 * 1024  # bytes; the body is not read
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # NAT64: the last four bytes are whom it means
NOT_ROUTED = ipaddress.ip_network("64:ff9b:1::/48")  # the same within somebody's own network


class NoAnswer(OSError):  # noqa: N818 # the name is the sentence
    """Nobody answered in time, or not what could be understood; the text is the kind of fault, never an address."""


@dataclass(frozen=True)
class Answer:
    """What the other side said: its status, and the header that says when to come back."""

    status: int
    retry_after: str | None


def post(url: str, *, headers: Mapping[str, str], body: bytes, local: str = "") -> Answer:
    """Send one POST and read the head of the answer. Raises NoAnswer.

    `local` is the origin of a service on this machine, for tests: the only one whose address may be a private one.
    """
    parts, until = urlsplit(url), time.monotonic() + WITHIN
    is_local = bool(local) and f"{parts.scheme}://{parts.netloc}" == local
    if parts.scheme != "https" and not is_local:
        raise NoAnswer("not https")
    try:
        with _connected(parts, until, is_local=is_local) as connection:
            connection.settimeout(_left(until))
            connection.sendall(_request(parts, headers, body))
            return _understood(_head(connection, until))
    except NoAnswer:
        raise
    except (OSError, ValueError) as fault:  # ssl's errors are OSErrors
        raise NoAnswer(type(fault).__name__) from fault


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open network: not of this machine, a private net, a cloud's own services."""
    ip = ipaddress.ip_address(address.split("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if ip in TRANSLATED:
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.is_global and not ip.is_multicast and ip not in NOT_ROUTED and (inner is None or is_public(str(inner)))


def _connected(parts: SplitResult, until: float, *, is_local: bool) -> socket.socket:
    """A connection to an address that was looked at: the name is not asked for again, so it cannot mean another."""
    host, port = parts.hostname or "", parts.port or 443
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(info[4][0]) for info in found if is_local or is_public(str(info[4][0]))]
    if not addresses:
        raise NoAnswer("no public address")
    bare = _first_that_answers(addresses, port, until)
    if parts.scheme != "https":
        return bare
    try:
        bare.settimeout(_left(until))
        return ssl.create_default_context().wrap_socket(bare, server_hostname=host)
    except BaseException:
        bare.close()
        raise


def _first_that_answers(addresses: list[str], port: int, until: float) -> socket.socket:
    fault: OSError = NoAnswer("no address")
    for address in addresses[:4]:
        try:
            return socket.create_connection((address, port), timeout=min(CONNECT_WITHIN, _left(until)))
        except OSError as error:
            fault = error
    raise fault


def _request(parts: SplitResult, headers: Mapping[str, str], body: bytes) -> bytes:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    always = {"Host": parts.netloc, "Content-Length": str(len(body)), "Connection": "close", "User-Agent": "Waymark"}
    lines = [f"POST {target} HTTP/1.1", *(f"{name}: {value}" for name, value in {**always, **headers}.items())]
    if any("\r" in line or "\n" in line for line in lines):
        raise NoAnswer("a header of two lines")
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _head(connection: socket.socket, until: float) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        connection.settimeout(_left(until))
        more = connection.recv(4096)
        if not more or len(head) > LARGEST_HEAD:
            raise NoAnswer("no head")
        head += more
    return head.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"


def _understood(head: bytes) -> Answer:
    line, _, rest = head.partition(b"\r\n")
    version, _, told = line.partition(b" ")
    if not version.startswith(b"HTTP/1.") or not told[:3].isdigit():
        raise NoAnswer("no HTTP")
    return Answer(int(told[:3]), parse_headers(BytesIO(rest)).get("Retry-After"))


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise NoAnswer("timeout")
    return left
