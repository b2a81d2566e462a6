"""An answer's records as checked rows, by the same checks as a file's (接口答复校核)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from rongxin.data.catalogue.rules import Item
from rongxin.data.ingest import headings
from rongxin.data.ingest.checking.staging import Staging
from rongxin.data.ingest.interface.protocol import AnswerDoubted
from rongxin.data.ingest.reading.source import Line


@contextmanager
def checked(item: Item, records: list[dict[str, Any]], folder: Path, today: date) -> Iterator[Iterator[pa.RecordBatch]]:
    """Typed rows of an answer, all of them or none (答复行).

    Raises:
        AnswerDoubted: a field is unknown, or a record fails a check; the text names the checks.
    """
    names = [field.column for field in item.fields]
    unknown = sorted({name for record in records for name in record} - set(names))
    if unknown:
        raise AnswerDoubted(f"答复含有清单没有的字段：{'、'.join(unknown[:5])}")
    mapped = headings.mapped(item, names, "接口答复")
    with Staging(item, mapped, folder, today, threads=1) as staging:
        lines = (
            Line(number, [_text(record.get(name)) for name in names]) for number, record in enumerate(records, start=1)
        )
        staging.take(lines)
        ids = sorted({check_id for row in staging.faulty() for check_id in row.check_ids})
        if ids:
            raise AnswerDoubted(f"答复未通过检查：{'、'.join(ids)}")
        yield staging.sound()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return value if isinstance(value, str) else str(value)
