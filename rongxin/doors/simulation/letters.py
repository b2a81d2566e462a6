"""Which files each department sends, and in what hand (各部门的报送文件).

A letter is one file: an item, some of its facts, its headings in their order and the habits of the system that
wrote it. The headings are those of the standards and of real exports; the catalogue knows them as aliases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rongxin.doors.simulation.facts.facts import Array, Facts, year_of

GB, BOM, UTF8, WORKBOOK = "gb18030", "utf-8-sig", "utf-8", "xlsx"


@dataclass(frozen=True, slots=True)
class Style:
    """The habits of one exporting system (文件风格)."""

    form: str = GB
    day: str = "dash"
    odd_days: tuple[str, ...] = ("slash", "chinese")
    month: str = "dash"
    odd_months: tuple[str, ...] = ("chinese", "six")
    money: str = "plain"
    wan: tuple[str, ...] = ()  # columns in ten thousands of yuan
    null: str = ""
    untidiness: float = 0.004
    title: str = ""  # a line above the headings
    numbered: bool = False  # a column 序号 in front
    native: bool = False  # a workbook with real dates and numbers instead of texts


@dataclass(frozen=True, slots=True)
class Letter:
    """One file of a department (报送文件).

    `headings` are pairs of catalogue column and heading. `share` picks facts by a column's values.
    """

    name: str
    item: str
    headings: tuple[tuple[str, str], ...]
    style: Style
    column: str = ""
    values: tuple[object, ...] = ()

    def mask(self, facts: Facts) -> Array:
        """The facts that go into this file."""
        if not self.column:
            return facts.who == facts.who
        column = facts.columns[self.column]
        if self.column.endswith("_on"):
            column = year_of(column)
        found: Array = sum((column == one for one in self.values), column != column)
        return found


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    pairs = [line.split(None, 1) for line in text.strip().splitlines()]
    return tuple((column, heading.strip()) for column, heading in pairs)


_REGISTER = _pairs("""
enterprise_name 企业名称
uscc 统一社会信用代码
subject_type 主体类型
legal_representative 法定代表人姓名
registered_capital_text 注册资本
established_on 成立日期
scope 经营范围
address 住所
province 所在省份
city 所在地区
status 登记状态
industry_code 行业代码
authority_name 登记机关
approved_on 核准日期
""")
_REGISTER_OTHER = _pairs("""
uscc 社会信用代码
enterprise_name 市场主体名称
subject_type 市场主体类型
legal_representative 法定代表人
established_on 注册日期
registered_capital_text 注册资金
address 经营场所
scope 经营范围
industry_code 国民经济行业代码
status 经营状态
approved_on 发照日期
division_code 行政区划代码
authority_name 登记机关
""")
_LICENCE_2021 = _pairs("""
enterprise_name 行政相对人名称
counterpart_type 行政相对人类别
uscc 行政相对人代码_1(统一社会信用代码)
legal_representative 法定代表人
legal_rep_id_type 法定代表人证件类型
legal_rep_id_number 法定代表人证件号码
decision_title 行政许可决定文书名称
decision_no 行政许可决定文书号
licence_type 许可类别
certificate_name 许可证书名称
licence_no 许可编号
content 许可内容
decided_on 许可决定日期
valid_until 有效期至
authority_name 许可机关
authority_uscc 许可机关统一社会信用代码
status 当前状态
provider_name 数据来源单位
""")
_LICENCE_CODES = _pairs("""
enterprise_name XK_XDR_MC
counterpart_type XK_XDR_LB
uscc XK_XDR_SHXYM
legal_representative XK_FRDB
legal_rep_id_type XK_FR_ZJLX
legal_rep_id_number XK_FR_ZJHM
decision_title XK_XKWS
decision_no XK_WSH
licence_type XK_XKLB
certificate_name XK_XKZS
licence_no XK_XKBH
content XK_NR
decided_on XK_JDRQ
valid_until XK_YXQZI
authority_name XK_XKJG
authority_uscc XK_XKJGDM
status XK_ZT
provider_name XK_LYDW
""")
_PENALTY_2021 = _pairs("""
enterprise_name 行政相对人名称
counterpart_type 行政相对人类别
uscc 行政相对人代码_1(统一社会信用代码)
legal_representative 法定代表人
legal_rep_id_type 法定代表人证件类型
legal_rep_id_number 法定代表人证件号码
decision_no 行政处罚决定书文号
violation_type 违法行为类型
violation_facts 违法事实
basis 处罚依据
content 处罚内容
fine_yuan 罚款金额（万元）
confiscated_yuan 没收违法所得、没收非法财物的金额（万元）
revoked_licence 暂扣或吊销证照名称及编号
decided_on 处罚决定日期
valid_until 处罚有效期
public_until 公示截止期
authority_name 处罚机关
authority_uscc 处罚机关统一社会信用代码
provider_name 数据来源单位
""")
_PENALTY_CODES = _pairs("""
enterprise_name CF_XDR_MC
counterpart_type CF_XDR_LB
uscc CF_XDR_SHXYM
legal_representative CF_FRDB
decision_no CF_WSH
violation_type CF_WFXW
violation_facts CF_SY
basis CF_YJ
content CF_NR
fine_yuan CF_NR_FK
confiscated_yuan CF_NR_WFFF
decided_on CF_JDRQ
valid_until CF_YXQ
public_until CF_GSJZQ
authority_name CF_CFJG
authority_uscc CF_CFJGDM
provider_name CF_SJLY
""")
_COERCION = _pairs("""
enterprise_name 企业名称
uscc 统一社会信用代码
legal_representative 法定代表人姓名
legal_rep_id_type 法定代表人证件类型
legal_rep_id_number 法定代表人证件号码
decision_title 行政强制决定文书名称
decision_no 行政强制文书号
reason 行政强制执行理由
basis 行政强制执行依据
method 行政强制执行方式
enforced_on 执行时间
authority_name 行政机关名称
authority_uscc 行政机关统一社会信用代码
provider_name 数据提供单位
""")
_TAX = _pairs("""
enterprise_name 纳税人名称
uscc 纳税人识别号
year 评价年度
assessed_on 评价日期
grade 纳税信用级别
""")
_INSURANCE = _pairs("""
enterprise_name 单位名称
uscc 单位统一社会信用代码
period_on 费款所属期
insured_count 参保人数
payable_yuan 应缴金额（元）
paid_yuan 实缴金额（元）
arrears_yuan 欠缴金额（元）
""")
_INSURANCE_WAN = _pairs("""
uscc 统一社会信用代码
enterprise_name 缴费单位
period_on 所属期
insured_count 缴费人数
payable_yuan 应缴金额（万元）
paid_yuan 实缴金额（万元）
arrears_yuan 欠缴金额（万元）
""")
_INVOICE = """
uscc 纳税人识别号
invoice_no 发票号码
issued_on 开票日期
counterparty_code {0}
amount_yuan 金额
tax_yuan 税额
total_yuan 价税合计
status 发票状态
"""
_SALES = _pairs(_INVOICE.format("购买方统一社会信用代码"))
_PURCHASES = _pairs(_INVOICE.format("销售方统一社会信用代码"))
_TECHNOLOGY = _pairs("""
enterprise_name 单位名称
uscc 社会信用代码
is_high_tech 是否高新技术企业
support 科研支持信息
""")
_FARMING = _pairs("""
entity_name 主体名称
category 主体类别
responsible_person 负责人姓名
location 经营地址
business 主营内容
land_rights 土地经营权
housing_rights 住房财产权
""")
_FINES = ("fine_yuan", "confiscated_yuan")
_DUES = ("payable_yuan", "paid_yuan", "arrears_yuan")


def letters(facts: Mapping[str, Facts]) -> list[Letter]:
    """All files, in the order in which they are sent: the register first (全部报送文件)."""
    found: list[Letter] = []
    for item, makers in _BY_ITEM.items():
        if item in facts:
            found += makers(facts[item])
    return found


def _register(facts: Facts) -> list[Letter]:
    column = "division_code"
    return [
        Letter("云溪区_市场主体登记.csv", "registration", _REGISTER, Style(GB, day="dash", null=""), column, ("990101",)),
        Letter(
            "青石县市场主体名录.xlsx",
            "registration",
            _REGISTER_OTHER,
            Style(WORKBOOK, day="slash", odd_days=("eight", "chinese", "serial"), null="—", title="青石县市场主体名录",
                  numbered=True),
            column,
            ("990102",),
        ),
        Letter(
            "东岭区登记信息(UTF-8).csv",
            "registration",
            _REGISTER_OTHER,
            Style(BOM, day="chinese", odd_days=("dash", "dot"), null="N/A"),
            column,
            ("990103",),
        ),
    ]  # fmt: skip


def _licences(facts: Facts) -> list[Letter]:
    *early, last = _years(facts, "decided_on")
    return [
        Letter("双公示_行政许可_历年.csv", facts.item, _LICENCE_CODES, Style(GB, day="slash", null="NULL"), "decided_on",
               tuple(early)),
        Letter("双公示_行政许可_本年.xlsx", facts.item, _LICENCE_2021, Style(WORKBOOK, day="dash", null="/", native=True),
               "decided_on", (last,)),
    ]  # fmt: skip


def _penalties(facts: Facts) -> list[Letter]:
    *early, last = _years(facts, "decided_on")
    return [
        Letter(
            "双公示_行政处罚_历年.csv", facts.item, _PENALTY_2021,
            Style(BOM, day="dash", odd_days=("slash", "moment"), wan=_FINES, null="N/A"), "decided_on", tuple(early),
        ),
        Letter(
            "双公示_行政处罚_本年.xlsx", facts.item, _PENALTY_CODES,
            Style(WORKBOOK, day="slash", odd_days=("dash", "serial"), wan=_FINES, null="-"), "decided_on", (last,),
        ),
    ]  # fmt: skip


def _coercions(facts: Facts) -> list[Letter]:
    return [
        Letter(
            "行政强制信息汇总表.xlsx", facts.item, _COERCION, Style(WORKBOOK, day="chinese", title="行政强制信息汇总表")
        )
    ]


def _taxes(facts: Facts) -> list[Letter]:
    return [Letter("纳税信用评价结果.csv", facts.item, _TAX, Style(GB, day="eight", odd_days=("dash",), null="--"))]


def _insurance(facts: Facts) -> list[Letter]:
    *early, last = _years(facts, "period_on")
    return [
        Letter("社保缴费_历年.csv", facts.item, _INSURANCE, Style(GB, month="six", odd_months=("dash",), null="-"), "period_on",
               tuple(early)),
        Letter("社保缴费_本年.csv", facts.item, _INSURANCE_WAN, Style(UTF8, month="dash", wan=_DUES), "period_on", (last,)),
    ]  # fmt: skip


def _invoices(facts: Facts) -> list[Letter]:
    return [
        Letter("销项发票明细.csv", facts.item, _SALES, Style(GB, day="dash", odd_days=("slash",), untidiness=0.002),
               "direction", ("output",)),
        Letter("进项发票明细.csv", facts.item, _PURCHASES, Style(BOM, day="slash", odd_days=("dash",), money="commas",
               untidiness=0.002), "direction", ("input",)),
    ]  # fmt: skip


def _technology(facts: Facts) -> list[Letter]:
    return [Letter("科技型企业名单.xlsx", facts.item, _TECHNOLOGY, Style(WORKBOOK, title="科技型企业名单"))]


def _farming(facts: Facts) -> list[Letter]:
    return [
        Letter(
            "新型农业经营主体名录.xlsx", facts.item, _FARMING, Style(WORKBOOK, null="—", title="新型农业经营主体名录")
        )
    ]


def _years(facts: Facts, column: str) -> Sequence[int]:
    found: list[int] = sorted(set(year_of(facts.columns[column]).tolist()))
    return found if len(found) > 1 else [found[0] - 1, found[0]]


_BY_ITEM = {
    "registration": _register,
    "admin_licence": _licences,
    "admin_penalty": _penalties,
    "admin_coercion": _coercions,
    "tax_credit": _taxes,
    "social_insurance": _insurance,
    "vat_invoice": _invoices,
    "sci_tech": _technology,
    "new_agri": _farming,
}
