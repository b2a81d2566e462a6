"""What the reports refuse (报告的拒绝)."""

from __future__ import annotations

from rongxin.base.common.errors import DomainError


class CutRefused(DomainError):
    """The basis does not allow this cut (版本与依据不符)."""

    code = "REP-401"
    title = "依据“{basis}”不能出具{cut}"
    next_step = "公开版人人可以出具；自查版由企业本人出具；授权版按企业的授权出具。"


class ReportUnknown(DomainError):
    """There is no such report, or it is not for this reader (报告不存在)."""

    code = "REP-404"
    title = "没有可以查看的报告 {number}"
    next_step = "请核对报告编号；授权变更或撤回后，请重新出具报告。"
