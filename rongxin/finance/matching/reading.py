"""Product files, read strictly (产品文件读取)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from rongxin.base.common import digest, strict_toml
from rongxin.base.common.codes import SubjectKind
from rongxin.base.common.strict_toml import Table
from rongxin.finance.matching import conditions
from rongxin.finance.matching.rules import Guarantee, ProductKind, Repayment

FOLDER = Path(__file__).parent / "products"
DEMO = FOLDER / "demo.toml"


@dataclass(frozen=True, slots=True)
class Declared:
    """One product as its file declares it (产品声明)."""

    code: str
    institution: str
    name: str
    kind: str
    summary: str
    amount_min_yuan: Decimal
    amount_max_yuan: Decimal
    term_min_months: int
    term_max_months: int
    annual_rate_from: Decimal
    annual_rate_to: Decimal
    guarantees: list[str]
    repayment: str
    purpose: str
    processing_workdays: int
    regions: list[str]
    subject_kinds: list[str]
    conditions: dict[str, Any] | None
    required_items: list[str]
    optional_items: list[str]
    valid_from: date
    valid_until: date | None

    @property
    def digest(self) -> str:
        """What changes when anything in the declaration changes."""
        return digest.of(asdict(self))


def read(path: Path, items: Collection[str] | None = None) -> tuple[Declared, ...]:
    """The products of a file (读取产品文件).

    `items` are the codes that a product may ask for; None leaves them unchecked.

    Raises:
        FileInvalid: names the file, the key and what is wrong, unknown indicators in conditions included.
    """
    top = strict_toml.read(path)
    found = tuple(_product(table, items) for table in top.tables("product"))
    top.finish()
    codes = [one.code for one in found]
    if len(set(codes)) < len(codes):
        raise top.refuse("product", "有重复的代码")
    return found


def _product(table: Table, items: Collection[str] | None) -> Declared:
    amounts = _pair(table, "amount_yuan")
    terms = _pair(table, "term_months")
    rates = _pair(table, "annual_rate")
    needs = table.table("needs")
    required, optional = needs.some_of("required", items), needs.texts("optional", ())
    needs.require_known("optional", optional, items)
    if set(required) & set(optional):
        raise needs.refuse("optional", "与 required 重复")
    needs.finish()
    made = Declared(
        code=table.text("code"),
        institution=table.text("institution"),
        name=table.text("name"),
        kind=table.one_of("kind", list(ProductKind)),
        summary=table.text("summary"),
        amount_min_yuan=amounts[0],
        amount_max_yuan=amounts[1],
        term_min_months=int(terms[0]),
        term_max_months=int(terms[1]),
        annual_rate_from=rates[0],
        annual_rate_to=rates[1],
        guarantees=list(table.some_of("guarantees", list(Guarantee))),
        repayment=table.one_of("repayment", list(Repayment)),
        purpose=table.text("purpose"),
        processing_workdays=table.take("processing_workdays", int),
        regions=list(table.texts("regions")),
        subject_kinds=list(table.some_of("subject_kinds", list(SubjectKind))),
        conditions=_conditions(table),
        required_items=list(required),
        optional_items=list(optional),
        valid_from=table.take("valid_from", date),
        valid_until=table.optional_day("valid_until"),
    )
    table.finish()
    if made.annual_rate_to >= 1:
        raise table.refuse("annual_rate", "须为小数，4.35% 写作 0.0435")
    return made


def _pair(table: Table, name: str) -> tuple[Decimal, Decimal]:
    values = table.take(name, list)
    numbers = [Decimal(value) for value in values if isinstance(value, int | Decimal) and not isinstance(value, bool)]
    if len(numbers) != 2 or len(values) != 2 or not 0 < numbers[0] <= numbers[1]:
        raise table.refuse(name, "应为两个正数 [下限, 上限]")
    return numbers[0], numbers[1]


def _conditions(table: Table) -> dict[str, Any] | None:
    tree: dict[str, Any] = table.take("conditions", dict, {})
    if not tree:
        return None
    fault = conditions.fault(tree)
    if fault:
        raise table.refuse("conditions", fault)
    return tree
