"""Which algorithms an installation uses, chosen by the profile (密码套件).

A suite is a value, not a plug point: it fixes the algorithms that must go together. The number stands
in every protected value, so that a value of an older suite stays readable after a change.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rongxin.base.common.errors import DomainError

KEY_BYTES = 32
NONCE_BYTES = 12


class SuiteUnknown(DomainError):
    """The profile names a crypto suite that this program does not have (密码套件未知)."""

    code = "KEY-001"
    title = "配置的密码套件“{name}”不存在"
    next_step = "请在地区配置中改用：{known}。"


class ValueDamaged(DomainError):
    """A protected value does not open with the subject's key (密文损坏)."""

    code = "KEY-500"
    title = "信息主体 {subject} 的加密字段无法解密，可能已被改动或错放到其他主体"
    next_step = "请平台运营人员从备份核对该记录。"


@dataclass(frozen=True, slots=True)
class Suite:
    """Algorithms that go together (密码套件)."""

    name: str
    number: int
    aead: str
    mac: str
    signature: str

    def seal(self, key: bytes, text: bytes, bound_to: bytes) -> bytes:
        """Nonce, ciphertext and tag; opens only together with `bound_to` (加密)."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, text, bound_to)

    def open(self, key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
        """The text again (解密).

        Raises:
            InvalidTag: the value was changed, or belongs elsewhere.
        """
        if len(sealed) < NONCE_BYTES:
            raise InvalidTag
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)

    def digest(self, key: bytes, message: bytes) -> bytes:
        """A keyed digest (消息鉴别码)."""
        return hmac.digest(key, message, "sha256")


INTERNATIONAL = Suite("international", 1, "AES-256-GCM", "HMAC-SHA256", "ES256")
SUITES = {suite.name: suite for suite in (INTERNATIONAL,)}
BY_NUMBER = {suite.number: suite for suite in SUITES.values()}


def require(name: str) -> Suite:
    """The suite of that name (取密码套件).

    Raises:
        SuiteUnknown: naming the known ones.
    """
    if name not in SUITES:
        raise SuiteUnknown(name=name, known="、".join(sorted(SUITES)))
    return SUITES[name]
