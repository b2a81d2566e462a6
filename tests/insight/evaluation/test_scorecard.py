"""Reasons, gaps, limits and what would raise the score; wrong model files are refused with their place."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rongxin.base.common.strict_toml import FileInvalid
from rongxin.insight.evaluation import loading
from rongxin.insight.evaluation.errors import ModelUnknown
from rongxin.insight.evaluation.rules import Result
from rongxin.insight.evaluation.scorer import score

GOOD: dict[str, Any] = {
    "age_months": 40,
    "registered_capital_yuan": Decimal("2000000.00"),
    "is_active": True,
    "licence_valid_count": 1,
    "licence_expiring_90d": 0,
    "penalty_count_12m": 0,
    "penalty_count_36m": 0,
    "penalty_fines_36m_yuan": Decimal("0.00"),
    "coercion_count_36m": 0,
    "tax_grade_latest": "A",
    "tax_a_years_3": 1,
}
ITEMS = ("registration", "admin_licence", "admin_penalty", "admin_coercion", "tax_credit")
STATES = dict.fromkeys(ITEMS, "ok")


def basic(states: dict[str, str] | None = None, **changes: Any) -> Result:
    return score(loading.model("enterprise_basic"), {**GOOD, **changes}, {**STATES, **(states or {})})


def test_points_add_up_to_score_and_grade() -> None:
    found = basic()
    assert found.score == 600 + (50 + 20 + 20) + 20 + (30 + 20) + (110 + 10)
    assert (found.grade, found.label) == ("A", "优秀")
    assert all(point.reason and point.state == "ok" for point in found.points)


def test_a_group_never_gives_more_than_its_cap() -> None:
    assert basic(tax_a_years_3=3).score == basic(tax_a_years_3=2).score + 15  # type: ignore[operator]


@pytest.mark.parametrize(("months", "points"), [(11, 0), (12, 20), (35, 20), (36, 50), (119, 70), (120, 90)])
def test_a_border_belongs_to_the_bin_that_says_from(months: int, points: int) -> None:
    assert next(one.points for one in basic(age_months=months).points if one.indicator == "age_months") == points


@pytest.mark.parametrize(("fines", "points"), [("0.00", 0), ("0.01", -10), ("49999.99", -10), ("50000.00", -40)])
def test_a_border_belongs_to_the_bin_that_says_to(fines: str, points: int) -> None:
    found = basic(penalty_fines_36m_yuan=Decimal(fines))
    assert next(one.points for one in found.points if one.indicator == "penalty_fines_36m_yuan") == points


def test_a_veto_sets_the_grade_and_a_cap_holds_it() -> None:
    assert (basic(is_active=False).grade, basic(is_active=False).limits) == ("D", ("登记状态不是存续，等级为 D",))
    capped = basic(tax_grade_latest="D", age_months=200, tax_a_years_3=3)
    assert capped.grade == "C"
    assert basic(age_months=3).grade == "B"


def test_missing_is_told_with_its_reason_and_is_not_zero() -> None:
    found = basic({"registration": "not_connected"}, age_months=None)
    assert (found.score, found.grade, found.label) == (None, None, "无法判定")
    assert [one.sentence for one in found.missing] == ["成立时间：尚未接入，缺少它不能评价"]
    assert found.raises == ()


def test_an_unseen_code_is_undecided() -> None:
    assert basic(tax_grade_latest="E").grade is None


def test_what_would_raise_the_score_is_the_nearest_better_bin() -> None:
    found = basic(penalty_count_12m=1, penalty_count_36m=1, tax_grade_latest="B")
    assert len(found.raises) == 3
    assert [one.points for one in found.raises] == sorted((one.points for one in found.raises), reverse=True)
    first = found.raises[0]
    assert (first.indicator, first.op, first.required, first.points) == ("penalty_count_12m", "below", Decimal(1), 70)
    assert first.sentence == "近12个月行政处罚次数（现为 1 次）降到 1 次以下（不含），可加 70 分"


def test_an_unknown_item_is_not_taken_for_good_or_bad() -> None:
    extended = loading.model("enterprise_extended")
    states = {**STATES, "vat_invoice": "unauthorised"}
    found = score(extended, {**GOOD, "sales_12m_yuan": None}, states)
    gap = next(one for one in found.missing if one.indicator == "sales_12m_yuan")
    assert gap.sentence == "近12个月开票销售额：企业未授权使用；授权后可以计分，最多 50 分"
    assert next(one.points for one in found.points if one.indicator == "sales_12m_yuan") == 0


TEXT = (loading.FOLDER / "enterprise_basic.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('indicator = "age_months"', 'indicator = "age_moons"', ("rules[1].indicator", "age_moons", "age_months")),
        ("{ from = 12, below = 36,", "{ from = 13, below = 36,", ("rules[1].bins[2].from", "from = 12")),
        ("{ from = 120, points = 90 }", "{ from = 120, below = 200, points = 90 }", ("rules[1].bins", "上限")),
        ("below = 36, points = 20", 'below = 36, points = "many"', ("bins[2].points", "many")),
        ('unseen = "undecided"', "", ("rules[10].unseen", "缺少")),
        ("codes = { A = 110,", "codes = { Z = 110,", ("codes", "Z")),
        ("unauthorised = 0, ", "", ("missing.unauthorised", "缺少")),
        ('operator = "flag"', 'operator = "magic"', ("rules[3].operator", "magic", "interval")),
        ('op = "is_false"', 'op = "is_flase"', ("vetoes[1]", "is_flase")),
        ('grade = "D"\nreason', 'grade = "E"\nreason', ("vetoes[1].grade", "E")),
        ('from = 800', "from = 100", ("grades", "由高到低")),
        ("start = 600", "start = 6000", ("score.start", "1000")),
        ('scorer = "scorecard"', 'scorer = "oracle"', ("scorer", "oracle", "tiers")),
        ("[score]", "[score]\nbonus = 3", ("score.bonus", "不认识的键")),
    ],
)  # fmt: skip
def test_a_wrong_model_file_is_refused_with_place_and_reason(
    tmp_path: Path, old: str, new: str, words: tuple[str, ...]
) -> None:
    path = tmp_path / "wrong.toml"
    assert old in TEXT
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileInvalid) as refusal:
        loading.read(path)
    assert all(word in refusal.value.sentence for word in ("wrong.toml", *words)), refusal.value.sentence


def test_a_table_whose_own_check_fails_is_refused(tmp_path: Path) -> None:
    text = (loading.FOLDER / "size_2017.toml").read_text(encoding="utf-8")
    path = tmp_path / "wrong.toml"
    path.write_text(text.replace("Y = [40000, 2000, 300]", "Y = [50000, 2000, 300]", 1), encoding="utf-8")
    with pytest.raises(FileInvalid, match="large"):
        loading.read(path)


def test_an_unknown_model_lists_the_known_ones() -> None:
    with pytest.raises(ModelUnknown, match="enterprise_basic、enterprise_extended、size_2017"):
        loading.find("nothing")


def test_the_demo_scorer_loads_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "demo.toml"
    head = 'scorer = "demo"\ncode = "demo"\nname = "示例"\nversion = "1"\nnote = "示例"\n'
    path.write_text(f'{head}indicator = "age_months"\nborder = 12\n', encoding="utf-8")
    model = loading.find(str(path))
    assert [score(model, {"age_months": months}).grade for months in (12, 11, None)] == ["good", "fair", None]
