"""Made-up rows in the shape that acceptance takes (测试行)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from rongxin.data.catalogue import registry
from rongxin.data.records import staging


def batches(item: str, rows: list[Mapping[str, Any]], first: int = 1) -> list[pa.RecordBatch]:
    """Rows of an item, numbered from `first`; what is not given is absent."""
    declared = registry.item(item)
    subject = declared.subject
    shaped = [
        {
            "row_no": number,
            "subject_code": row.get(subject.code) if subject.code else None,
            "subject_name": row.get(subject.name) if subject.name else None,
            "marks": "",
            **row,
        }
        for number, row in enumerate(rows, start=first)
    ]
    return pa.Table.from_pylist(shaped, schema=staging.schema(declared)).to_batches()
