"""Noticing that a whole file stands under the wrong headings (整表错列).

Single bad rows are quarantined. When nearly all values of a telling column cannot be what its heading says,
and another column holds just such values, the file was exported wrongly and is refused as a whole.
"""

from __future__ import annotations

from rongxin.data.catalogue.rules import Field, Type
from rongxin.data.ingest import errors
from rongxin.data.ingest.checking import convert
from rongxin.data.ingest.checking.staging import Staging
from rongxin.data.ingest.headings import Column

FEWEST_ROWS = 3
NEARLY_ALL = 0.8
_CODE_LIKE = r"[0-9A-HJ-NPQRTUWXY]{18}|\d{15}"
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
    sample = _fits(staging, telling)
    found = []
    for column in telling:
        rows, own = sample[column.index].get(column.index, (0, 0.0))
        if rows < FEWEST_ROWS or own > 1 - NEARLY_ALL:
            continue
        holder = _holder(staging, column, sample)
        if holder:
            found.append(f"“{column.heading}”的值出现在“{holder.heading}”一列下")
    if found:
        raise errors.ColumnsShifted(file=file, detail="；".join(found[:4]))


def _is_telling(field: Field) -> bool:
    return field.type in _TELLING or field.identifier or (field.type is Type.CODE and bool(field.codes))


def _holder(staging: Staging, column: Column, sample: dict[int, dict[int, tuple[int, float]]]) -> Column | None:
    """Another column that holds what this one should, and not what its own heading says."""
    for other in staging.headings.columns:
        rows, share = sample[column.index].get(other.index, (0, 0.0))
        if other is column or rows < FEWEST_ROWS or share < NEARLY_ALL:
            continue
        _, at_home = sample.get(other.index, {}).get(other.index, (0, 0.0))
        if at_home < NEARLY_ALL:
            return other
    return None


def _fits(staging: Staging, telling: list[Column]) -> dict[int, dict[int, tuple[int, float]]]:
    """For each telling column: how many values each file column has, and what share of them would fit."""
    wanted, parts = [], []
    for column in telling:
        for other in staging.headings.columns:
            text = convert.present(f"c{other.index}", staging.item.nulls)
            wanted.append((column.index, other.index))
            parts.append(f"count({text}), count(CASE WHEN {_fit(column.field, text)} THEN 1 END)")
    if not parts:
        return {}
    row = staging.sample(f"select {', '.join(parts)}")
    fits: dict[int, dict[int, tuple[int, float]]] = {}
    for place, (index, held_by) in enumerate(wanted):
        rows, good = row[2 * place], row[2 * place + 1]
        fits.setdefault(index, {})[held_by] = (rows, good / rows if rows else 0.0)
    return fits


def _fit(field: Field, text: str) -> str:
    if field.identifier:
        return f"regexp_full_match({convert.typed(field, text)}, {convert.quoted(_CODE_LIKE)})"
    return f"{convert.typed(field, text)} IS NOT NULL"
