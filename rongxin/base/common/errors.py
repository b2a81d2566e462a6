"""What every refusal looks like (拒绝的统一形状)."""

from __future__ import annotations

from typing import Any


class DomainError(Exception):
    """A refusal that a person can act on (业务拒绝).

    One subclass per refusal stands beside the rule or action that raises it. `code` never changes once
    published; `title` says what happened and `next_step` what to do now, both in Chinese and both
    formatted with `facts`. Facts hold identifiers and figures, never credit contents.
    """

    code = "RX-000"
    title = "操作未完成"
    next_step = "请稍后重试；仍不成功时联系平台运营人员。"

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """Title and next step as one Chinese sentence pair, with the facts filled in."""
        return f"{self.title_filled.rstrip('。')}。{self._fill(self.next_step)}"

    @property
    def title_filled(self) -> str:
        """What happened, with the facts filled in."""
        return self._fill(self.title)

    def _fill(self, text: str) -> str:
        return text.format_map(_Known(self.facts))

    def as_dict(self) -> dict[str, Any]:
        """The one JSON shape of an error: `code`, `title`, `next_step`, `facts`."""
        return {
            "code": self.code,
            "title": self._fill(self.title),
            "next_step": self._fill(self.next_step),
            "facts": {name: _plain(value) for name, value in self.facts.items()},
        }


class _Known(dict[str, Any]):
    """Leaves a placeholder empty rather than failing while a refusal is being told."""

    def __missing__(self, key: str) -> str:
        return "—"


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return str(value)
