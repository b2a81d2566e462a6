"""A sealer that dies leaves the log whole (封签进程被强行终止)."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from rongxin.base.evidence import actions, queries, tags
from tests.base.evidence.help import TESTER, audit_now, seal_now

pytestmark = pytest.mark.usefixtures("database")

SETUP = """
import time
import django
django.setup()
from rongxin.base.common import clock
from rongxin.base.evidence import actions
from rongxin.base.keys import signers
signer = signers.platform_signer()
"""

DIES_WHILE_SIGNING = (
    SETUP
    + """
class Slow:
    key_id, algorithm = signer.key_id, signer.algorithm
    def sign(self, message):
        print("signing", flush=True)
        time.sleep(60)
actions.seal(signer=Slow(), at=clock.now())
"""
)

SEALS_ONE_BY_ONE = (
    SETUP
    + """
print("ready", flush=True)
while True:
    actions.seal_once(signer=signer, at=clock.now(), limit=1)
"""
)


def start(script: str) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline().strip() in ("signing", "ready")
    return process


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    assert process.stdout
    process.stdout.close()


def test_killed_after_the_leaves_were_written_and_before_the_head_was_signed() -> None:
    seal_now()  # whatever other tests left
    entries = [actions.append(tags.BATCH_ACCEPTED, by=TESTER) for _ in range(5)]
    before = queries.size()
    kill(start(DIES_WHILE_SIGNING))
    assert queries.size() == before
    head = seal_now()
    assert head
    assert sorted(queries.leaf_index(entry) or 0 for entry in entries) == list(range(before, before + 5))
    assert audit_now().problems == []


@pytest.mark.parametrize("milliseconds", [3, 11, 29])
def test_killed_at_any_moment(milliseconds: int) -> None:
    for _ in range(60):
        actions.append(tags.BATCH_ACCEPTED, by=TESTER)
    process = start(SEALS_ONE_BY_ONE)
    time.sleep(milliseconds / 1000)
    kill(process)
    assert audit_now().problems == []
    seal_now()
    found = audit_now()
    assert found.problems == []
    assert found.unsealed == 0
