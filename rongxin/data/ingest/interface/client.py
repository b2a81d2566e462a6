"""Carrying one question to a provider and its answer back, within a time limit (接口传输)."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import httpx

MOST_BYTES = 1024 * 1024
CONTENT_TYPE = "application/jose"


class SourceLate(Exception):
    """No whole answer came in time, or nobody listens."""


class SourceRefused(Exception):
    """The provider answered, and did not answer the question."""


def address_of(provider: str) -> str:
    """Where a provider's interface listens, from RONGXIN_INTERFACE_<CODE>; empty when not connected (接口地址).

    The code is in capitals with underscores: yx-zjj is RONGXIN_INTERFACE_YX_ZJJ.
    """
    return os.environ.get(f"RONGXIN_INTERFACE_{provider.upper().replace('-', '_')}", "").rstrip("/")


def pinned_keys(home: Path, provider: str) -> dict[str, Any]:
    """The public keys that the provider gave the operator; none when it gave none (登记公钥)."""
    path = home / "peers" / f"{provider}.json"
    if not path.exists():
        return {"keys": []}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def ask(address: str, message: str, timeout_seconds: float) -> str:
    """The answer as it came; the time limit holds for the whole of it (请求接口).

    Raises:
        SourceLate: nobody listens, nothing came, or not all of it in time.
        SourceRefused: another status than 200, or more than an answer can be.
    """
    until = time.monotonic() + timeout_seconds
    headers = {"Content-Type": CONTENT_TYPE, "Accept": CONTENT_TYPE}
    try:
        with (
            httpx.Client(timeout=timeout_seconds, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", f"{address}/query", content=message, headers=headers) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise SourceRefused(f"来源拒绝了请求（HTTP {answer.status_code}）")
            return _body(answer, until)
    except httpx.HTTPError as error:
        raise SourceLate(type(error).__name__) from error


def _body(answer: httpx.Response, until: float) -> str:
    body = b""
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > MOST_BYTES:
            raise SourceRefused("来源的答复过大")
        if time.monotonic() > until:
            raise SourceLate("body")
    return body.decode("ascii", "replace")
