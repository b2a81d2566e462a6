"""What an entry is and what may not enter (存证规则)."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from rongxin.base.evidence import rules, tags

ENTRY = rules.Entry(
    id=UUID(int=1),
    tag=tags.CONSENT_GRANTED,
    at=datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC),
    actor={"kind": "person", "id": "7"},
    subject=None,
    facts={"items": ["乙", "甲"], "amount": "1.50"},
    node="demo",
    role="rongxin_web",
    body=b"",
)


def test_leaf_data_is_canonical_json() -> None:
    assert rules.leaf_data(ENTRY).decode() == (
        '{"actor":{"id":"7","kind":"person"},"at":"2026-11-22T01:02:03.000000+00:00",'
        '"facts":{"amount":"1.50","items":["乙","甲"]},"id":"00000000-0000-0000-0000-000000000001",'
        '"node":"demo","role":"rongxin_web","subject":null,"tag":"consent:consent:granted"}'
    )


def test_head_message_names_its_purpose_so_that_no_other_message_can_pass_for_it() -> None:
    message = rules.head_message(node="demo", size=2, root=b"\x01" * 32, at=ENTRY.at)
    assert message.endswith(b'"size":2,"type":"rongxin-evidence-head-1"}')


@pytest.mark.parametrize(
    "facts",
    [
        {"who": "13800138000"},
        {"note": "手机 13912345678。"},
        {"id": "11010519491231002X"},
        {"deep": [{"er": ("证件11010519491231002x",)}]},
        {"13800138000": 1},
        {"rate": 0.5},
    ],
)
def test_personal_numbers_and_floats_are_refused(facts: dict) -> None:
    with pytest.raises(ValueError, match=r"evidence"):
        rules.refuse_personal(facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"uscc": "91110000802100433B"},
        {"all_digits": "914403001922038216"},  # a credit code without letters; no date of birth inside
        {"digest": "a13800138000b1391234567811010519491231002X"},
        {"amount": Decimal("13800138000.00"), "count": 13800138000},
        {"entry": UUID(int=13800138000)},
        {"batch": "20261122000113800138000"},
    ],
)
def test_codes_digests_and_amounts_pass(facts: dict) -> None:
    before = dict(facts)
    rules.refuse_personal(facts)
    assert facts == before, "looked at, not changed"


def test_every_tag_follows_the_grammar_and_has_a_chinese_sentence() -> None:
    named = {value for name, value in vars(tags).items() if name.isupper() and isinstance(value, str)}
    assert named == set(tags.SENTENCES)
    for tag, sentence in tags.SENTENCES.items():
        assert tags.GRAMMAR.fullmatch(tag), tag
        assert any("一" <= sign <= "鿿" for sign in sentence), tag
