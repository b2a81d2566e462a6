"""Product files are read strictly, and the one that ships is sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from rongxin.base.common.strict_toml import FileInvalid
from rongxin.finance.matching import reading

SHIPPED = reading.DEMO.read_text(encoding="utf-8")


def changed(tmp_path: Path, old: str, new: str) -> Path:
    assert old in SHIPPED
    path = tmp_path / "changed.toml"
    path.write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_shipped_file_has_ten_products_of_three_institutions() -> None:
    products = reading.read(reading.DEMO)
    assert len(products) == 10
    assert {one.institution for one in products} == {"yunxi-rcb", "yunxi-ccb", "dongling"}
    assert len({guarantee for one in products for guarantee in one.guarantees}) == 5


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('kind = "agriculture"', 'kind = "gift"', "kind"),
        ("amount_yuan = [10000, 500000]", "amount_yuan = [500000, 10000]", "amount_yuan"),
        ("annual_rate = [0.0385, 0.0520]", "annual_rate = [3.85, 5.20]", "annual_rate"),
        ('feature = "is_new_agri"', 'feature = "is_old_agri"', "is_old_agri"),
        ('op = "at_least", value = 6', 'op = "at_least", value = "six"', "conditions"),
        ('summary = "面向新型', 'sumary = "面向新型', "summary"),
        ('code = "rcb-machinery"', 'code = "rcb-seedling"', "product"),
        ('optional = ["water_fee", "credit_evaluation"]', 'optional = ["new_agri"]', "optional"),
    ],
)
def test_a_faulty_product_is_refused_and_the_place_named(tmp_path: Path, old: str, new: str, named: str) -> None:
    with pytest.raises(FileInvalid) as refusal:
        reading.read(changed(tmp_path, old, new))
    assert named in refusal.value.sentence


def test_an_item_that_the_catalogue_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileInvalid, match="vat_invoice"):
        reading.read(
            reading.DEMO,
            {"registration", "new_agri", "admin_penalty", "water_fee", "credit_evaluation"}
            | {"admin_licence", "gas_fee", "tax_credit", "social_insurance"},
        )
