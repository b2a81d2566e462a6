"""Refusals of models and of rows handed in (评价的拒绝)."""

from __future__ import annotations

from rongxin.base.common.errors import DomainError


class ModelUnknown(DomainError):
    """No model has this code, and no file this path (模型不存在)."""

    code = "EVA-401"
    title = "没有评价模型 {model}"
    next_step = "可用的模型有：{known}；也可以给出模型文件的路径。"


class InputInvalid(DomainError):
    """A row handed in for scoring cannot be read (输入有误)."""

    code = "EVA-402"
    title = "输入第 {line} 行有误：{fault}"
    next_step = "请改正该行后重试。"


class SubjectUnknown(DomainError):
    """No subject has this code or id (主体不存在)."""

    code = "EVA-403"
    title = "没有找到信息主体 {subject}"
    next_step = "请核对统一社会信用代码，或先归集该主体的登记信息。"


class EngineUnknown(DomainError):
    """The engine is not known or not available (引擎不可用)."""

    code = "EVA-404"
    title = "计算引擎 {engine} 不可用"
    next_step = "可用的引擎有：{known}。"
