"""`rongxin evidence` and `rongxin keys` as an operator types them (命令行)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rongxin.base.evidence import actions, proofs, tags
from rongxin.base.keys import signers
from rongxin.doors.cli import main
from tests.base.evidence.help import TESTER, tampered

pytestmark = pytest.mark.usefixtures("database")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    status = main.main(list(words))
    return status, json.loads(capsys.readouterr().out)


def test_an_entry_is_sealed_proved_and_the_log_verified(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    entry = actions.append(tags.BATCH_ACCEPTED, by=TESTER)
    status, refusal = run(capsys, "evidence", "prove", str(entry), "--json")
    assert (status, refusal["error"]["code"]) == (1, "EVI-409")
    status, head = run(capsys, "--json", "evidence", "seal")
    assert status == 0
    kept = tmp_path / "head.json"
    kept.write_text(json.dumps(head))
    status, proof = run(capsys, "evidence", "prove", str(entry), "--json", "--out", str(tmp_path / "proof.json"))
    assert status == 0
    assert json.loads((tmp_path / "proof.json").read_text()) == proof
    keys = proof["jwks"]
    assert proofs.check_inclusion(proof, lambda *signed: signers.verify_with(keys, *signed)) == []
    status, found = run(capsys, "evidence", "verify", "--json", "--head", str(kept))
    assert (status, found["ok"], found["problems"]) == (0, True, [])
    assert {"entries", "seals", "root"} <= found.keys()
    assert found["root"] == head["root"]


def test_a_tampered_log_ends_with_status_one(capsys: pytest.CaptureFixture[str]) -> None:
    actions.append(tags.BATCH_ACCEPTED, by=TESTER)
    run(capsys, "evidence", "seal", "--json")
    change = "update evidence.node set hash = sha256(hash) where (level, index) = (0, 0)"
    undo = (
        "update evidence.node set hash = (select sha256('\\x00'::bytea || e.body) from evidence.leaf l"
        " join evidence.entry e on e.id = l.entry_id where l.index = 0) where (level, index) = (0, 0)"
    )
    with tampered(change, undo):
        status, found = run(capsys, "evidence", "verify", "--json")
        assert (status, found["ok"]) == (1, False)
        assert main.main(["evidence", "verify"]) == 1
        assert "不一致" in capsys.readouterr().out
    assert main.main(["evidence", "verify"]) == 0
    assert "一致，未发现改动" in capsys.readouterr().out


def test_a_file_that_is_no_head_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "head.json").write_text("[]")
    status, refusal = run(capsys, "evidence", "verify", "--head", str(tmp_path / "head.json"), "--json")
    assert (status, refusal["error"]["code"]) == (1, "EVI-422")


def test_keys_are_rotated(capsys: pytest.CaptureFixture[str]) -> None:
    status, done = run(capsys, "keys", "rotate", "--json")
    assert status == 0
    assert set(done["in_use"]) <= {done["kek"]}
    old = signers.platform_signer().key_id
    status, done = run(capsys, "keys", "rotate", "--signing", "--json")
    assert status == 0
    assert [key["kid"] for key in signers.jwks()["keys"]][:2] == [done["signing_key"], old]
    status, found = run(capsys, "evidence", "verify", "--json")
    assert found["ok"]
