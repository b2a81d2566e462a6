"""Heads, messages and documents are signed so that outsiders can check (签名)."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509
from django.conf import settings
from joserfc import jws as standard
from joserfc import jwt
from joserfc.jwk import KeySet

from rongxin.base.keys import documents, signers, vault


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another RONGXIN_HOME for the keys made here."""
    monkeypatch.setattr(settings, "RONGXIN_HOME", tmp_path)
    return tmp_path


def test_a_signature_holds_for_its_message_and_key_only() -> None:
    signer = signers.platform_signer()
    signature = signer.sign(b"head")
    assert len(signature) == 64
    assert signers.verify(signer.key_id, "ES256", b"head", signature)
    assert not signers.verify(signer.key_id, "ES256", b"tail", signature)
    assert not signers.verify("stranger", "ES256", b"head", signature)
    assert not signers.verify(signer.key_id, "none", b"head", signature)
    assert not signers.verify(signer.key_id, "ES256", b"head", b"")
    assert not signers.verify(signer.key_id, "ES256", b"head", b"\x00" * 64)


def test_public_keys_hold_nothing_private_and_old_ones_stay() -> None:
    old = signers.platform_signer()
    signature = old.sign(b"head")
    new_id = signers.make_platform_key()
    assert signers.platform_signer().key_id == new_id != old.key_id
    keys = signers.jwks()["keys"]
    assert [key["kid"] for key in keys] == [new_id, old.key_id]
    assert all("d" not in key and key["alg"] == "ES256" for key in keys)
    assert signers.verify(old.key_id, "ES256", b"head", signature)
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in vault.folder().iterdir())


def test_a_message_is_read_by_a_standard_library() -> None:
    token = signers.jws(signers.platform_signer(), {"iss": "融信", "n": 1})
    read = jwt.decode(token, KeySet.import_key_set(signers.jwks()), algorithms=["ES256"])
    assert read.claims == {"iss": "融信", "n": 1}
    assert read.header["typ"] == "JWT"
    with pytest.raises(Exception, match="bad_signature"):
        standard.deserialize_compact(
            token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB"), KeySet.import_key_set(signers.jwks())
        )


def test_the_document_certificate_is_self_made_and_says_so() -> None:
    signer = documents.document_signer()
    certificate = x509.load_pem_x509_certificate(signer.certificate_pem)
    assert signer.common_name == "融信 开发证书"
    assert signer.self_made
    assert "不满足" in signer.note
    assert certificate.extensions.get_extension_for_class(x509.KeyUsage).value.content_commitment
    assert signer.key_pem.startswith(b"-----BEGIN PRIVATE KEY")
    assert documents.document_signer() == signer
