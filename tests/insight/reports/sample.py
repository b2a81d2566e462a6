"""Material for a report of a made-up firm, so that pure tests need no database (示例素材)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from rongxin.insight.reports import rules
from rongxin.insight.reports.material import Cover, Evaluation, Indicator, ItemName, Material, Point, Size

FIRM = "云溪青禾农机有限公司"
FIRM_CODE = "91990101MA00000012"
ID_NUMBER = "990101199003070017"
MADE_AT = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
CODE = "00000000001Y"

ITEMS = (
    ItemName("registration", "企业登记注册信息", True, {"status": {"active": "存续"}}),
    ItemName("admin_licence", "行政许可信息", True),
    ItemName("admin_penalty", "行政处罚信息", True),
    ItemName("admin_coercion", "行政强制信息", True),
    ItemName("water_fee", "水费信息", False),
    ItemName("gas_fee", "燃气费信息", False),
    ItemName("sci_tech", "科技研发信息", False),
    ItemName("new_agri", "新型农业经营主体信息", False),
    ItemName("tax_credit", "纳税信用级别", False),
    ItemName("social_insurance", "社会保险缴纳", False),
    ItemName("vat_invoice", "增值税发票", False),
)
SOURCES = {
    "yx-scjg": "云溪市市场监督管理局",
    "yx-fgw": "云溪市发展和改革委员会",
    "yx-tax": "云溪市税务局",
    "yx-rsj": "云溪市人力资源和社会保障局",
    "yx-zjj": "云溪市住房和城乡建设局",
    "yx-kjj": "云溪市科学技术局",
}


@dataclass
class Answer:
    """The shape that the gate of the records gives."""

    state: str
    records: list[dict[str, Any]] = field(default_factory=list)
    source: str = ""
    as_of: date | None = None
    days_old: int = 0
    total: int = 0


REGISTRATION = {
    "enterprise_name": FIRM,
    "uscc": FIRM_CODE,
    "subject_type": "有限责任公司（自然人投资或控股）",
    "legal_representative": "苗青禾",
    "registered_capital_text": "300万元人民币",
    "registered_capital_yuan": Decimal("3000000"),
    "established_on": date(2021, 3, 8),
    "scope": "农业机械、农机配件的制造、销售、租赁和维修；农作物种植服务；农副产品初加工和销售；"
    "仓储服务（不含危险化学品）；货物进出口。依法须经批准的项目，经相关部门批准后方可开展经营活动，具体经营项目以相关部门批准文件或许可证件为准。",
    "address": "云溪市青石县东岭产业园三区十七号厂房",
    "status": "active",
    "industry_code": "3572",
    "authority_name": "青石县市场监督管理局",
    "approved_on": date(2025, 6, 30),
}
LICENCES = [
    {
        "decision_title": "农业机械维修经营许可决定书",
        "decision_no": "云青农许〔2024〕0137号",
        "certificate_name": "农业机械维修技术合格证",
        "licence_no": "YXQS-NJ-2024-0137",
        "content": "农业机械综合维修（二级），含拖拉机、联合收割机整机维修",
        "decided_on": date(2024, 5, 13),
        "valid_until": date(2027, 5, 12),
        "status": "有效",
        "authority_name": "青石县农业农村局",
        "legal_rep_id_type": "身份证",
        "legal_rep_id_number": ID_NUMBER,
    },
    {
        "decision_title": "道路运输经营许可决定书",
        "decision_no": "云青交许〔2023〕0452号",
        "certificate_name": "道路运输经营许可证",
        "licence_no": "云青字990102000452号",
        "content": "道路普通货物运输",
        "decided_on": date(2023, 9, 1),
        "valid_until": None,
        "status": "有效",
        "authority_name": "青石县交通运输局",
        "legal_rep_id_type": "身份证",
        "legal_rep_id_number": ID_NUMBER,
    },
]
PENALTY = {
    "decision_title": "行政处罚决定书",
    "decision_no": "云青市监罚〔2026〕0088号",
    "violation_type": "广告内容不实",
    "violation_facts": "当事人在其门店宣传册上写明所售收割机“节油百分之四十”，"
    "不能提供检测报告或者其他证据，所作宣传缺少事实依据。",
    "basis": "《中华人民共和国广告法》第二十八条、第五十五条",
    "content": "责令停止发布，消除影响，罚款人民币五千元",
    "fine_yuan": Decimal("5000.00"),
    "confiscated_yuan": None,
    "revoked_licence": None,
    "decided_on": date(2026, 8, 17),
    "public_until": date(2026, 11, 30),
    "authority_name": "青石县市场监督管理局",
    "legal_rep_id_type": "身份证",
    "legal_rep_id_number": ID_NUMBER,
}
TAX = [
    {"year": year, "grade": grade, "assessed_on": date(year + 1, 4, 20)}
    for year, grade in ((2023, "B"), (2024, "B"), (2025, "A"))
]
WATER = {
    "account": "青禾农机 0710032845",
    "payment_details": "2026-08 432.60元；2026-09 418.00元；2026-10 455.20元，均按期缴清",
    "usage_avg_3m": Decimal("108.50"),
    "usage_avg_6m": Decimal("101.20"),
    "in_arrears": False,
}


def insurance() -> list[dict[str, Any]]:
    """Fourteen months, the last one with arrears."""
    months = [(2025, month) for month in range(9, 13)] + [(2026, month) for month in range(1, 11)]
    rows = []
    for place, (year, month) in enumerate(months):
        payable, owed = Decimal(23 + place) * Decimal("812.40"), Decimal("1624.80") if month == 10 else Decimal("0.00")
        rows.append(
            {
                "period_on": date(year, month, 1),
                "insured_count": 23 + place,
                "payable_yuan": payable,
                "paid_yuan": payable - owed,
                "arrears_yuan": owed,
            }
        )
    return rows


def invoices() -> list[dict[str, Any]]:
    """Two years of sales with a void and a red-letter one, and some purchases."""
    rows: list[dict[str, Any]] = []
    for place in range(24):
        day = date(2024 + (place + 10) // 12, (place + 10) % 12 + 1, 15)
        amount = Decimal("382000.50") + place * 1250
        rows += [
            {"direction": "output", "issued_on": day, "amount_yuan": amount, "status": "valid"},
            {"direction": "output", "issued_on": day, "amount_yuan": amount / 2, "status": "valid"},
            {"direction": "input", "issued_on": day, "amount_yuan": amount / 3, "status": "valid"},
        ]
    rows.append(
        {"direction": "output", "issued_on": date(2026, 10, 8), "amount_yuan": Decimal("9000"), "status": "void"}
    )
    rows.append(
        {"direction": "output", "issued_on": date(2026, 10, 9), "amount_yuan": Decimal("-12000"), "status": "valid"}
    )
    return rows


def answers() -> dict[str, Answer]:
    """Every state that an item can have."""
    fresh = date(2026, 11, 20)
    return {
        "registration": Answer("returned", [REGISTRATION], "yx-scjg", fresh),
        "admin_licence": Answer("returned", LICENCES, "yx-fgw", fresh),
        "admin_penalty": Answer("returned", [PENALTY], "yx-fgw", fresh),
        "admin_coercion": Answer("none_on_file", [], "yx-fgw", fresh),
        "water_fee": Answer("returned", [WATER], "yx-zjj", date(2026, 11, 22)),
        "gas_fee": Answer("source_late", []),
        "sci_tech": Answer("out_of_date", [], as_of=date(2026, 10, 13), days_old=40),
        "new_agri": Answer("not_connected"),
        "tax_credit": Answer("returned", TAX, "yx-tax", date(2026, 4, 30)),
        "social_insurance": Answer("returned", insurance(), "yx-rsj", date(2026, 11, 5)),
        "vat_invoice": Answer("returned", invoices(), "yx-tax", date(2026, 10, 31)),
    }


EVALUATION = Evaluation(
    model="企业基础信用评价（示范）1.0",
    grade="良好",
    score=Decimal("742"),
    as_of=date(2026, 11, 20),
    points=(
        Point("成立年限", "5.7 年", Decimal("60"), "成立满 5 年，经营存续稳定"),
        Point("纳税信用级别", "A 级", Decimal("80"), "最近年度为 A 级"),
        Point("近 12 个月行政处罚次数", "1 次", Decimal("-40"), "有 1 条一般处罚，公示期未满；修复或期满后自动恢复"),
        Point("近 12 个月开票活跃月数", "12 个月", Decimal("50"), "每个月都有开票"),
        Point("近 3 个月参保人数变化率", "+8.8%", Decimal("20"), "参保人数增加"),
        Point("是否高新技术企业", "未授权", None, "没有授权，不计分", "missing"),
    ),
    raises=("处罚公示期满或完成信用修复：最多 +40 分", "授权提供科技研发信息：可能 +30 分，不会减分"),
    note="分值和等级线是演示值，不是任何主管部门公布的评价标准。结果仅供参考。",
    missing=("科技研发信息（未授权）", "燃气费信息（来源未及时答复）"),
)


def material(cut: rules.Cut = rules.Cut.SELF, asked: frozenset[str] | None = None, **changes: Any) -> Material:
    """The made-up firm's material for a cut."""
    everything = frozenset(item.code for item in ITEMS) | {rules.EVALUATION}
    basis, purpose, recipient, consent = {
        rules.Cut.PUBLIC: ("依法公开", "公开查询", "社会公众", ""),
        rules.Cut.SELF: ("信息主体自查", "自查", FIRM, ""),
        rules.Cut.CONSENTED: ("企业授权", "贷前审核", "云溪农商银行", "2026-11-20 至 2026-12-22"),
    }[cut]
    cover = Cover(
        platform="云溪市融资信用服务平台",
        region="云溪市",
        subject_name=FIRM,
        subject_code=FIRM_CODE,
        number="RX20261122-8RK1GYCH",
        code=CODE,
        made_at=MADE_AT,
        cut=cut,
        basis=basis,
        purpose=purpose,
        recipient=recipient,
        address="http://127.0.0.1:8000/verify/" + CODE,
        consent=consent,
    )
    made = Material(
        cover=cover,
        made_on=date(2026, 11, 22),
        items=ITEMS,
        answers=answers(),
        asked=asked or everything,
        sources=SOURCES,
        evaluation=EVALUATION,
        size=Size("小型企业", "按开票金额和参保人数推算，供参考。", frozenset({"vat_invoice", "social_insurance"})),
        indicators=(
            Indicator("近 12 个月销项金额", "712.40 万元", "vat_invoice"),
            Indicator("近 3 个月参保人数变化率", "+8.8%", "social_insurance"),
            Indicator("前五大客户占比", "61.0%", "vat_invoice"),
        ),
    )
    return replace(made, **changes)
