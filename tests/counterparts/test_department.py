"""The reference department answers whom it may, what it knows, and misbehaves when told to."""

from __future__ import annotations

import ast
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, KeySet

from rongxin.doors.counterparts import department

CODE = "91990101MA0000015C"


class Platform:
    """A platform in a few lines, and a department that runs beside it."""

    def __init__(self, folder: Path) -> None:
        self.key = ECKey.generate_key("P-256", private=True)
        keys = folder / "platform.json"
        keys.write_text(json.dumps(department.public_set(self.key)))
        own = department.own_key(folder / "own" / "key.json")
        self.department = department.Department("yx-zjj", own, department.PlatformKeys(str(keys)), delay=0.3)
        self.server = department.serve(self.department, "127.0.0.1", 0)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"

    def request(self, key: ECKey | None = None, typ: str = department.REQUEST_TYPE, **changes: Any) -> str:
        now = int(time.time())
        claims = {
            "iss": "demo", "aud": "yx-zjj", "jti": "n-1", "iat": now, "exp": now + 60, "item": "water_fee",
            "subject": CODE, "name": "云溪试样公司", "consent": "c-1", **changes,
        }  # fmt: skip
        signer = key or self.key
        header = {"alg": "ES256", "kid": signer.thumbprint(), "typ": typ}
        return jws.serialize_compact(header, json.dumps(claims), signer, ["ES256"])

    def post(self, path: str, body: str, timeout: float = 5) -> tuple[int, str]:
        call = urllib.request.Request(self.address + path, body.encode(), method="POST")
        try:
            with urllib.request.urlopen(call, timeout=timeout) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def answer(self, **changes: Any) -> dict[str, Any]:
        status, text = self.post("/query", self.request(**changes))
        assert status == 200, text
        published = KeySet.import_key_set(department.public_set(self.department.key))
        return json.loads(jws.deserialize_compact(text, published, ["ES256"]).payload)


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    one = Platform(tmp_path)
    yield one
    one.server.shutdown()
    one.server.server_close()


def test_it_imports_nothing_of_the_platform() -> None:
    tree = ast.parse(Path(department.__file__).read_text(encoding="utf-8"))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not [name for name in imported if name.startswith(("rongxin", "django"))]


def test_answer_is_signed_for_the_very_request_and_follows_from_the_code(platform: Platform) -> None:
    first, again, other = platform.answer(), platform.answer(jti="n-2"), platform.answer(subject="91990101MA0000023X")
    assert (first["nonce"], first["item"], first["subject"], first["aud"]) == ("n-1", "water_fee", CODE, "demo")
    assert first["state"] == "returned"
    assert first["records"] == again["records"]
    assert first["records"] != other["records"]
    assert set(first["records"][0]) == {
        "enterprise_name", "uscc", "account", "payment_details", "usage_avg_3m", "usage_avg_6m", "in_arrears"
    }  # fmt: skip


def test_some_subjects_are_not_on_file(platform: Platform) -> None:
    states = [platform.answer(subject=f"made-up-{number}")["state"] for number in range(60)]
    assert states.count("none_on_file") in range(1, 12)


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"aud": "yx-tax"}, 401, "not_for_us"),
        ({"exp": 1}, 401, "too_old"),
        ({"typ": "JWT"}, 401, "not_for_us"),
        ({"item": "tax_credit"}, 404, "item_not_ours"),
        ({"consent": ""}, 400, "incomplete"),
        ({"iat": None}, 400, "incomplete"),
    ],
)
def test_what_is_not_a_fair_question_gets_no_answer(
    platform: Platform, changes: dict[str, Any], status: int, error: str
) -> None:
    found, text = platform.post("/query", platform.request(**changes))
    assert (found, json.loads(text)["error"]) == (status, error)


def test_strangers_and_rubbish_are_refused(platform: Platform) -> None:
    stranger = ECKey.generate_key("P-256", private=True)
    assert platform.post("/query", platform.request(key=stranger))[0] == 401
    assert platform.post("/query", "rubbish")[0] == 401
    assert platform.post("/query", "x" * (department.BODY_LIMIT + 1))[0] == 413
    assert platform.post("/other", "{}")[0] == 404


def test_mode_changes_at_run_time(platform: Platform) -> None:
    assert platform.post("/_mode", '{"mode": "wrong"}')[0] == 200
    text = platform.post("/query", platform.request())[1]
    kid = jws.extract_compact(text.encode()).protected["kid"]
    assert kid == platform.department.key.thumbprint()  # it claims the right key and signs with another
    platform.post("/_mode", '{"mode": "slow"}')
    began = time.monotonic()
    platform.answer()
    assert time.monotonic() - began >= 0.3
    platform.post("/_mode", '{"mode": "silent"}')
    with pytest.raises(TimeoutError):
        platform.post("/query", platform.request(), timeout=0.3)
    assert platform.post("/_mode", '{"mode": "rude"}')[0] == 400
    assert platform.post("/_mode", "[]")[0] == 400


def test_private_key_stays_private_and_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "own" / "key.json"
    first = department.own_key(path)
    assert department.own_key(path).thumbprint() == first.thumbprint()
    assert path.stat().st_mode & 0o777 == 0o600
    assert "d" not in department.public_set(first)["keys"][0]


def test_health_tells_the_mode(platform: Platform) -> None:
    with urllib.request.urlopen(f"{platform.address}/healthz", timeout=5) as answer:
        assert json.load(answer) == {"ok": True, "department": "yx-zjj", "mode": "normal"}
