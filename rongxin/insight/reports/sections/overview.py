"""Who the subject is, as registered, and its size class (主体概况)."""

from __future__ import annotations

from rongxin.insight.reports import wording
from rongxin.insight.reports.blocks import NONE, Block, Cell, Facts, Pair, Remark, Section
from rongxin.insight.reports.material import Material
from rongxin.insight.reports.sections import shared

_SHORT = (
    ("企业名称", "enterprise_name"),
    ("统一社会信用代码", "uscc"),
    ("类型", "subject_type"),
    ("法定代表人（负责人）", "legal_representative"),
    ("成立日期", "established_on"),
    ("登记状态", "status"),
    ("所属行业代码", "industry_code"),
    ("登记机关", "authority_name"),
    ("核准日期", "approved_on"),
)
_BY_RULE = "按《统计上大中小微型企业划分办法》（2017）推算，供参考，以主管部门认定为准。"
_TOO_LITTLE = "缺少营业收入、从业人员等必要数据；不按最小一档处理。"


def section(material: Material) -> Section:
    """Registration in full, then the size class or why it cannot be told."""
    return Section("overview", "主体概况", (*_registration(material), *_size(material)))


def _registration(material: Material) -> tuple[Block, ...]:
    records = material.records("registration")
    if not records:
        return (shared.absent(material, "registration"),)
    row = records[0]
    pairs = [
        Pair(label, Cell(wording.text(material.label("registration", column, row.get(column)))))
        for label, column in _SHORT
    ]
    pairs.insert(4, Pair("注册资本（万元）", Cell(_capital(row))))
    wide = (
        Pair("住所（经营场所）", Cell(wording.text(row.get("address")))),
        Pair("经营范围", Cell(wording.text(row.get("scope")))),
    )
    return (Facts(tuple(pairs), "登记注册信息", wide), shared.source(material, "registration"))


def _capital(row: shared.Row) -> str:
    """In 万元 when it is in yuan; otherwise as the register words it, in its own currency."""
    amount = row.get("registered_capital_yuan")
    return wording.ten_thousand(amount) if amount is not None else wording.text(row.get("registered_capital_text"))


def _size(material: Material) -> tuple[Block, ...]:
    size = material.size
    if size.label:
        return (Remark("企业划型", Cell(size.label), size.why or _BY_RULE),)
    return (Remark("企业划型", Cell("无法判定", NONE), size.why or _TOO_LITTLE),)
