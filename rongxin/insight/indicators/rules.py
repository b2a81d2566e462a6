"""What an indicator is, and the five states its item can be in (指标的规则)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rongxin.base.common.labelled import Labelled

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from rongxin.insight.indicators.at import At


class State(Labelled):
    """Why a value is there or not; four absences that are four different things (取值状态)."""

    OK = "ok", "有数据"
    NONE = "none", "无记录"
    UNAUTHORISED = "unauthorised", "未授权"
    NOT_CONNECTED = "not_connected", "未接入"
    OUT_OF_DATE = "out_of_date", "已过期"


class Kind(Labelled):
    """The type of an indicator's values (指标类型)."""

    INTEGER = "integer", "整数"
    MONEY = "money", "金额（元）"
    RATIO = "ratio", "比率"
    DECIMAL = "decimal", "两位小数"
    BOOLEAN = "boolean", "是否"
    CODE = "code", "代码"


class Direction(Labelled):
    """Which way is better (方向)."""

    HIGHER = "higher", "越高越好"
    LOWER = "lower", "越低越好"
    NEUTRAL = "neutral", "不分好坏"


class Absence(Labelled):
    """What it means that a covered item holds nothing on a subject (缺失含义)."""

    ZERO_IF_COVERED = "zero_if_covered", "已归集而无记录即为零"
    UNKNOWN = "unknown", "未知"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One declared indicator (指标).

    `stage` is the table that the expression is taken over: "rows" (the visible records of the item), the name
    of a pre-aggregate, or "measures" (the aggregated row). A part is computed for others and never shown.
    """

    code: str
    item: str
    name: str
    unit: str
    window: str
    kind: Kind
    direction: Direction
    absence: Absence
    stage: str
    part: bool
    define: Callable[[ir.Table, At], ir.Value] = field(compare=False)
    labels: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def description(self) -> str:
        """The docstring of the definition."""
        return self.define.__doc__ or ""


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What the calculation must know of an item from the catalogue (信息项属性)."""

    code: str
    negative: bool
    needs_grant: bool


class Source:
    """The item that a module of definitions reads, and what is declared over it (指标来源).

    `columns` names the columns read and their types: date, integer, money, boolean, code, or identity (equal
    or not, never shown; it reaches a snapshot as a number that means nothing outside the subject).
    `expires` marks items whose answers have a date of expiry.
    """

    def __init__(self, item: str, columns: Mapping[str, str], *, expires: bool = False) -> None:
        self.item, self.columns, self.expires = item, dict(columns), expires
        self.indicators: dict[str, Indicator] = {}
        self.grains: dict[str, Callable[[ir.Table, At], ir.Table]] = {}

    def indicator(
        self,
        name: str,
        *,
        kind: Kind,
        unit: str = "",
        window: str = "当前",
        direction: Direction = Direction.NEUTRAL,
        absence: Absence = Absence.UNKNOWN,
        over: str = "rows",
        labels: Mapping[str, str] | None = None,
    ) -> Callable[[Callable[[ir.Table, At], ir.Value]], Callable[[ir.Table, At], ir.Value]]:
        """Declare an indicator; the function's name is its code (声明指标)."""

        def keep(define: Callable[[ir.Table, At], ir.Value]) -> Callable[[ir.Table, At], ir.Value]:
            self._keep(define, name, unit, window, kind, direction, absence, over, False, labels or {})
            return define

        return keep

    def part(
        self, over: str = "rows"
    ) -> Callable[[Callable[[ir.Table, At], ir.Value]], Callable[[ir.Table, At], ir.Value]]:
        """Declare a measure that other indicators are made of and nobody sees (声明中间量)."""

        def keep(define: Callable[[ir.Table, At], ir.Value]) -> Callable[[ir.Table, At], ir.Value]:
            self._keep(define, "", "", "", Kind.INTEGER, Direction.NEUTRAL, Absence.UNKNOWN, over, True, {})
            return define

        return keep

    def grain(self, define: Callable[[ir.Table, At], ir.Table]) -> Callable[[ir.Table, At], ir.Table]:
        """Declare a pre-aggregate with several rows per subject; its name is the function's (声明预汇总)."""
        self.grains[define.__name__] = define
        return define

    def _keep(
        self,
        define: Callable[[ir.Table, At], ir.Value],
        name: str,
        unit: str,
        window: str,
        kind: Kind,
        direction: Direction,
        absence: Absence,
        over: str,
        part: bool,
        labels: Mapping[str, str],
    ) -> None:
        code = define.__name__
        if code in self.indicators:
            raise ValueError(f"indicator {code} of {self.item} is declared twice")
        if over not in {"rows", "measures", *self.grains}:
            raise ValueError(f"indicator {code}: no table {over}")
        if absence is Absence.ZERO_IF_COVERED and kind is Kind.CODE:
            raise ValueError(f"indicator {code}: a code has no zero")
        self.indicators[code] = Indicator(
            code, self.item, name, unit, window, kind, direction, absence, over, part, define, labels
        )
