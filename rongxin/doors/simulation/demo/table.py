"""What a person reads at the end, with rich (结果展示)."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from rongxin.base.common import money
from rongxin.data.catalogue import registry
from rongxin.doors.simulation.demo.cast import Account

WIDTH = 100
BAR = "█"
COLOURS = {"A": "green", "B": "cyan", "C": "yellow", "D": "red"}


def text(title: str, totals: Mapping[str, Any], steps: Iterable[Mapping[str, Any]]) -> str:
    """The whole as text, coloured when the terminal is one (结果文字)."""
    parts: list[RenderableType] = [
        _items(totals["items"], totals["rows"]),
        *(_grades(one) for one in totals["evaluations"]),
        _funnel(totals["funnel"]),
        _steps(steps, totals["seconds"]),
        _evidence(totals["evidence"]),
    ]
    panel = Panel(Group(*parts), title=f"[bold]{title}[/bold]", border_style="blue", box=box.ROUNDED)
    return rendered(panel)


def rendered(*parts: RenderableType) -> str:
    """Renderables as a text that ends up on stdout (渲染)."""
    terminal = sys.stdout.isatty()
    console = Console(
        file=io.StringIO(), width=WIDTH, force_terminal=terminal, no_color=not terminal, legacy_windows=False
    )
    console.print(*parts)
    file: Any = console.file
    written: str = file.getvalue()
    return written.rstrip("\n")


def accounts(found: Iterable[Account], site: str, kept: str) -> str:
    """The sample accounts to sign in with; second factors stand unbroken, to be copied (示例账号)."""
    table = Table(box=box.SIMPLE_HEAD, title="示例账号", title_justify="left", title_style="bold")
    for heading in ("身份", "用户名", "密码", "动态验证码"):
        table.add_column(heading)
    for one in found:
        table.add_row(one.who, one.username, one.password, "需要" if one.otpauth else "不需要")
    links = [f"  {one.otpauth}" for one in found if one.otpauth]
    return "\n".join(
        [
            rendered(table),
            "动态验证码：用验证器录入下列地址；没有验证器时运行 rongxin demo --code 用户名 取得当前 6 位数字。",
            *links,
            f"登录页：{site}sign-in/　账号保存在 {kept}（仅本人可读）。全部主体、名称、代码均为虚构。",
        ]
    )


def _items(items: Mapping[str, Mapping[str, int]], total: Mapping[str, int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title="归集：每一行都有去处", title_justify="left", title_style="bold")
    table.add_column("信息项")
    for heading in ("接收", "入库", "重复", "隔离", "待认领", "带提示"):
        table.add_column(heading, justify="right")
    names = ("received", "accepted", "duplicates", "quarantined", "queued", "warnings")
    for code, counts in items.items():
        table.add_row(registry.item(code).name, *(f"{counts[name]:,}" for name in names))
    table.add_section()
    table.add_row("合计", *(f"{total[name]:,}" for name in names), style="bold")
    return table


def _grades(evaluation: Mapping[str, Any]) -> RenderableType:
    undecided = evaluation["grades"].get("undecided", 0)
    if undecided == evaluation["subjects"]:
        return Text(f"  {evaluation['name']}：{undecided:,} 个主体缺少所需指标，均为无法判定\n", style="dim")
    table = Table(
        box=box.SIMPLE_HEAD, title=f"{evaluation['name']}：{evaluation['subjects']:,} 个主体", title_justify="left",
        title_style="bold",
    )  # fmt: skip
    table.add_column("等级", min_width=10)
    table.add_column("主体数", justify="right")
    table.add_column("占比", justify="right")
    table.add_column("")
    total = sum(evaluation["grades"].values()) or 1
    for grade, count in evaluation["grades"].items():
        label = evaluation["labels"].get(grade, "")
        words = label if len(grade) > 1 else f"{grade} {label}".strip()
        bar = Text(BAR * round(40 * count / total), style=COLOURS.get(grade, "blue"))
        table.add_row(words, f"{count:,}", f"{count / total:.1%}", bar)
    return table


def _funnel(funnel: Mapping[str, Any]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title="融资：从注册到放款", title_justify="left", title_style="bold")
    for heading in ("注册", "授权", "申请", "受理", "授信", "未获批准", "放款"):
        table.add_column(heading, justify="right")
    table.add_column("授信金额", justify="right")
    table.add_column("放款金额", justify="right", style="bold green")
    table.add_row(
        *(f"{funnel[name]:,}" for name in
          ("registered", "consented", "applied", "accepted", "approved", "refused", "disbursed")),
        money.wan_with_unit(_amount(funnel["approved_yuan"])),
        money.wan_with_unit(_amount(funnel["disbursed_yuan"])),
    )  # fmt: skip
    return table


def _amount(value: Any) -> Decimal:
    return Decimal(str(value)) if value is not None else Decimal(0)


def _steps(steps: Iterable[Mapping[str, Any]], seconds: float) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title="各步用时", title_justify="left", title_style="bold")
    table.add_column("步骤")
    table.add_column("秒", justify="right")
    table.add_column("")
    longest = max((one["seconds"] for one in steps), default=1) or 1
    for one in steps:
        table.add_row(
            one["label"], f"{one['seconds']:.1f}", Text(BAR * round(30 * one["seconds"] / longest), style="blue")
        )
    table.add_section()
    table.add_row("合计", f"{seconds:.1f}", "", style="bold")
    return table


def _evidence(found: Mapping[str, Any]) -> Text:
    words = "一致，未发现改动" if found["ok"] else "不一致"
    return Text.assemble(
        ("存证 ", "bold"),
        f"{found['entries']:,} 条 · 封签 {found['seals']:,} 个 · 树根 {found['root'][:24]}… · ",
        (words, "bold green" if found["ok"] else "bold red"),
    )
