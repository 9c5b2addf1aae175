"""A push service on 127.0.0.1 that speaks the real protocol (RFC 8030), and the browser that takes pushes from it.

It checks who sends (RFC 8292) and the browser opens what was sealed for it (RFC 8291, RFC 8188), both from the RFCs and
with `cryptography` alone: nothing here is the code that the app sends with.
"""

import json
import secrets
import socket
import threading
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

LONGEST = 4096  # bytes; what services take at least, and the real ones at most
SIGNED_FOR = 24 * 3600  # seconds, at most


class Device:
    """A browser's keys, and what it reads with them."""

    def __init__(self, name: str = "device") -> None:
        self.name, self._private, self._auth = name, generate_private_key(SECP256R1()), secrets.token_bytes(16)
        self._point = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def keys(self) -> dict[str, str]:
        """As `PushSubscription.toJSON().keys` has them."""
        return {"p256dh": text(self._point), "auth": text(self._auth)}

    def read(self, body: bytes) -> Any:
        """Open a push: RFC 8188's one record, whose key comes of RFC 8291's agreement."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, record = body[21 : 21 + length], body[21 + length :]
        assert length == 65
        assert 18 <= len(record) <= size
        shared = self._private.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), sender))
        keying = _hkdf(self._auth, shared, b"WebPush: info\x00" + self._point + sender, 32)
        key = _hkdf(salt, keying, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = _hkdf(salt, keying, b"Content-Encoding: nonce\x00", 12)
        padded = AESGCM(key).decrypt(nonce, record, None)
        plain, delimiter, padding = padded.rpartition(b"\x02")
        assert delimiter
        assert not padding.strip(b"\x00")
        return json.loads(plain)


@dataclass
class Push:
    """What came in: to which path, with which headers (in lower case) and body, signed by whom."""

    path: str
    headers: dict[str, str]
    body: bytes
    claims: dict[str, Any] = field(default_factory=dict)
    key: str = ""


class PushService:
    """Answers 201, or what `answers` says for a path: a status, a (status, headers), `hang`, `drip` or `endless`."""

    def __init__(self) -> None:
        self.pushes: list[Push] = []
        self.faults: list[str] = []
        self.answers: dict[str, Any] = {}
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=50)
        self._is_open = True
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def endpoint(self, name: str) -> str:
        """A subscription's address here."""
        return f"{self.origin}/push/{name}"

    def to(self, name: str) -> list[Push]:
        return [push for push in self.pushes if push.path == f"/push/{name}"]

    def close(self) -> None:
        self._is_open = False
        self._socket.close()

    def _serve(self) -> None:
        while self._is_open:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=[connection], daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            push = _read(connection)
            name = push.path.removeprefix("/push/")
            answer = self.answers.get(name, 201)
            try:
                push.claims, push.key = verified(push.headers["authorization"], self.origin)
                _demand_protocol(push)
            except (AssertionError, InvalidSignature, KeyError, ValueError) as fault:
                self.faults.append(repr(fault))
                answer = 403
            self.pushes.append(push)
            self._answer(connection, answer)

    def _answer(self, connection: socket.socket, answer: Any) -> None:
        if answer == "hang":
            self._while_open(lambda: None, every=0.05)
        elif answer == "drip":  # a byte now and then: each one would begin a read's timeout anew
            connection.sendall(b"HTTP/1.1 201 Created\r\nX-Drip: ")
            self._while_open(lambda: connection.sendall(b"x"), every=0.1)
        elif answer == "endless":
            connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\n\r\n")
            self._while_open(lambda: connection.sendall(b"x" * 65536))
        elif answer == "endless head":
            connection.sendall(b"HTTP/1.1 201 Created\r\n")
            self._while_open(lambda: connection.sendall(b"X-More: " + b"x" * 8000 + b"\r\n"))
        elif answer == "garbage":
            connection.sendall(b"220 mail.example.org ESMTP\r\n\r\n")
        else:
            status, headers = answer if isinstance(answer, tuple) else (answer, {})
            lines = [f"HTTP/1.1 {status} Whatever", "Content-Length: 2", *(f"{k}: {v}" for k, v in headers.items())]
            connection.sendall("\r\n".join([*lines, "", "ok"]).encode())

    def _while_open(self, act: Any, every: float = 0.0) -> None:
        while self._is_open:
            act()
            time.sleep(every)


def verified(authorization: str, origin: str) -> tuple[dict[str, Any], str]:
    """The claims and the key of a VAPID header. Raises AssertionError or ValueError for one that is not in order."""
    scheme, _, rest = authorization.partition(" ")
    assert scheme.lower() == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    signed, _, signature = parts["t"].rpartition(".")
    head, claims = (json.loads(octets(part)) for part in signed.split("."))
    assert head == {"typ": "JWT", "alg": "ES256"}
    raw = octets(signature)
    assert len(raw) == 64
    numbers = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), octets(parts["k"]))
    key.verify(numbers, signed.encode(), ECDSA(SHA256()))  # raises InvalidSignature
    assert claims["aud"] == origin
    assert time.time() < claims["exp"] <= time.time() + SIGNED_FOR
    assert claims["sub"].startswith(("mailto:", "https:"))
    return claims, parts["k"]


def text(value: bytes) -> str:
    """base64url without padding."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def octets(value: str) -> bytes:
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))


def _demand_protocol(push: Push) -> None:
    assert push.headers["content-encoding"] == "aes128gcm"
    assert push.headers["ttl"].isdigit()
    assert push.headers["urgency"] in ("very-low", "low", "normal", "high")
    assert 0 < len(push.headers["topic"]) <= 32
    assert push.headers["topic"].replace("-", "").replace("_", "").isalnum()
    assert 0 < len(push.body) <= LONGEST


def _read(connection: socket.socket) -> Push:
    with connection.makefile("rb") as file:
        method, path, version = file.readline().decode().split()
        assert (method, version) == ("POST", "HTTP/1.1")
        headers = {}
        while line := file.readline().strip():
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        return Push(path, headers, file.read(int(headers["content-length"])))


def _hkdf(salt: bytes, key: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(key)
