"""What stands in each cut, and what does not (报告内容)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rongxin.insight.reports import content, invoices, rules
from rongxin.insight.reports.material import Size
from rongxin.insight.reports.rules import Cut
from tests.insight.reports import sample

BANK = frozenset(
    {"admin_penalty", "tax_credit", "credit_evaluation", "registration", "admin_licence", "admin_coercion"}
)


def text_of(made: content.ReportContent) -> str:
    return json.dumps(made.as_dict(), ensure_ascii=False)


def statuses(made: content.ReportContent) -> dict[str, str]:
    table = next(block for block in made.sections[0].blocks if block.kind == "table")
    return {row[0].text: row[1].text for row in table.rows}


def test_each_item_carries_one_of_the_marks_or_its_count():
    marks = statuses(content.build(sample.material()))
    assert marks == {
        "企业登记注册信息": "已获取 1 条",
        "行政许可信息": "已获取 2 条",
        "行政处罚信息": "已获取 1 条",
        "行政强制信息": "无记录",
        "水费信息": "已获取 1 条",
        "燃气费信息": "来源未及时答复",
        "科技研发信息": "数据已过期 40 天",
        "新型农业经营主体信息": "本市尚未接入",
        "纳税信用级别": "已获取 3 条",
        "社会保险缴纳": "已获取 14 条",
        "增值税发票": "已获取 74 条",
    }


def test_the_public_cut_shows_public_items_and_no_evaluation_even_if_handed_everything():
    made = content.build(sample.material(Cut.PUBLIC))
    assert set(statuses(made)) == {one.name for one in sample.ITEMS if one.public}
    text = text_of(made)
    for hidden in ("良好", "742", "纳税", "社会保险", "增值税", "水费", "小型企业", sample.ID_NUMBER):
        assert hidden not in text
    assert [one.title[0] for one in made.sections] == list("一二三四五六七")


def test_items_that_nobody_allowed_are_withheld_whatever_the_material_holds():
    made = content.build(sample.material(Cut.CONSENTED, BANK))
    marks = statuses(made)
    assert marks["社会保险缴纳"] == marks["增值税发票"] == marks["科技研发信息"] == "未授权"
    text = text_of(made)
    for hidden in ("1,624.80", "青禾农机 0710032845", '近 3 个月参保人数变化率", "value"', "小型企业"):
        assert hidden not in text
    assert "仅供云溪农商银行用于贷前审核" in text
    assert "授权期限" in text


def test_an_evaluation_made_of_items_that_nobody_allowed_is_not_shown():
    found = replace(sample.EVALUATION, needs=frozenset({"vat_invoice"}))
    assert "742" not in text_of(content.build(sample.material(Cut.CONSENTED, BANK, evaluation=found)))
    assert "742" in text_of(content.build(sample.material(Cut.CONSENTED, BANK | {"vat_invoice"}, evaluation=found)))
    assert "742" in text_of(content.build(sample.material(Cut.SELF, evaluation=found)))


def test_without_leave_for_the_evaluation_there_is_none():
    made = content.build(sample.material(Cut.CONSENTED, BANK - {"credit_evaluation"}))
    assert "742" not in text_of(made)
    assert made.summary[0].value.text == "未授权"


@pytest.mark.parametrize(
    ("cut", "asked", "shown"),
    [
        (Cut.SELF, None, "990*************17"),
        (Cut.CONSENTED, BANK, None),
        (Cut.CONSENTED, BANK | {"admin_penalty.legal_rep_id_number"}, sample.ID_NUMBER),
        (Cut.PUBLIC, None, None),
    ],
)
def test_id_numbers_are_masked_withheld_or_granted(cut: Cut, asked: frozenset[str] | None, shown: str | None):
    text = text_of(content.build(sample.material(cut, asked)))
    assert (sample.ID_NUMBER in text) == (shown == sample.ID_NUMBER)
    assert ("990*************17" in text) == (shown == "990*************17")


def test_the_evaluation_never_says_reject_and_says_what_it_is_for():
    text = text_of(content.build(sample.material()))
    assert "供金融机构参考，不作为拒贷依据" in text
    assert "建议拒绝" not in text


def test_what_is_missing_is_a_dash_and_never_a_zero():
    made = content.build(sample.material())
    negative = next(one for one in made.sections if one.key == "negative")
    values = {pair.label: pair.value.text for block in negative.blocks if block.kind == "facts" for pair in block.pairs}
    assert values["罚款（元）"] == "5,000.00"
    assert values["没收金额（元）"] == "—"


def test_the_size_class_says_why_it_cannot_be_told():
    text = text_of(content.build(sample.material(size=Size(None, "缺少从业人员"))))
    assert "无法判定" in text
    assert "缺少从业人员" in text


def test_a_firm_of_which_nothing_is_known_still_has_a_whole_report():
    made = content.build(sample.material(answers={}, evaluation=None, size=Size(None), indicators=()))
    assert set(statuses(made).values()) == {"未授权"}
    assert len(made.sections) == 9


def test_more_records_than_were_handed_over_are_told():
    answers = sample.answers()
    answers["admin_licence"].total = 802
    made = content.build(sample.material(answers=answers))
    assert statuses(made)["行政许可信息"] == "已获取 802 条"
    assert "另有更早的 800 条" in text_of(made)


def test_the_same_material_gives_the_same_digest_and_any_change_another():
    first, again = content.build(sample.material()), content.build(sample.material())
    other = content.build(sample.material(made_on=date(2026, 11, 22), sources={}))
    assert first.digest == again.digest
    assert first.digest != other.digest


def test_invoices_by_month_count_void_and_take_off_red():
    months = invoices.by_month(sample.invoices())
    newest = months[0]
    assert (newest.month, newest.sales_count, newest.void_count, newest.red_yuan) == (
        date(2026, 10, 1), 3, 1, Decimal("-12000"),
    )  # fmt: skip
    amount = Decimal("382000.50") + 23 * 1250
    assert newest.sales_yuan == amount + amount / 2 - 12000
    assert newest.purchases_yuan == amount / 3
    assert len(invoices.by_month(sample.invoices(), whole=False)) == len(months) - 1


def test_a_code_is_spoken_on_the_cover():
    made = content.build(sample.material())
    assert made.code == rules.spoken_code(sample.CODE)
    assert made.address.endswith(sample.CODE)
