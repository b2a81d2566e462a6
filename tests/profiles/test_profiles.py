"""Profiles: the six that ship say what their plans say, and a faulty one stops the start with a clear sentence."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rongxin.base.common import profile
from rongxin.base.common.profile import Known
from rongxin.base.common.strict_toml import FileInvalid
from rongxin.base.reference import divisions

PACKAGE = Path(profile.__file__).parents[2]
DEMO = (profile.FOLDER / "demo.toml").read_text(encoding="utf-8")
REGIONS = ("beijing", "hunan", "jiangsu", "linyi", "pingdingshan")


def stems(folder: Path) -> set[str] | None:
    return {path.stem for path in folder.glob("*.toml")} or None


@pytest.mark.parametrize("name", ["demo", *REGIONS])
def test_a_profile_names_only_what_the_product_has(name):
    known = Known(
        editions=stems(PACKAGE / "data" / "catalogue" / "editions"),
        evaluation_models=stems(PACKAGE / "insight" / "evaluation" / "models"),
        items=stems(PACKAGE / "data" / "catalogue" / "items"),
    )
    region = profile.load(name, known)
    assert region.editions
    assert divisions.name_of(region.division_code) == region.region_name
    assert {target.source for target in region.targets}
    assert {one.model for one in region.families if one.model} <= set(region.evaluation_models)


def test_there_are_the_demo_and_the_five_regions():
    assert profile.names() == tuple(sorted(("demo", *REGIONS)))


def test_hunan_carries_its_limits_targets_zones_and_reports():
    hunan = profile.load("hunan")
    assert (hunan.acceptance_limit_workdays, hunan.decision_limit_workdays) == (3, 10)
    assert {one.every for one in hunan.reports} == {"half_year", "quarter", "year"}
    assert (hunan.satisfaction.invited_rate, hunan.satisfaction.returned_rate) == (Decimal("0.8"), Decimal("0.6"))
    assert len(hunan.zones) == 13
    credit = {target.due.year: target.value for target in hunan.targets if target.name.startswith("当年新增授信额度")}
    assert credit == {2024: 1000, 2025: 1200, 2026: 1500}


def test_jiangsu_carries_its_figures_for_the_end_of_2024():
    jiangsu = profile.load("jiangsu")
    assert [target.value for target in jiangsu.targets] == [150, 8, 4000, 20, 20]
    assert {target.due for target in jiangsu.targets} == {date(2024, 12, 31)}


def test_pingdingshan_watches_figures_without_a_value():
    assert {target.value for target in profile.load("pingdingshan").targets} == {None}


def test_beijing_has_three_lists():
    assert [one.level for one in profile.load("beijing").lists] == ["national", "local", "voluntary"]


def test_an_unknown_profile_lists_those_that_there_are():
    with pytest.raises(profile.ProfileUnknown) as refusal:
        profile.load("atlantis")
    assert "beijing、demo、hunan、jiangsu、linyi、pingdingshan" in refusal.value.sentence


@pytest.fixture
def changed(tmp_path):
    def read(old: str, new: str, known: Known = profile.NOTHING_KNOWN) -> profile.Profile:
        assert old in DEMO
        path = tmp_path / "demo.toml"
        path.write_text(DEMO.replace(old, new, 1), encoding="utf-8")
        return profile.read(path, known)

    return read


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('code = "demo"', 'code = "other"', "code 应与文件名“demo”相同"),
        ('code = "demo"', 'code = "demo"\nspare = 1', "spare 是不认识的键"),
        ('short_name = "云溪融信"\n', "", "short_name 缺少"),
        ('division_code = "990100"', 'division_code = "9901"', "division_code 应为 6 位数字"),
        ("minimum_group_size = 10", "minimum_group_size = 0", "minimum_group_size 应为正整数"),
        ("minimum_group_size = 10", 'minimum_group_size = "10"', "minimum_group_size 应为整数"),
        ("acceptance_workdays = 3", "acceptance_workdays = 11", "limits.decision_workdays 不应短于受理期限"),
        ("closes_at = 17:30:00", 'closes_at = "17:30"', "limits.closes_at 应为时间"),
        ("decision_workdays = 10", "decision_workdays = 10\nspare = 1", "limits.spare 是不认识的键"),
        ('level = "local"', 'level = "county"', "lists[1].level 不认识“county”，可用的有：local、national、voluntary"),
        ('unit = "%"', 'unit = "%"\ncomparison = "about"', "targets[1].comparison 不认识“about”"),
        ("value = 100", 'value = "100"', "targets[1].value 应为数值"),
        ("due = 2026-12-31", 'due = "2026"', "targets[1].due 应为日期"),
        ('every = "quarter"', 'every = "day"', "reports[1].every 不认识“day”"),
        ("invited_rate = 0.8", "invited_rate = 80", "satisfaction.invited_rate 应在 0 与 1 之间"),
        ('brand = "#0b5c73"', 'brand = "teal"', "look.brand 应为 #rrggbb"),
        ('code = "yx-fgw"', 'code = "yx-scjg"', "providers 重复：yx-scjg"),
        ('["sci_tech"]', '["registration"]', "providers 重复：registration"),
        ('code = "yx-fgw"', 'code = "发改"', "providers[2].code 只能由小写字母"),
        ('identifier_kind = "issued"', 'identifier_kind = "name"', "providers[7].identifier_kind 不认识“name”"),
        ('model = "enterprise_basic"', 'model = "other_model"', "families 不认识“other_model”"),
        ("department = []\n", "", "purposes.department 缺少"),
    ],
)
def test_a_faulty_profile_is_refused_with_file_and_key(changed, old, new, fault):
    with pytest.raises(FileInvalid) as refusal:
        changed(old, new)
    assert fault in refusal.value.sentence
    assert "demo.toml" in refusal.value.sentence


@pytest.mark.parametrize(
    ("known", "fault"),
    [
        (Known(editions={"other_2026"}), "lists[1].edition 不认识“demo_2026”，可用的有：other_2026"),
        (Known(evaluation_models={"size_2017"}), "evaluation_models 不认识“enterprise_basic”，可用的有：size_2017"),
        (Known(items={"registration"}), "providers[2].items 不认识"),
        (Known(purposes={"pre_loan"}), "purposes.institution 不认识“post_loan”，可用的有：pre_loan"),
        (Known(crypto_suites={"sm"}), "crypto_suite 不认识“international”，可用的有：sm"),
        (Known(editions=set()), "可用的有：（无）"),
    ],
)
def test_a_name_that_the_product_does_not_have_is_refused_and_the_known_ones_listed(changed, known, fault):
    with pytest.raises(FileInvalid) as refusal:
        changed('code = "demo"', 'code = "demo"', known)
    assert fault in refusal.value.sentence


def test_values_are_asked_by_what_they_mean():
    demo = profile.load("demo")
    assert demo.provider_of("gas_fee").code == "yx-zjj"
    assert demo.provider_of("unheard_of") is None
    assert (demo.grade_label("A"), demo.grade_label("Z")) == ("优秀", "Z")


@pytest.mark.parametrize("name", ["demo", *REGIONS])
def test_the_brand_can_be_read_on_white_and_on_its_soft_tone(name):
    look = profile.load(name).look
    assert contrast(look.brand, "#ffffff") >= 4.5
    assert contrast(look.brand, look.brand_soft) >= 4.5
    assert contrast(look.brand_dark, look.brand_soft_dark) >= 4.5


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
