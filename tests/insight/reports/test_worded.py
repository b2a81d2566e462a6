"""Stored results in the words of a report (评价结果的说法)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from rongxin.insight.evaluation.rules import Missing, Point, Raise, Result
from rongxin.insight.reports import worded

RESULT = Result(
    model="enterprise_basic",
    version="1.0.0",
    score=742,
    grade="B",
    label="B",
    points=(
        Point("age_months", "成立时间", "主体", "5.7 年", 68, "ok", 60, "成立满 5 年"),
        Point("tax_credit_grade", "纳税信用级别", "纳税", "未授权", None, "unauthorised", None, "没有授权"),
    ),
    missing=(Missing("tax_credit_grade", "纳税信用级别", "unauthorised", "纳税信用级别：企业未授权使用。"),),
    raises=(Raise("age_months", "成立时间", "5.7 年", "at_least", 120, 20, "成立满 10 年，可增加 20 分。"),),
    limits=("有未修复的严重失信记录，等级不高于 C",),
).as_dict()


def test_a_result_is_worded_with_the_regions_own_grade():
    found = worded.evaluation(
        RESULT,
        model="企业基础性信用评价",
        as_of=date(2026, 11, 20),
        needs=["tax_credit"],
        label={"B": "良好"}.__getitem__,
    )
    assert (found.grade, found.score, found.model) == ("良好", Decimal(742), "企业基础性信用评价 1.0.0")
    assert [(one.indicator, one.points) for one in found.points] == [("成立时间", Decimal(60)), ("纳税信用级别", None)]
    assert found.raises == ("成立满 10 年，可增加 20 分。",)
    assert found.missing == ("纳税信用级别：企业未授权使用。",)
    assert found.limits == ("有未修复的严重失信记录，等级不高于 C",)
    assert found.needs == {"tax_credit"}


def test_an_undecided_result_says_so_and_has_no_score():
    undecided = {**RESULT, "grade": None, "score": None}
    found = worded.evaluation(undecided, model="m", as_of=None, needs=[], label=str)
    assert (found.grade, found.score) == ("无法判定", None)


def test_the_size_class_or_why_there_is_none():
    assert worded.size({"grade": "small", "label": "小型", "missing": []}).label == "小型"
    unknown = worded.size(
        {"grade": None, "label": "无法判定", "missing": [{"sentence": "缺从业人员。"}, {"sentence": "缺营业收入。"}]}
    )
    assert (unknown.label, unknown.why) == (None, "缺从业人员；缺营业收入")
    assert worded.size(None).label is None


def test_operating_indicators_are_worded_with_units_and_absent_ones_left_out():
    values = {"sales_12m_yuan": Decimal("1234567.89"), "purchases_12m_yuan": None, "age_months": 68, "no_such_thing": 3}
    (found,) = worded.indicators(values)
    assert (found.value, found.item) == ("123.45 万元", "vat_invoice")
