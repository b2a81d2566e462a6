"""One way to turn facts into bytes and bytes into a digest (摘要)."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


def canonical(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; floats are refused because they do not travel.

    >>> canonical({"b": Decimal("1.50"), "a": date(2026, 11, 22)})
    b'{"a":"2026-11-22","b":"1.50"}'
    """
    return json.dumps(
        _portable(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def sha256(data: bytes) -> bytes:
    """32 bytes."""
    return hashlib.sha256(data).digest()


def of(value: Any) -> str:
    """Hex SHA-256 of the canonical form."""
    return sha256(canonical(value)).hex()


def _portable(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        raise TypeError("a float has no canonical form; use Decimal")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {str(key): _portable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_portable(one) for one in value]
    if isinstance(value, set | frozenset):
        return sorted(_portable(one) for one in value)
    raise TypeError(f"no canonical form for {type(value).__name__}")
