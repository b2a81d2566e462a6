"""The signature of a report, and whether it still holds (报告签章).

PAdES baseline B-B: an incremental update over the whole file. One changed byte anywhere makes it invalid.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import get_pyca_cryptography_hash
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from rongxin.base.keys.documents import DocumentSigner

FIELD = "Platform"


@dataclass(frozen=True, slots=True)
class Signature:
    """What checking the signature of a file found (签章查验结果)."""

    there: bool
    valid: bool  # made by this platform's certificate, over the whole file, and nothing changed since
    by: str = ""


def sign(pdf: bytes, signer: DocumentSigner, *, reason: str) -> bytes:
    """The PDF with the platform's signature; what was there stays byte for byte (签章)."""
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=reason,
        name=signer.common_name,
    )
    writer = signers.PdfSigner(metadata, signer=_signer(signer.key_pem, signer.certificate_pem))
    out = io.BytesIO()
    writer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out)
    return out.getvalue()


def check(pdf: bytes, certificate_pem: bytes) -> Signature:
    """Whether the platform signed exactly these bytes (查验签章).

    Never raises on a damaged file: a file that cannot be read carries no valid signature.
    """
    try:
        found = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures
        if len(found) != 1:
            return Signature(bool(found), False)
        certificate = _certificate(certificate_pem)
        context = ValidationContext(trust_roots=[certificate], allow_fetching=False)
        status = validate_pdf_signature(found[0], signer_validation_context=context)
    except (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return Signature(False, False)
    same = status.signing_cert.sha256 == certificate.sha256
    whole = status.coverage is not None and status.coverage.name == "ENTIRE_FILE"
    return Signature(
        True, bool(status.intact and status.valid and same and whole), status.signing_cert.subject.native["common_name"]
    )


class _LoadedSigner(signers.Signer):
    """pyHanko's own signer reads the private key anew for every signature, which costs 0.3 s; this keeps it."""

    def __init__(self, key: rsa.RSAPrivateKey, certificate: asn1_x509.Certificate) -> None:
        super().__init__(signing_cert=certificate, cert_registry=SimpleCertificateStore.from_certs([certificate]))
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """PKCS #1 v1.5; a dry run only asks how long a signature is."""
        if dry_run:
            return bytes(self._key.key_size // 8)
        return self._key.sign(data, padding.PKCS1v15(), get_pyca_cryptography_hash(digest_algorithm))


@lru_cache(maxsize=4)
def _signer(key_pem: bytes, certificate_pem: bytes) -> signers.Signer:
    key = serialization.load_pem_private_key(key_pem, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("a document certificate must carry an RSA key")
    return _LoadedSigner(key, _certificate(certificate_pem))


def _certificate(certificate_pem: bytes) -> asn1_x509.Certificate:
    _, _, der = pem.unarmor(certificate_pem)
    return asn1_x509.Certificate.load(der)
