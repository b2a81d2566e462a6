"""The certificate and key that seal PDF documents (文书签章密钥).

Self-made, so a reader will say that the issuer is not trusted: put a certificate of a recognised
authority in place (RONGXIN_HOME/keys/document-<n>.pem: key, then certificate) before real use. RSA, because
PDF readers in offices check it everywhere, which is not so for elliptic curves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from rongxin.base.common import clock
from rongxin.base.keys import vault

COMMON_NAME = "融信 开发证书"
NOTE = "本文书由软件密钥签章，用于开发与试用，不满足商用密码应用安全性评估要求。"
VALID_DAYS = 5 * 365


@dataclass(frozen=True)
class DocumentSigner:
    """A key and its certificate in PEM, as a PDF signer loads them (文书签章者)."""

    key_id: str
    key_pem: bytes
    certificate_pem: bytes
    common_name: str
    self_made: bool
    valid_until: datetime

    @property
    def note(self) -> str:
        """What a reader must be told about the signature; empty for a certificate of an authority."""
        return NOTE if self.self_made else ""


def document_signer() -> DocumentSigner:
    """The newest document certificate, made at first use (文书签章密钥)."""
    return _load(vault.newest("document", ".pem", _new_pem))


def _new_pem() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    start = clock.now() - timedelta(minutes=5)  # readers with a clock a little behind
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "融信"),
            x509.NameAttribute(NameOID.COMMON_NAME, COMMON_NAME),
        ]
    )
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only"), False
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=VALID_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, decipher_only=False, **usage), critical=True
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain
    ) + certificate.public_bytes(serialization.Encoding.PEM)


@lru_cache(maxsize=4)
def _load(path: Path) -> DocumentSigner:
    text = path.read_bytes()
    key = serialization.load_pem_private_key(text, password=None)
    certificate = x509.load_pem_x509_certificate(text)
    (common_name,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return DocumentSigner(
        key_id=certificate.fingerprint(hashes.SHA256()).hex(),
        key_pem=key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        certificate_pem=certificate.public_bytes(serialization.Encoding.PEM),
        common_name=str(common_name.value),
        self_made=certificate.issuer == certificate.subject,
        valid_until=certificate.not_valid_after_utc,
    )
