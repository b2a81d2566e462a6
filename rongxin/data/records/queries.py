"""What is on record, for computing and for figures; never for a viewer (信用信息查询)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import connection

from rongxin.data.catalogue import registry

_COVERED = """select distinct item from records.coverage
  where %(division)s like division || '%%' and (period_from is null or period_from <= %(on)s)"""


def covered_items(division: str, on: date) -> frozenset[str]:
    """Items that some source has delivered for a division (归集覆盖).

    Where an item is covered, no row about a subject means none; where it is not, it means unknown.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COVERED, {"division": division, "on": on})
        return frozenset(row[0] for row in cursor.fetchall())


def covered(item: str, division: str, on: date) -> bool:
    """Whether an item is covered for a division (是否覆盖)."""
    return item in covered_items(division, on)


def totals() -> dict[str, int]:
    """How many records are in force per item (现行信用信息数量). For the worker; the web role sees none."""
    parts = [f"select '{code}', count(*) from records.current_{code}" for code in registry.items()]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts))
        return dict(cursor.fetchall())


def versions(item: str, subject_id: UUID) -> int:
    """How many versions of all facts of a subject were ever recorded (历史版本数量)."""
    code = registry.item(item).code
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from records.{code} where subject_id = %s", [subject_id])
        row = cursor.fetchone()
    return int(row[0]) if row else 0
