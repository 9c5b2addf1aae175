"""The key pair by which push services know this instance (VAPID, RFC 8292): made once, sealed in the database."""

from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from db.database import writing
from db.models import InstanceSecret
from webapp.domain import resealing, vault

NAME = "vapid"
LABEL = "instance-secret"  # of the sub-key that it is sealed under
LENGTH = 32  # bytes of the private number


def private() -> EllipticCurvePrivateKey:
    """The private key; made the first time. Of two processes that make one at once, one's is kept by both."""
    row = _row()
    if row is None:
        fresh = generate(SECP256R1()).private_numbers().private_value.to_bytes(LENGTH, "big")
        with writing():
            new = {"name": NAME, "sealed": vault.seal_under(LABEL, fresh, place=NAME)}
            InstanceSecret.insert(**new).on_conflict_ignore().execute()
        row = _row()
    number = vault.open_under(LABEL, bytes(row.sealed), place=NAME)
    return derive_private_key(int.from_bytes(number, "big"), SECP256R1())


def public() -> str:
    """The public key as a browser wants it: the uncompressed point, base64url without padding."""
    point = private().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()


def seal_anew() -> int:
    """Seal the instance's own keys under the master key that writes now; may be done twice. How many there are."""
    return resealing.seal_anew(InstanceSecret.sealed, LABEL, lambda row: str(row.name))


def _row() -> Any:
    return InstanceSecret.get_or_none(InstanceSecret.name == NAME)
