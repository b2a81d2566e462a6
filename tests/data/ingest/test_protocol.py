"""When an answer of a provider is believed: each way in which it may be wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from rongxin.data.ingest.interface import protocol
from rongxin.data.ingest.interface.protocol import AnswerDoubted, AnswerState, Request

KEY = ECKey.generate_key("P-256", private=True)
PINNED = {"keys": [{**KEY.as_dict(private=False), "kid": KEY.thumbprint()}]}
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
REQUEST = Request("demo", "yx-zjj", "n-1", "water_fee", "91990101MA0000015C", "云溪试样公司", "c-1", NOW)
GOOD: dict[str, Any] = {
    "iss": "yx-zjj", "aud": "demo", "nonce": "n-1", "iat": int(NOW.timestamp()), "item": "water_fee",
    "subject": "91990101MA0000015C", "state": "returned", "as_of": "2026-11-22", "records": [{"account": "1"}],
}  # fmt: skip


def signed(key: Any = KEY, typ: str = protocol.ANSWER_TYPE, algorithm: str = "ES256", **changes: Any) -> str:
    header = {"alg": algorithm, "kid": KEY.thumbprint(), "typ": typ}
    return jws.serialize_compact(header, json.dumps({**GOOD, **changes}), key, [algorithm])


def test_signed_answer_to_the_question_is_believed() -> None:
    found = protocol.believed(signed(), REQUEST, PINNED, NOW)
    assert (found.state, found.as_of.isoformat(), found.records) == (
        AnswerState.RETURNED,
        "2026-11-22",
        [{"account": "1"}],
    )
    none = protocol.believed(signed(state="none_on_file", records=[]), REQUEST, PINNED, NOW)
    assert none.state is AnswerState.NONE_ON_FILE


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"iss": "yx-tax"}, "签发方"),
        ({"aud": "other"}, "接收方"),
        ({"nonce": "n-0"}, "随机数"),
        ({"item": "gas_fee"}, "信息项"),
        ({"subject": "91990101MA0000023X"}, "主体"),
        ({"iat": None}, "签发时间"),
        ({"iat": True}, "签发时间"),
        ({"iat": int((NOW - timedelta(seconds=61)).timestamp())}, "时钟"),
        ({"iat": int((NOW + timedelta(seconds=61)).timestamp())}, "时钟"),
        ({"state": "maybe"}, "状态"),
        ({"state": "none_on_file"}, "不符"),
        ({"records": []}, "不符"),
        ({"records": "many"}, "列表"),
        ({"records": ["x"]}, "列表"),
        ({"records": [{}] * 201}, "不符"),
        ({"as_of": "soon"}, "数据日期"),
        ({"typ": "JWT"}, "类型"),
        ({"key": ECKey.generate_key("P-256", private=True)}, "签名"),
        ({"key": OctKey.import_key("public keys are no secrets, so not this way"), "algorithm": "HS256"}, "签名"),
    ],
)
def test_whatever_does_not_fit_is_doubted(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(AnswerDoubted, match=said):
        protocol.believed(signed(**changes), REQUEST, PINNED, NOW)


@pytest.mark.parametrize("edge", [-60, 60])
def test_a_minute_of_clock_difference_is_borne(edge: int) -> None:
    iat = int((NOW + timedelta(seconds=edge)).timestamp())
    assert protocol.believed(signed(iat=iat), REQUEST, PINNED, NOW).state is AnswerState.RETURNED


def test_changed_unsigned_and_unpinned_answers_are_doubted() -> None:
    head, body, signature = signed().split(".")
    other = signed(subject="91990101MA0000023X").split(".")[1]
    for text in (f"{head}.{other}.{signature}", f"{head}.{body}.", "", "rubbish", "a.b.c"):
        with pytest.raises(AnswerDoubted):
            protocol.believed(text, REQUEST, PINNED, NOW)
    with pytest.raises(AnswerDoubted):
        protocol.believed(signed(), REQUEST, {"keys": []}, NOW)
