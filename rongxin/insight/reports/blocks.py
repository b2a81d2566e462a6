"""What a report is made of, worded once and shown twice, as HTML and as PDF (报告构件).

Everything a reader sees stands here as finished Chinese text; neither layout computes, words or leaves out anything.
"""

from __future__ import annotations

from dataclasses import dataclass

PLAIN, GOOD, WARN, BAD, NONE = "", "good", "warn", "bad", "none"


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, and if it is a mark its tone: good, warn, bad or none (单元)."""

    text: str
    tone: str = PLAIN


@dataclass(frozen=True, slots=True)
class Pair:
    """A named fact (字段与值)."""

    label: str
    value: Cell


@dataclass(frozen=True, slots=True)
class Facts:
    """Named facts of one thing; `wide` ones take a whole line (字段组)."""

    pairs: tuple[Pair, ...]
    title: str = ""
    wide: tuple[Pair, ...] = ()
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading with its unit, its share of the width, and whether it holds figures (列)."""

    heading: str
    weight: int = 2
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings, with what is to be said beneath (表格)."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    note: str = ""
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing in one line: a mark or a short value, and a sentence on it (单项说明)."""

    title: str
    mark: Cell
    sentence: str = ""
    kind: str = "remark"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The grade in large letters, the score, and how both are meant (评价结论)."""

    grade: str
    score: str
    sentence: str
    kind: str = "verdict"


@dataclass(frozen=True, slots=True)
class Points:
    """Sentences in a list (条目)."""

    title: str
    lines: tuple[str, ...]
    kind: str = "points"


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph (段落)."""

    text: str
    kind: str = "prose"


@dataclass(frozen=True, slots=True)
class Source:
    """Where what stands above comes from and how fresh it is (来源)."""

    text: str
    kind: str = "source"


Block = Facts | Table | Remark | Verdict | Points | Prose | Source


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the report (章节)."""

    key: str
    title: str
    blocks: tuple[Block, ...]
