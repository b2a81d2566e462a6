"""Refusals at the moment a condition is defined (条件定义的拒绝)."""

from __future__ import annotations

from rongxin.base.common.errors import DomainError


class ConditionInvalid(DomainError):
    """A condition names something unknown or asks what cannot be asked (条件有误)."""

    code = "CND-401"
    title = "条件有误：{place}：{fault}"
    next_step = "请改正该处后重新载入。"
