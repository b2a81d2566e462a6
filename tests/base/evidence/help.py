"""What the evidence tests share (存证测试公用)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from rongxin.base.common import actor, clock
from rongxin.base.evidence import actions, audit
from rongxin.base.evidence.audit import Findings
from rongxin.base.evidence.rules import Seal
from rongxin.base.keys import signers
from rongxin.config.postgres import address

TESTER = actor.system("evidence-tests", "cli")


def seal_now() -> Seal | None:
    """Seal with the platform's key at this moment."""
    return actions.seal(signer=signers.platform_signer(), at=clock.now())


def audit_now(**more: Any) -> Findings:
    """Audit with the platform's keys."""
    return audit.verify(verifier=signers.verify, **more)


@contextmanager
def second_connection(role: str = "worker") -> Iterator[psycopg.Connection[Any]]:
    """A connection beside Django's, in a transaction of its own."""
    where = address.of(role)
    with psycopg.connect(
        host=where.host, port=where.port, dbname=where.database, user=where.user, password=where.password
    ) as connection:
        yield connection


@contextmanager
def tampered(statement: str, undo: str) -> Iterator[None]:
    """Do what only a malicious owner could: switch the triggers off and change the past; afterwards put it back."""
    with second_connection("owner") as owner:
        for table in ("entry", "leaf", "node", "seal"):
            owner.execute(f"alter table evidence.{table} disable trigger append_only")
        owner.execute(statement)
        owner.commit()
        try:
            yield
        finally:
            owner.execute(undo)
            for table in ("entry", "leaf", "node", "seal"):
                owner.execute(f"alter table evidence.{table} enable trigger append_only")
            owner.commit()
