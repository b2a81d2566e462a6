"""The catalogue is what the contract of the items and the published list say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rongxin.base.common.strict_toml import FileInvalid
from rongxin.data.catalogue import ddl, reading, registry
from rongxin.data.catalogue.rules import RULE_KINDS, Mode

LINYI = ["admin_licence", "admin_penalty", "admin_coercion", "water_fee", "gas_fee", "sci_tech", "new_agri"]
POLICY = Path(__file__).resolve().parents[4] / "shared" / "policy" / "linyi.txt"


def _annex_fields() -> list[list[str]]:
    """The seven lists of field names of the annex, split at 、 outside brackets."""
    text = POLICY.read_text(encoding="utf-8")
    annex = text[text.index("信用信息共享清单责任分工") :]
    lines = [line for line in annex.splitlines() if re.match(r"^(企业名称|新型农业经营主体名称)、", line)]
    return [re.split(r"、(?![^(]*\))", line) for line in lines]


@pytest.mark.skipif(not POLICY.exists(), reason="the policy text is not laid beside the checkout")
def test_the_seven_linyi_items_carry_the_annex_word_for_word() -> None:
    annex = _annex_fields()
    assert [len(fields) for fields in annex] == [18, 21, 14, 7, 7, 4, 7]
    for code, fields in zip(LINYI, annex, strict=True):
        assert [one.listed_as or one.name for one in registry.item(code).fields] == fields, code


@pytest.mark.skipif(not POLICY.exists(), reason="the policy text is not laid beside the checkout")
def test_the_linyi_edition_names_the_annex_departments_and_modes() -> None:
    text = POLICY.read_text(encoding="utf-8").replace(",", "，")
    for line in registry.edition("linyi_2023").items:
        assert line.departments in text
        assert line.progress in text
        assert line.name in text.replace("\n", "")


def test_linyi_edition_lists_the_seven_items_in_order() -> None:
    lines = registry.edition("linyi_2023").items
    assert [line.item for line in lines] == LINYI
    assert [line.mode for line in lines] == [Mode.AGGREGATION] * 3 + [Mode.INTERFACE] * 4


def test_every_edition_reads_and_every_path_item_is_in_the_demo() -> None:
    assert set(registry.editions()) == {
        "demo_2026", "linyi_2023", "jiangsu_2024", "beijing_2022", "hunan_2024", "pingdingshan_2023",
    }  # fmt: skip
    assert {line.item for line in registry.edition("demo_2026").items} == set(registry.items())


@pytest.mark.parametrize("code", sorted(registry.items()))
def test_every_check_has_id_sentence_and_source(code: str) -> None:
    item = registry.item(code)
    for check in item.checks:
        assert re.fullmatch(rf"{item.prefix}-[EW]\d{{2,3}}", check.id)
        assert check.sentence
        assert check.source
        assert check.kind in RULE_KINDS
        assert check.field in item.by_id


def test_only_identity_numbers_are_restricted_and_the_number_is_encrypted() -> None:
    for code in ("admin_licence", "admin_penalty", "admin_coercion"):
        item = registry.item(code)
        assert item.restricted_fields == ("legal_rep_id_type", "legal_rep_id_number")
        assert [one.column for one in item.fields if one.encrypted] == ["legal_rep_id_number"]
        stored = ddl.columns(item)
        assert "legal_rep_id_number" not in stored
        assert stored["legal_rep_id_number_enc"] == stored["legal_rep_id_number_mac"] == "bytea"


@pytest.mark.parametrize(
    ("item", "heading", "column", "factor"),
    [
        ("admin_licence", "XK_XDR_MC", "enterprise_name", 1),
        ("admin_licence", "行政相对人代码_1（统一社会信用代码）", "uscc", 1),
        ("admin_penalty", " 罚款金额(万元)", "fine_yuan", 10000),
        ("admin_penalty", "cf_gsjzq", "public_until", 1),
        ("registration", "\ufeff企业名称", "enterprise_name", 1),
        ("registration", "注册资金", "registered_capital_text", 1),
        ("vat_invoice", "企业代号", "uscc", 1),
    ],
)
def test_headings_as_met_are_understood(item: str, heading: str, column: str, factor: int) -> None:
    found = registry.item(item).match(heading)
    assert found is not None
    assert (found[0].column, found[1].factor) == (column, factor)


def test_a_buyer_or_seller_tells_the_direction() -> None:
    item = registry.item("vat_invoice")
    assert [item.match(one)[1].implies for one in ("购方单位代号", "销方单位代号")] == [  # type: ignore[index]
        {"direction": "output"}, {"direction": "input"},
    ]  # fmt: skip
    assert item.by_column["status"].code_of(" 作废发票") == "void"


def test_twofold_headings_of_both_editions_are_known_or_knowingly_ignored(real_data: Path) -> None:
    lines = (real_data / "records" / "standard_twofold_fields.csv").read_text(encoding="utf-8").splitlines()[1:]
    for line in lines:
        table, _, _, field, name = line.split(",")[:5]
        item = registry.item("admin_licence" if table == "permit" else "admin_penalty")
        for heading in (field, name):
            assert item.match(heading) or reading.normal_heading(heading) in item.ignored_headings, (table, heading)


def _changed(folder: Path, item: str, before: str, after: str) -> Path:
    path = folder / f"{item}.toml"
    text = (registry.ITEMS / path.name).read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('rule = { kind = "not_future" }', 'rule = { kind = "clairvoyant" }', ["TXC-E", "clairvoyant", "not_before"]),
        ('kind = "resolvable" }', 'kind = "resolvable", strict = true }', ["TXC-E01"]),
        ('type = "integer"', 'type = "whole"', ["whole", "integer"]),
        ('column = "grade"', 'column = "marks"', ["marks"]),
        ('id = "TXC-F03"', 'id = "TAX-3"', ["TAX-3"]),
        ('natural_key = ["year"]', 'natural_key = ["jahr"]', ["jahr"]),
        ("negative = false", "negative = false\nsurprise = 1", ["surprise"]),
        ('aliases = ["年度", "评定年度"]', 'aliases = ["年度", "级别"]', ["级别", "TXC-F03"]),
    ],
)
def test_a_wrong_file_is_refused_by_place_and_reason(tmp_path: Path, before: str, after: str, words: list[str]) -> None:
    path = _changed(tmp_path, "tax_credit", before, after)
    with pytest.raises(FileInvalid) as refusal:
        reading.item(path)
    assert "tax_credit.toml" in refusal.value.sentence
    for word in words:
        assert word in refusal.value.sentence


def test_two_items_may_not_share_a_prefix(tmp_path: Path) -> None:
    _changed(tmp_path, "water_fee", "code", "code")
    (tmp_path / "gas_fee.toml").write_text(
        (registry.ITEMS / "gas_fee.toml").read_text(encoding="utf-8").replace("GAS", "WAT"), encoding="utf-8"
    )
    with pytest.raises(FileInvalid, match="WAT"):
        registry.read_items(tmp_path)
