"""Product files come into force: once, changed, and taken off the shelf."""

from __future__ import annotations

from pathlib import Path

import pytest

from rongxin.base.common import clock
from rongxin.base.parties.rules import PartyUnknown
from rongxin.finance.matching import actions, queries
from rongxin.finance.matching.actions import Loaded
from rongxin.finance.matching.models import Product
from tests import make
from tests.finance import world

pytestmark = pytest.mark.usefixtures("database")


def test_a_file_is_loaded_once_changed_once_and_taken_off(tmp_path: Path) -> None:
    party = make.make_party()
    path = tmp_path / "products.toml"
    text = world.PRODUCT.format(code=party.code, workdays=5)
    path.write_text(text, encoding="utf-8")
    assert actions.load(by=make.SYSTEM, path=path) == Loaded(added=1, changed=0, unchanged=0, taken_off=0)
    assert actions.load(by=make.SYSTEM, path=path) == Loaded(added=0, changed=0, unchanged=1, taken_off=0)
    path.write_text(text.replace("[0.0385, 0.0520]", "[0.0375, 0.0520]"), encoding="utf-8")
    assert actions.load(by=make.SYSTEM, path=path) == Loaded(added=0, changed=1, unchanged=0, taken_off=0)
    path.write_text(text.replace(f"{party.code}-loan", f"{party.code}-other"), encoding="utf-8")
    assert actions.load(by=make.SYSTEM, path=path) == Loaded(added=1, changed=0, unchanged=0, taken_off=1)
    shelf = [one.code for one in queries.on_shelf(clock.today()) if one.institution_id == party.pk]
    assert shelf == [f"{party.code}-other"]
    assert Product.objects.get(code=f"{party.code}-loan").status == "off_shelf"


def test_an_unknown_institution_stops_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "products.toml"
    path.write_text(world.PRODUCT.format(code="nobody-here", workdays=5), encoding="utf-8")
    with pytest.raises(PartyUnknown):
        actions.load(by=make.SYSTEM, path=path)
    assert not Product.objects.filter(code="nobody-here-loan").exists()
