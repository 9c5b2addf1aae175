"""The way out to push services: to public addresses only, over checked TLS, following nobody."""

import datetime
import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.push_service import PushService
from webapp import egress


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),  # noqa: S104 # refused
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1"),
        *("2002:0a00:0001::1", "64:ff9b:1::a00:1", "64:ff9b::10.0.0.1", "198.51.100.1", "2001:db8::1"),
    ],
)
def test_no_address_but_a_public_one_is_spoken_to(address: str) -> None:
    assert not egress.is_public(address)


@pytest.mark.parametrize("address", ["142.250.1.1", "2a00:1450:4001::1", "::ffff:142.250.1.1", "64:ff9b::142.250.1.1"])
def test_a_public_one_is(address: str) -> None:
    assert egress.is_public(address)


def test_a_known_name_that_means_this_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def inward(*args: Any, **kwargs: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", inward)
    monkeypatch.setattr(socket, "create_connection", lambda *args, **kwargs: pytest.fail("it connected"))
    with pytest.raises(egress.NoAnswer, match="no public address"):
        egress.post("https://fcm.googleapis.com/fcm/send/x", headers={}, body=b"x")


def test_charlie_cannot_have_it_go_over_plain_http_or_to_another_port_of_this_machine() -> None:
    service = PushService()
    try:
        for url in (f"{service.origin}/push/x", "http://fcm.googleapis.com/fcm/send/x"):
            with pytest.raises(egress.NoAnswer, match="not https"):
                egress.post(url, headers={}, body=b"x", local="http://127.0.0.1:1")
        assert not service.pushes
    finally:
        service.close()


def test_it_follows_no_redirect_and_takes_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    service, other = PushService(), PushService()
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, other.origin)
    service.answers[""] = (307, {"Location": f"{other.origin}/push/elsewhere"})
    with Listening((307, {"Location": f"{other.origin}/push/elsewhere"})) as origin:
        assert egress.post(f"{origin}/x", headers={}, body=b"x", local=origin).status == 307
    assert not other.pushes
    service.close()
    other.close()


def test_a_header_cannot_become_two() -> None:
    with Listening((201, {})) as origin, pytest.raises(egress.NoAnswer):
        egress.post(f"{origin}/x", headers={"Topic": "a\r\nX-Other: b"}, body=b"x", local=origin)


def test_a_certificate_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = _certificate(tmp_path)
    with Listening((201, {}), context) as origin:
        with pytest.raises(egress.NoAnswer, match="SSL"):
            egress.post(f"{origin}/x", headers={}, body=b"x", local=origin)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        assert egress.post(f"{origin}/x", headers={}, body=b"x", local=origin).status == 201


def test_nobody_there_is_no_answer() -> None:
    with pytest.raises(egress.NoAnswer):
        egress.post("http://127.0.0.1:9/x", headers={}, body=b"x", local="http://127.0.0.1:9")


class Listening:
    """A service that says one thing to everybody."""

    def __init__(self, answer: tuple[int, dict[str, str]], context: ssl.SSLContext | None = None) -> None:
        status, headers = answer
        lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in headers.items())]
        self.answer, self.context = "\r\n".join([*lines, "", ""]).encode(), context
        self.socket = socket.create_server(("127.0.0.1", 0))

    def __enter__(self) -> str:
        threading.Thread(target=self._serve, daemon=True).start()
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.socket.getsockname()[1]}"

    def __exit__(self, *others: object) -> None:
        self.socket.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                with suppress(OSError):
                    if self.context:
                        connection = self.context.wrap_socket(connection, server_side=True)
                    connection.recv(65536)
                    connection.sendall(self.answer)
                    connection.recv(65536)
                connection.close()


def _certificate(folder: Path) -> ssl.SSLContext:
    key, name = generate_private_key(SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    moment = datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(moment - datetime.timedelta(days=1)).not_valid_after(
        moment + datetime.timedelta(days=1)
    )
    made = made.add_extension(address, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    file, private = folder / "certificate.pem", folder / "key.pem"
    file.write_bytes(made.sign(key, SHA256()).public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, private)
    return context
