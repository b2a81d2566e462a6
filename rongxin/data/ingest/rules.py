"""The states of a batch and how its numbers add up (批次规则)."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from rongxin.base.common.labelled import Labelled


class BatchState(Labelled):
    """Where a batch stands (批次状态)."""

    RECEIVED = "received", "已接收"
    CHECKING = "checking", "校核中"
    ACCEPTED = "accepted", "已入库"
    REFUSED = "refused", "已退回"
    FAILED = "failed", "处理失败"


MOVES: dict[BatchState, frozenset[BatchState]] = {
    BatchState.RECEIVED: frozenset({BatchState.CHECKING}),
    BatchState.CHECKING: frozenset({BatchState.CHECKING, BatchState.ACCEPTED, BatchState.REFUSED, BatchState.FAILED}),
    BatchState.ACCEPTED: frozenset(),
    BatchState.REFUSED: frozenset(),
    BatchState.FAILED: frozenset(),
}
LIVE = (BatchState.RECEIVED, BatchState.CHECKING, BatchState.ACCEPTED)
"""A delivery has at most one batch in these states; after a refusal it may be tried again."""

ATTEMPTS_LIMIT = 3
"""A batch whose process has died so often is given up, so that a poisonous file cannot stop the rest."""


class QueueState(Labelled):
    """Where a row stands that waits for its subject (待认领行状态)."""

    WAITING = "waiting", "待认领"
    RESOLVED = "resolved", "已认领"


@dataclass(frozen=True, slots=True)
class Counts:
    """How the rows of a batch ended (行数).

    `received` is the sum of the next four. `warnings` counts accepted rows that carry a mark.
    """

    received: int = 0
    accepted: int = 0
    duplicates: int = 0
    quarantined: int = 0
    queued: int = 0
    warnings: int = 0

    @property
    def add_up(self) -> bool:
        """Every row received ended somewhere (勾稽相符)."""
        return self.received == self.accepted + self.duplicates + self.quarantined + self.queued

    def as_dict(self) -> dict[str, int]:
        """By name, in the order people read them."""
        return asdict(self)
