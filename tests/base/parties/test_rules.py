"""Rules of parties, both sides of each border."""

from __future__ import annotations

import pytest

from rongxin.base.parties import rules
from rongxin.base.parties.rules import PartyKind, Role


@pytest.mark.parametrize("code", ["yunxi-rcb", "91990100MA00000012", "ab", "a" * 40])
def test_short_ascii_codes_are_taken(code: str) -> None:
    assert rules.check_code(code) == code


@pytest.mark.parametrize("code", ["", "a", "-ab", "云溪银行", "a b", "a" * 41, "a/b", "ab\n"])
def test_other_codes_are_refused(code: str) -> None:
    with pytest.raises(rules.PartyCodeMalformed):
        rules.check_code(code)


def test_each_kind_of_party_has_its_own_roles() -> None:
    rules.check_role(PartyKind.ENTERPRISE, Role.SIGNATORY)
    with pytest.raises(rules.RoleRefused):
        rules.check_role(PartyKind.INSTITUTION, Role.SIGNATORY)
    with pytest.raises(rules.RoleRefused):
        rules.check_role(PartyKind.ENTERPRISE, Role.OPERATOR)


def test_only_enterprises_may_sign_in_without_a_second_factor() -> None:
    assert [kind for kind in PartyKind if not rules.needs_second_factor(kind)] == [PartyKind.ENTERPRISE]
