"""Who signs heads, messages and documents (签名者).

The keys are software keys in files. They keep an honest operator's log honest against others; they do
not pass a cryptographic assessment (密评), which asks for a certified module. Such a module comes in as
another `Signer` here; nothing that signs knows the difference.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from joserfc.jwk import ECKey

from rongxin.base.evidence.rules import Signer
from rongxin.base.keys import vault
from rongxin.base.keys.documents import DocumentSigner, document_signer

__all__ = [
    "DocumentSigner",
    "PlatformSigner",
    "Signer",
    "document_signer",
    "jwks",
    "jws",
    "make_platform_key",
    "platform_signer",
    "verify",
    "verify_with",
]

ES256 = "ES256"
HALF = 32  # bytes of r and of s


@dataclass(frozen=True)
class PlatformSigner:
    """Signs with the platform's P-256 key (平台签名者). A signature is r‖s, as JWS has it."""

    key_id: str
    algorithm: str
    private_key: ec.EllipticCurvePrivateKey

    def sign(self, message: bytes) -> bytes:
        """The raw signature of a message."""
        r, s = decode_dss_signature(self.private_key.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(HALF, "big") + s.to_bytes(HALF, "big")


def platform_signer() -> PlatformSigner:
    """The newest platform key, made at first use (平台签名密钥)."""
    return _load(vault.newest("signing", ".pem", _new_pem))


def make_platform_key() -> str:
    """Make the next platform key, which signs from now on, and return its id (新建平台签名密钥)."""
    number = max(vault.numbers("signing", ".pem"), default=0) + 1
    return _load(vault.create(vault.folder() / f"signing-{number}.pem", _new_pem)).key_id


def jwks() -> dict[str, Any]:
    """Public halves of all platform keys, old ones included, as a JWK set (平台公钥)."""
    platform_signer()
    files = [vault.folder() / f"signing-{number}.pem" for number in reversed(vault.numbers("signing", ".pem"))]
    return {"keys": [_public_jwk(path) for path in files]}


def verify(key_id: str, algorithm: str, message: bytes, signature: bytes) -> bool:
    """Whether one of the platform's keys signed the message (验证平台签名)."""
    return verify_with(jwks(), key_id, algorithm, message, signature)


def verify_with(keys: Mapping[str, Any], key_id: str, algorithm: str, message: bytes, signature: bytes) -> bool:
    """The same with a JWK set from anywhere: what an outsider runs (用公钥集验证签名)."""
    found = next((one for one in keys["keys"] if one.get("kid") == key_id), None)
    if found is None or algorithm != ES256 or len(signature) != 2 * HALF:
        return False
    r, s = int.from_bytes(signature[:HALF], "big"), int.from_bytes(signature[HALF:], "big")
    try:
        _public_key(json.dumps(found, sort_keys=True)).verify(
            encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256())
        )
    except InvalidSignature:
        return False
    return True


def jws(signer: Signer, claims: Mapping[str, Any], *, typ: str = "JWT") -> str:
    """Claims as a compact JWS, with any signer (签名消息)."""
    header = {"alg": signer.algorithm, "kid": signer.key_id, "typ": typ}
    signed = b".".join(_base64(json.dumps(part, ensure_ascii=False).encode()) for part in (header, dict(claims)))
    return b".".join([signed, _base64(signer.sign(signed))]).decode()


def _new_pem() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@lru_cache(maxsize=16)
def _load(path: Path) -> PlatformSigner:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return PlatformSigner(_public_jwk(path)["kid"], ES256, key)


@lru_cache(maxsize=16)
def _public_jwk(path: Path) -> dict[str, Any]:
    key = ECKey.import_key(path.read_bytes())
    return {**key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig", "alg": ES256}


@lru_cache(maxsize=16)
def _public_key(jwk: str) -> ec.EllipticCurvePublicKey:
    found = ECKey.import_key(json.loads(jwk)).public_key
    assert isinstance(found, ec.EllipticCurvePublicKey)
    return found


def _base64(value: bytes) -> bytes:
    return urlsafe_b64encode(value).rstrip(b"=")
