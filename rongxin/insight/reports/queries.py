"""Whether a report is genuine (报告查验)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from rongxin.base.common import digest
from rongxin.base.keys import signers
from rongxin.insight.reports import rules, signing
from rongxin.insight.reports.signing import Signature


@dataclass(frozen=True, slots=True)
class Verified:
    """What anybody may know who holds a verification code, and how a file compares (查验结果).

    `same` is None when no file was given; `signature` likewise.
    """

    number: str
    cut: rules.Cut
    made_at: datetime
    subject_name: str
    content_digest: str
    pdf_digest: str
    same: bool | None = None
    signature: Signature | None = None

    @property
    def cut_label(self) -> str:
        """The cut in Chinese."""
        return self.cut.label


def verify(code: str, pdf: bytes | None = None) -> Verified | None:
    """Whether the platform issued a report under this code, and whether a file is that very report (验真).

    Needs no consent: the code is known only to who holds the report, and no contents are told. None when the code is
    mistyped or was never given out. The file is not kept.
    """
    plain = rules.read_code(code)
    if plain is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "select number, cut, made_at, coalesce(subject_name, ''), content_digest, pdf_digest"
            " from derived.verify_report(%s)",
            [plain],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    number, cut, made_at, name, content_digest, pdf_digest = row
    found = Verified(number, rules.Cut(cut), made_at, name, content_digest, pdf_digest)
    return found if pdf is None else _compared(found, pdf)


def _compared(found: Verified, pdf: bytes) -> Verified:
    return Verified(
        found.number,
        found.cut,
        found.made_at,
        found.subject_name,
        found.content_digest,
        found.pdf_digest,
        digest.sha256(pdf).hex() == found.pdf_digest,
        signing.check(pdf, signers.document_signer().certificate_pem),
    )
