"""The commands `products` and `match`, as an operator runs them."""

from __future__ import annotations

import argparse
import json

import pytest

from rongxin.base.parties.models import Party
from rongxin.data.consent import queries as consents
from rongxin.data.subjects.queries import SubjectUnknown
from rongxin.doors.cli.commands import match, products
from tests import make
from tests.finance import world

pytestmark = pytest.mark.usefixtures("database")


def said(module: object, *words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    module.add(parser)  # type: ignore[attr-defined]
    return parser.parse_args(words)


@pytest.fixture
def demo_products(database: None) -> None:
    for code, name in (("yunxi-rcb", "云溪农商银行"), ("yunxi-ccb", "云溪城商银行"), ("dongling", "东岭银行")):
        if not Party.objects.filter(code=code).exists():
            make.make_party(code=code, name=name)
    products.run(said(products, "load"))


def test_the_shipped_products_are_loaded_and_listed(demo_products: None) -> None:
    again = products.run(said(products, "load"))
    assert again.data == {"added": 0, "changed": 0, "unchanged": 10, "taken_off": 0}
    listed = products.run(said(products, "list"))
    assert {"rcb-seedling", "dongling-tech"} <= {one["code"] for one in listed.data["products"]}
    assert "青苗贷" in listed.text


def test_a_match_opens_the_subject_through_the_gate_and_explains_itself(demo_products: None) -> None:
    firm = world.firm()
    outcome = match.run(said(match, firm.code))
    assert {"eligible", "ineligible", "undecided"} <= set(outcome.data)
    shown = consents.shown(firm.subject_id).get()
    assert (str(shown.pk), shown.basis) == (outcome.data["disclosure"], "self")
    seedling = next(one for one in outcome.data["undecided"] if one["product"] == "rcb-seedling")
    assert {one["item"] for one in seedling["missing"]} == {"new_agri", "registration", "admin_penalty"}
    assert all(one["remedy"] for one in seedling["missing"])
    json.dumps(outcome.data, default=str)
    assert "待定" in outcome.text


def test_a_region_that_does_not_fit_decides_without_data(demo_products: None) -> None:
    _, code = make.make_subject(code=make.make_uscc(division="990102"))
    outcome = match.run(said(match, code))
    mortgage = next(one for one in outcome.data["ineligible"] if one["product"] == "dongling-mortgage")
    assert any("990102" in sentence for sentence in mortgage["failed"])


def test_an_unknown_subject_is_refused(demo_products: None) -> None:
    with pytest.raises(SubjectUnknown):
        match.run(said(match, make.make_uscc()))
