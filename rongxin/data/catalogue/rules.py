"""What the catalogue consists of: items, fields, checks, editions (清单的构成).

Frozen and plain, so that an auditor may read it and every stage may pull it. Nothing here reads a file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from rongxin.base.common.labelled import Labelled


class Type(Labelled):
    """The type of a field's values (字段类型)."""

    TEXT = "text", "文字"
    DATE = "date", "日期"
    MONTH = "month", "月份"  # stored as the first day of the month
    DECIMAL = "decimal", "小数"
    INTEGER = "integer", "整数"
    BOOLEAN = "boolean", "是否"
    CODE = "code", "代码"  # one value of the field's own list


class Person(Labelled):
    """How a field touches a natural person (个人信息)."""

    NONE = "none", "不涉及"
    DUTY = "duty", "履职信息"  # a name that stands on a public document
    SENSITIVE = "sensitive", "敏感个人信息"  # stored encrypted, never in a snapshot


class Mode(Labelled):
    """How an item reaches the platform (共享方式)."""

    AGGREGATION = "aggregation", "物理归集"
    INTERFACE = "interface", "接口调用"
    VERIFICATION = "verification", "数据核验"


class Level(Labelled):
    """Who issued an edition (清单层级)."""

    NATIONAL = "national", "国家清单"
    LOCAL = "local", "地方清单"
    VOLUNTARY = "voluntary", "企业自愿注册清单"


class Frequency(Labelled):
    """How often a provider promises to deliver (更新频率)."""

    REAL_TIME = "real_time", "实时"
    DAILY = "daily", "每日"
    WEEKLY = "weekly", "每周"
    MONTHLY = "monthly", "每月"
    QUARTERLY = "quarterly", "每季"
    YEARLY = "yearly", "每年"
    UNSTATED = "unstated", "未载明"


CONSENT_LEVELS = ("none", "fields", "item")
SEVERITIES = ("error", "warning")

# Columns that every record table has besides the item's own, with their PostgreSQL types.
METADATA: Mapping[str, str] = {
    "record_id": "uuid",
    "subject_id": "uuid",
    "subject_code": "text",
    "batch_id": "uuid",
    "row_no": "integer",
    "source": "text",
    "fact_key": "bytea",
    "content_digest": "bytea",
    "true_from": "date",
    "true_until": "date",
    "known_from": "timestamptz",
    "known_until": "timestamptz",
    "retired_reason": "text",
    "expires_at": "timestamptz",
    "marks": "text[]",
}

# Rule kinds that ingest decides row by row, with the keys each takes besides `kind`.
ROW_RULES: Mapping[str, tuple[str, ...]] = {
    "type": (),
    "required": (),
    "pattern": ("regex",),
    "range": ("min", "max"),
    "length": ("max",),
    "one_of": ("values",),
    "not_future": (),
    "not_before": ("column",),
    "sum": ("columns", "tolerance"),
}
# Rule kinds that need to know the subjects: records.accept decides them.
ACCEPT_RULES: Mapping[str, tuple[str, ...]] = {"resolvable": (), "check_digit": ()}
RULE_KINDS: Mapping[str, tuple[str, ...]] = {**ROW_RULES, **ACCEPT_RULES}


@dataclass(frozen=True, slots=True)
class Alias:
    """Another heading under which a field arrives (别名).

    `factor` turns the column's unit into the field's (万元 → 10000). `implies` fills other columns of the row,
    as a buyer's code implies an output invoice. A `fallback` is used only where the cell of the field's main
    heading is empty.
    """

    heading: str
    factor: Decimal = Decimal(1)
    implies: Mapping[str, str] = field(default_factory=dict)
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list, its Chinese label and other spellings met in files (代码值)."""

    value: str
    label: str
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Derived:
    """Where the value of a field comes from when the file does not carry it (派生).

    `money`: the amount of yuan in the free text of another column, null when the text names another currency.
    `code_division`: the division inside the subject's code.
    """

    kind: str  # money | code_division
    column: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an item; its id never changes (字段)."""

    id: str
    column: str
    name: str
    type: Type
    note: str = ""
    listed_as: str = ""  # the words of the published list where they are longer than `name`
    unit: str = ""
    scale: int = 2  # decimals only
    aliases: tuple[Alias, ...] = ()
    required: bool = False
    codes: tuple[Code, ...] = ()
    identifier: bool = False  # normalised by base.common.codes before anything else
    person: Person = Person.NONE
    security_level: int = 1
    public: bool = False
    trade_secret: bool = False
    consent: bool = False  # disclosed only under consent for this very field
    derived: Derived | None = None
    replaces: str = ""

    @property
    def encrypted(self) -> bool:
        """Stored as `<column>_enc` and `<column>_mac`, never as text (加密存储)."""
        return self.person is Person.SENSITIVE

    def code_of(self, text: str) -> str | None:
        """The code that a spelling stands for, or none (代码归一)."""
        wanted = normal_heading(text)
        for code in self.codes:
            if wanted in {normal_heading(one) for one in (code.value, code.label, *code.spellings)}:
                return code.value
        return None


