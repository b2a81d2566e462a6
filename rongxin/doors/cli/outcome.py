"""What a command gives back (命令结果)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """`data` is printed as the one JSON object, `text` for a person; `ok` false ends with status 1."""

    data: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    ok: bool = True
