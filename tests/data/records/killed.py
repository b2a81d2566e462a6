"""A process that accepts two rows and waits to be killed at a named place (被终止的入库进程).

Run as: python -m tests.data.records.killed PLACE CODE CODE
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import pyarrow as pa


def _waiting(place: str, reached: str) -> None:
    if place == reached:
        print("here", flush=True)
        time.sleep(60)


def _rows(place: str, codes: list[str]) -> Iterator[pa.RecordBatch]:
    from tests.data.records.rows import batches

    for number, code in enumerate(codes, start=1):
        yield from batches("tax_credit", [{"uscc": code, "year": 2025, "grade": "A"}], first=number)
        _waiting(place, "reading")


def main() -> None:
    """Stops for ever at the place."""
    import django

    django.setup()
    from django.db import transaction

    from rongxin.base.common import actor, clock, ids
    from rongxin.data.catalogue import registry
    from rongxin.data.records import actions

    place, *codes = sys.argv[1:]
    with transaction.atomic():
        actions.accept(
            by=actor.system("tests"), item=registry.item("tax_credit"), source="t-killed", rows=_rows(place, codes),
            batch_id=ids.uuid7(), known_at=clock.now(),
        )  # fmt: skip
        _waiting(place, "written")
    _waiting(place, "committed")


if __name__ == "__main__":
    main()
