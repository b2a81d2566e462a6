"""Noticing that a whole file stands under the wrong headings (整表错列).

Single bad rows are quarantined. When nearly all values of a telling column cannot be what its heading says,
and another column holds just such values, the file was exported wrongly and is refused as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from rongxin.data.catalogue.rules import Field, Type
from rongxin.data.ingest import errors
from rongxin.data.ingest.checking import convert
from rongxin.data.ingest.checking.staging import Staging
from rongxin.data.ingest.headings import Column

FEWEST_ROWS = 3
NEARLY_ALL = 0.8
_CODE_LIKE = r"[0-9A-HJ-NPQRTUWXY]{18}|\d{15}"
Fits = dict[tuple[int, int], tuple[int, float]]
_TELLING = (Type.DATE, Type.MONTH, Type.DECIMAL, Type.BOOLEAN)


def refuse_shifted(staging: Staging, file: str) -> None:
    """Refuse a file whose rows or values are out of line with its headings (整表错列检查).

    Raises:
        ColumnsShifted: which column looks like what.
    """
    total = staging.received
    unaligned = staging.unaligned
    if total >= FEWEST_ROWS and unaligned > total / 2:
        raise errors.ColumnsShifted(
            file=file, detail=f"{total} 行中有 {unaligned} 行的格数与表头的 {len(staging.headings.names)} 列不符"
        )
    telling = [one for one in staging.headings.columns if _is_telling(one.field)]
    own = _fits(staging, [(one, one) for one in telling])
    strange = [one for one in telling if _is_strange(*own[one.index, one.index])]
    # Few files get here: to try every column under every heading costs a second of planning.
    fits = own | _fits(staging, [(one, other) for one in strange for other in staging.headings.columns])
    found = [
        f"“{column.heading}”的值出现在“{holder.heading}”一列下"
        for column in strange
        if (holder := _holder(staging, column, fits))
    ]
    if found:
        raise errors.ColumnsShifted(file=file, detail="；".join(found[:4]))


def _is_strange(rows: int, share: float) -> bool:
    return rows >= FEWEST_ROWS and share <= 1 - NEARLY_ALL


def _is_telling(field: Field) -> bool:
    return field.type in _TELLING or field.identifier or (field.type is Type.CODE and bool(field.codes))


def _holder(staging: Staging, column: Column, fits: Fits) -> Column | None:
    """Another column that holds what this one should, and not what its own heading says."""
    for other in staging.headings.columns:
        rows, share = fits[column.index, other.index]
        if other is column or rows < FEWEST_ROWS or share < NEARLY_ALL:
            continue
        _, at_home = fits.get((other.index, other.index), (0, 0.0))
        if at_home < NEARLY_ALL:
            return other
    return None


def _fits(staging: Staging, pairs: Sequence[tuple[Column, Column]]) -> Fits:
    """How many values the second column of a pair has, and what share of them would fit under the first."""
    if not pairs:
        return {}
    parts = []
    for column, other in pairs:
        text = convert.present(f"c{other.index}", staging.item.nulls)
        parts.append(f"count({text}), count(CASE WHEN {_fit(column.field, text)} THEN 1 END)")
    row = staging.sample(f"select {', '.join(parts)}")
    counts = zip(row[::2], row[1::2], strict=True)
    return {
        (column.index, other.index): (rows, good / rows if rows else 0.0)
        for (column, other), (rows, good) in zip(pairs, counts, strict=True)
    }


def _fit(field: Field, text: str) -> str:
    if field.identifier:
        return f"regexp_full_match({convert.typed(field, text)}, {convert.quoted(_CODE_LIKE)})"
    return f"{convert.typed(field, text)} IS NOT NULL"
