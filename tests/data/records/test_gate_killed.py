"""A disclosure whose process is killed, and a revocation that meets a reader."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from uuid import UUID

import pytest
from django.db import connection

from rongxin.base.common import clock
from rongxin.base.evidence import actions as evidence_actions
from rongxin.base.evidence import queries as evidence
from rongxin.base.keys import signers
from rongxin.data.consent import actions, disclosures, queries
from rongxin.data.consent.disclosures import Ask
from rongxin.data.consent.rules import Basis, Purpose
from tests import make

pytestmark = pytest.mark.usefixtures("database")

READER = """
import os, sys, time
from uuid import UUID
import django
django.setup()
from rongxin.base.common.actor import Actor
from rongxin.data.consent import disclosures
from rongxin.data.consent.disclosures import Ask
from rongxin.data.consent.rules import Basis, Purpose
from rongxin.data.records import gate
subject, bank, consent = map(UUID, sys.argv[1:])
by = Actor("machine", "test-client", bank, "client", "api")
with disclosures.opened(by=by, ask=Ask(subject, ("tax_credit",), Basis.CONSENT, Purpose.PRE_LOAN, consent_id=consent)) as o:
    print(gate.read(o, ("tax_credit",))["tax_credit"].state, flush=True)
    time.sleep(120)
"""


def allowed() -> tuple[UUID, UUID, UUID, object]:
    """A subject with a tax grade that a bank may see: subject, bank, consent, the enterprise's signatory."""
    enterprise, subject_id, _ = make.make_enterprise()
    bank = make.make_party("institution")
    make.make_record("tax_credit", subject_id, year=2025, grade="A")
    consent = make.make_consent(subject_id, enterprise, bank, ["tax_credit"])
    return subject_id, bank.pk, consent.pk, make.make_actor(enterprise, "signatory")


def test_a_reader_killed_with_the_contents_in_hand_leaves_sealed_evidence() -> None:
    subject_id, bank_id, consent_id, owner = allowed()
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(subject_id), str(bank_id), str(consent_id)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "RONGXIN_ROLE": "web"},
    )
    assert reader.stdout is not None
    assert reader.stdout.readline().strip() == "returned"
    os.kill(reader.pid, signal.SIGKILL)
    reader.wait(10)
    entry = evidence.entries_of(subject_id)[0]
    assert entry.tag == "consent:disclosure:made"
    assert queries.shown(subject_id).count() == 1
    actions.revoke(by=owner, consent_id=consent_id)  # the dead reader's lock is gone with it
    evidence_actions.seal(signer=signers.platform_signer(), at=clock.now())
    assert evidence.inclusion(entry.id)["leaf_hash"]


def test_a_revocation_waits_for_the_answer_on_its_way_out_and_then_holds() -> None:
    subject_id, bank_id, consent_id, owner = allowed()
    by = make.actor.Actor("machine", "test-client", bank_id, "client", "api")
    ask = Ask(subject_id, ("tax_credit",), Basis.CONSENT, Purpose.PRE_LOAN, consent_id=consent_id)
    moments: dict[str, float] = {}

    def revoke() -> None:
        actions.revoke(by=owner, consent_id=consent_id)
        moments["revoked"] = time.monotonic()
        connection.close()

    with disclosures.opened(by=by, ask=ask):
        thread = threading.Thread(target=revoke)
        thread.start()
        time.sleep(0.5)
        assert "revoked" not in moments
        moments["answered"] = time.monotonic()
    thread.join(10)
    assert moments["revoked"] >= moments["answered"]
    with pytest.raises(disclosures.rules.ConsentRevoked), disclosures.opened(by=by, ask=ask):
        pass
