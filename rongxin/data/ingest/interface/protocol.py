"""What is asked of a provider's interface, and when its answer is believed (接口协议).

Pure: keys, moments and nonces are handed in. Both messages are compact JWS under ES256; the reference
department tells the provider's side of the same story.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from rongxin.base.common.labelled import Labelled

REQUEST_TYPE = "rongxin-request+jwt"
ANSWER_TYPE = "rongxin-answer+jwt"
ALGORITHM = "ES256"
GOOD_FOR_SECONDS = 60
SKEW_SECONDS = 60
MOST_RECORDS = 200


class AnswerState(Labelled):
    """How asking a provider ended (接口答复状态)."""

    RETURNED = "returned", "已返回"
    NONE_ON_FILE = "none_on_file", "来源无记录"
    SOURCE_LATE = "source_late", "来源未按时答复"
    REFUSED = "refused", "答复未采信"
    NOT_CONNECTED = "not_connected", "尚未接入"


class AnswerDoubted(ValueError):
    """The answer is not believed; the text says why, in Chinese, without contents."""


@dataclass(frozen=True, slots=True)
class Request:
    """One question to one provider (接口请求)."""

    platform: str
    provider: str
    nonce: str
    item: str
    subject: str
    name: str
    consent: str
    asked_at: datetime

    def claims(self) -> dict[str, Any]:
        """The payload that the platform signs (请求内容)."""
        asked = int(self.asked_at.timestamp())
        return {
            "iss": self.platform,
            "aud": self.provider,
            "jti": self.nonce,
            "iat": asked,
            "exp": asked + GOOD_FOR_SECONDS,
            "item": self.item,
            "subject": self.subject,
            "name": self.name,
            "consent": self.consent,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider said and signed (接口答复)."""

    state: AnswerState
    as_of: date
    records: list[dict[str, Any]] = field(default_factory=list)


def believed(text: str, request: Request, keys: Mapping[str, Any], now: datetime) -> Answer:
    """The answer, if the pinned key of the provider signed it for this very request just now (答复验证).

    Raises:
        AnswerDoubted: malformed, signed by another, for another question, or out of time.
    """
    payload = _payload(text, keys)
    for name, wanted, words in (
        ("iss", request.provider, "签发方"),
        ("aud", request.platform, "接收方"),
        ("nonce", request.nonce, "随机数"),
        ("item", request.item, "信息项"),
        ("subject", request.subject, "主体"),
    ):
        if payload.get(name) != wanted:
            raise AnswerDoubted(f"答复的{words}与请求不符")
    said = payload.get("iat")
    if isinstance(said, bool) or not isinstance(said, int | float):
        raise AnswerDoubted("答复没有签发时间")
    if not request.asked_at.timestamp() - SKEW_SECONDS <= said <= now.timestamp() + SKEW_SECONDS:
        raise AnswerDoubted("答复的签发时间不在本次请求前后，请检查双方时钟")
    return _answer(payload)


def _payload(text: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    try:
        found = jws.deserialize_compact(text, KeySet.import_key_set({"keys": list(keys["keys"])}), [ALGORITHM])
        payload = json.loads(found.payload)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise AnswerDoubted("答复的签名无法用该单位登记的公钥验证") from error
    if found.protected.get("typ") != ANSWER_TYPE or not isinstance(payload, dict):
        raise AnswerDoubted("答复的类型不符")
    return payload


def _answer(payload: dict[str, Any]) -> Answer:
    state, records = payload.get("state"), payload.get("records")
    if state not in (AnswerState.RETURNED, AnswerState.NONE_ON_FILE):
        raise AnswerDoubted("答复的状态不认识")
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise AnswerDoubted("答复的记录不是列表")
    if bool(records) != (state == AnswerState.RETURNED) or len(records) > MOST_RECORDS:
        raise AnswerDoubted("答复的状态与记录数不符")
    try:
        as_of = date.fromisoformat(str(payload.get("as_of")))
    except ValueError as error:
        raise AnswerDoubted("答复没有说明数据日期") from error
    return Answer(AnswerState(state), as_of, records)