@dataclass(frozen=True, slots=True)
class Check:
    """One check with its id, field, severity, sentence and source (检查规则).

    An error keeps the row out, a warning marks it. `rule["kind"]` is one of RULE_KINDS.
    """

    id: str
    field: str  # id of the field; empty for the row as a whole
    severity: str
    rule: Mapping[str, object]
    sentence: str
    source: str

    @property
    def kind(self) -> str:
        """The kind of the rule."""
        return str(self.rule["kind"])

    @property
    def at_accept(self) -> bool:
        """Decided by records.accept, which knows the subjects; all others by ingest."""
        return self.kind in ACCEPT_RULES


@dataclass(frozen=True, slots=True)
class SubjectColumns:
    """Which columns name the subject (主体列).

    With a code column the subject is found by its code. Without one (`identity` only) it is found by the
    values of the identity columns, for subjects that have no code. `registers` marks the item that makes
    subjects known and keeps their names. `kind` is the kind of subjects that have no telling code.
    """

    code: str
    name: str
    kind: str = "other"
    identity: tuple[str, ...] = ()
    registers: bool = False


@dataclass(frozen=True)
class Item:
    """One item of the catalogue: a kind of fact, declared once (信息项).

    The natural key names a fact *within a subject*; the subject is always part of it, and an empty key means
    that a subject has one such fact at a time. `true_from` and `true_until` name the columns that say when the
    fact holds in the world; an empty `true_from` means from the day it was recorded.
    """

    code: str
    name: str
    category: str
    prefix: str
    definition: str
    fields: tuple[Field, ...]
    natural_key: tuple[str, ...]
    true_from: str
    true_until: str
    negative: bool
    public: bool
    compute_consent: str
    disclose_consent: str
    retention_days: int
    subject: SubjectColumns
    checks: tuple[Check, ...]
    nulls: tuple[str, ...]
    ignored: tuple[str, ...]
    source: str

    @cached_property
    def by_column(self) -> Mapping[str, Field]:
        """Fields by column name."""
        return {one.column: one for one in self.fields}

    @cached_property
    def by_id(self) -> Mapping[str, Field]:
        """Fields by id."""
        return {one.id: one for one in self.fields}

    @cached_property
    def check_by_id(self) -> Mapping[str, Check]:
        """Checks by id."""
        return {one.id: one for one in self.checks}

    @cached_property
    def headings(self) -> Mapping[str, tuple[Field, Alias]]:
        """Every heading the item understands, in its normal form, with the field and how to read it (表头)."""
        found: dict[str, tuple[Field, Alias]] = {}
        for one in self.fields:
            for heading in (one.name, one.listed_as, one.column):
                if heading:
                    found[normal_heading(heading)] = (one, Alias(heading))
            for alias in one.aliases:
                found[normal_heading(alias.heading)] = (one, alias)
        return found

    @cached_property
    def ignored_headings(self) -> frozenset[str]:
        """Headings that are known and not wanted, in their normal form."""
        return frozenset(normal_heading(one) for one in self.ignored)

    def match(self, heading: str) -> tuple[Field, Alias] | None:
        """The field behind a heading as it stands in a file, or none (表头匹配)."""
        return self.headings.get(normal_heading(heading))

    def check_of(self, kind: str, column: str) -> Check | None:
        """The check of one kind on one column, or none."""
        wanted = self.by_column[column].id if column else ""
        return next((one for one in self.checks if one.kind == kind and one.field == wanted), None)

    @property
    def restricted_fields(self) -> tuple[str, ...]:
        """Columns that are disclosed only under consent for the very field (需逐字段授权的列)."""
        return tuple(one.column for one in self.fields if one.consent)


@dataclass(frozen=True, slots=True)
class EditionItem:
    """One line of a sharing list: an item, who provides it, how, how often, by when (清单条目)."""

    item: str
    order: int
    mode: Mode
    mode_text: str
    departments: str
    frequency: Frequency = Frequency.UNSTATED
    progress: str = ""
    due_on: date | None = None
    name: str = ""  # as the list words it, where it differs from the item's name
    category: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """A sharing list as issued: national, local or voluntary (清单版本)."""

    code: str
    name: str
    level: Level
    document: str
    valid_from: date
    note: str
    items: tuple[EditionItem, ...]

    def entry(self, item: str) -> EditionItem | None:
        """The line of an item, or none when the list does not hold it."""
        return next((one for one in self.items if one.item == item), None)


def normal_heading(text: str) -> str:
    """A heading without width, spacing and case differences (表头规范化).

    >>> normal_heading(" 罚款金额（万元） ") == normal_heading("罚款金额(万元)")
    True
    """
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("\ufeff", "").casefold()
