"""What kinds of parties there are, who may act for them, and how safely they must sign in (主体规则)."""

from __future__ import annotations

import re

from rongxin.base.common.errors import DomainError
from rongxin.base.common.labelled import Labelled


class PartyKind(Labelled):
    """What an organisation is to the platform (主体类别)."""

    PLATFORM = "platform", "平台运营单位"
    ENTERPRISE = "enterprise", "企业"
    INSTITUTION = "institution", "金融机构"
    DEPARTMENT = "department", "数据提供单位"
    REGULATOR = "regulator", "监管部门"


class PartyStatus(Labelled):
    """Whether a party may act (主体状态)."""

    ACTIVE = "active", "正常"
    SUSPENDED = "suspended", "已暂停"


class Role(Labelled):
    """What a person may do for the party (权限)."""

    SIGNATORY = "signatory", "法定代表人或授权签署人"
    HANDLER = "handler", "经办人"
    OFFICER = "officer", "信贷员"
    CLERK = "clerk", "报送员"
    OPERATOR = "operator", "平台运营员"


ROLES_OF: dict[PartyKind, frozenset[Role]] = {
    PartyKind.PLATFORM: frozenset({Role.OPERATOR}),
    PartyKind.ENTERPRISE: frozenset({Role.SIGNATORY, Role.HANDLER}),
    PartyKind.INSTITUTION: frozenset({Role.OFFICER}),
    PartyKind.DEPARTMENT: frozenset({Role.CLERK}),
    PartyKind.REGULATOR: frozenset({Role.OPERATOR}),
}

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{1,39}")


class PartyUnknown(DomainError):
    """No party carries this code."""

    code = "PAR-404"
    title = "平台上没有代码为“{code}”的主体"
    next_step = "请核对代码；新单位请先由平台运营人员登记。"


class PartySuspended(DomainError):
    """The party may not act at present."""

    code = "PAR-409"
    title = "“{name}”已暂停使用平台"
    next_step = "请联系平台运营人员了解原因和恢复办法。"


class PartyCodeTaken(DomainError):
    """Another party carries this code already."""

    code = "PAR-410"
    title = "代码“{code}”已经登记过"
    next_step = "请直接登录；忘记账号请联系平台运营人员。"


class PartyCodeMalformed(DomainError):
    """The code is not short plain ASCII."""

    code = "PAR-422"
    title = "主体代码“{code}”不合规"
    next_step = "请使用 2–40 位字母、数字或连字符。"


class RoleRefused(DomainError):
    """This kind of party has no such role."""

    code = "PAR-423"
    title = "“{kind}”没有“{role}”这一权限"
    next_step = "请选择该类主体可用的权限。"


class NotSignatory(DomainError):
    """The person may not sign for the enterprise."""

    code = "PAR-403"
    title = "您没有代表该企业签署的权限"
    next_step = "请由法定代表人或授权签署人登录后操作。"


class SecondFactorWrong(DomainError):
    """The code of the second factor does not fit."""

    code = "PAR-401"
    title = "动态验证码不正确或已用过"
    next_step = "请等验证器显示新的 6 位数字后再输入；手机时间不准也会造成不符。"


class UsernameTaken(DomainError):
    """Another person signs in with this name already."""

    code = "PAR-411"
    title = "用户名“{username}”已被使用"
    next_step = "请换一个用户名。"


def check_code(code: str) -> str:
    """A short ASCII code, as it stands in addresses, deliveries and tokens (主体代码).

    >>> check_code("yunxi-rcb")
    'yunxi-rcb'
    """
    if not _CODE.fullmatch(code):
        raise PartyCodeMalformed(code=code)
    return code


def check_role(kind: PartyKind, role: Role) -> None:
    """Refuses a role that this kind of party does not have (权限与主体类别相符)."""
    if role not in ROLES_OF[kind]:
        raise RoleRefused(kind=kind.label, role=role.label)


def needs_second_factor(kind: PartyKind) -> bool:
    """Everyone but enterprises must hold a second factor; enterprises may (动态验证码是否必需).

    >>> needs_second_factor(PartyKind.INSTITUTION), needs_second_factor(PartyKind.ENTERPRISE)
    (True, False)
    """
    return kind is not PartyKind.ENTERPRISE
