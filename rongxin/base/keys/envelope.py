"""The form of a protected value and of a wrapped data key (加密值格式).

A protected value is: one byte suite number, two bytes key generation, then nonce, ciphertext and tag. The
subject's id is bound in, so a value moved to another subject's row does not open.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag

from rongxin.base.keys import suites
from rongxin.base.keys.suites import Suite

HEADER = 3


@dataclass(frozen=True, slots=True)
class DataKey:
    """An opened data key of a subject; lives as long as one call (数据密钥)."""

    subject_id: UUID
    generation: int
    key: bytes


def protect(suite: Suite, data_key: DataKey, text: str) -> bytes:
    """A text as a protected value (加密)."""
    header = bytes([suite.number]) + data_key.generation.to_bytes(2, "big")
    return header + suite.seal(data_key.key, text.encode(), data_key.subject_id.bytes)


def generation(blob: bytes) -> int:
    """Which of the subject's data keys protects the value (密钥代次)."""
    return int.from_bytes(blob[1:HEADER], "big")


def reveal(data_key: DataKey, blob: bytes) -> str:
    """The text of a protected value (解密).

    Raises:
        ValueDamaged: it was changed, or belongs to another subject.
    """
    suite = suites.BY_NUMBER.get(blob[0]) if len(blob) > HEADER else None
    try:
        if suite is None:
            raise InvalidTag
        return suite.open(data_key.key, blob[HEADER:], data_key.subject_id.bytes).decode()
    except InvalidTag as error:
        raise suites.ValueDamaged(subject=data_key.subject_id) from error


def wrap(suite: Suite, kek: bytes, data_key: DataKey) -> bytes:
    """A data key under a key-encryption key, bound to its subject and generation (包裹)."""
    return bytes([suite.number]) + suite.seal(kek, data_key.key, _binding(data_key.subject_id, data_key.generation))


def unwrap(kek: bytes, wrapped: bytes, subject_id: UUID, generation: int) -> DataKey:
    """The data key again (解开包裹).

    Raises:
        ValueDamaged: the wrapped key was changed, or the key-encryption key is another one.
    """
    suite = suites.BY_NUMBER.get(wrapped[0]) if wrapped else None
    try:
        if suite is None:
            raise InvalidTag
        return DataKey(subject_id, generation, suite.open(kek, wrapped[1:], _binding(subject_id, generation)))
    except InvalidTag as error:
        raise suites.ValueDamaged(subject=subject_id) from error


def _binding(subject_id: UUID, generation: int) -> bytes:
    return b"rongxin-data-key" + subject_id.bytes + generation.to_bytes(2, "big")
