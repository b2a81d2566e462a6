"""Declarations are read strictly: what is wrong is named with file and key."""

from datetime import date
from decimal import Decimal

import pytest

from rongxin.base.common import strict_toml
from rongxin.base.common.strict_toml import FileInvalid


@pytest.fixture
def top(tmp_path):
    def read(text: str) -> strict_toml.Table:
        path = tmp_path / "sample.toml"
        path.write_text(text, encoding="utf-8")
        return strict_toml.read(path)

    return read


def test_values_come_in_their_types(top):
    table = top('name = "云溪"\nshare = 0.10\nwhole = 3\non = 2026-11-22\nitems = ["a", "b"]\n')
    assert table.text("name") == "云溪"
    assert table.take("share", Decimal) == Decimal("0.10")
    assert table.take("whole", Decimal) == Decimal(3)
    assert table.optional_day("on") == date(2026, 11, 22)
    assert table.optional_day("until") is None
    assert table.texts("items") == ("a", "b")
    table.finish()


@pytest.mark.parametrize(
    ("text", "kind"),
    [("x = 1", str), ('x = "1"', int), ("x = true", int), ("x = true", Decimal), ("x = 1.5", int), ("x = 1", bool)],
)
def test_a_wrong_type_is_refused_with_file_and_key(top, text, kind):
    with pytest.raises(FileInvalid, match=r"sample\.toml 有误：x 应为"):
        top(text).take("x", kind)


@pytest.mark.parametrize(
    ("text", "act", "fault"),
    [
        ("", lambda table: table.text("name"), "name 缺少"),
        ('name = " "', lambda table: table.text("name"), "name 不能为空"),
        ('items = ["a", "a"]', lambda table: table.texts("items"), "items 列有重复"),
        ("items = [1]", lambda table: table.texts("items"), "items 应为文字的列表"),
        ('unit = "c"', lambda table: table.one_of("unit", ["a", "b"]), "不认识“c”，可用的有：a、b"),
        ("spare = 1", lambda table: table.finish(), "spare 是不认识的键"),
        ("[inner]\nspare = 1", lambda table: table.table("inner").finish(), "inner.spare 是不认识的键"),
        ("[[a]]\n[[a]]\nspare = 1", lambda table: [row.finish() for row in table.tables("a")], "a[2].spare"),
        ("rows = [1]", lambda table: list(table.tables("rows")), "rows 应为表的列表"),
    ],
)
def test_a_fault_is_named(top, text, act, fault):
    table = top(text)
    with pytest.raises(FileInvalid) as refusal:
        act(table)
    assert fault in refusal.value.sentence


def test_a_file_that_is_no_toml_is_refused(top):
    with pytest.raises(FileInvalid, match="无法读取"):
        top("name = ")
