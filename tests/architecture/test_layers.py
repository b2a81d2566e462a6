"""The order of the rooms, the direction of keys, and files that can be read in one sitting."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

from rongxin.base.common import profile
from rongxin.config import rooms

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "rongxin"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "vendor" not in path.parts)
LONGEST_FILE = 400
REGION_WORDS = ("jiangsu", "linyi", "beijing", "hunan", "pingdingshan")


def test_imports_follow_the_data() -> None:
    done = subprocess.run([Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_keys_point_down_the_order_of_rooms() -> None:
    order = {name.rpartition(".")[2]: place for place, name in enumerate(rooms.APPS)}
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in order
        for field in model._meta.get_fields()
        if field.many_to_one or (field.one_to_one and not field.auto_created)
        if order.get(field.related_model._meta.app_label, -1) > order[model._meta.app_label]
    ]
    assert upward == []


def test_no_key_cascades_from_parties_or_records() -> None:
    cascading = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("rongxin.")
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one)
        and not field.auto_created
        and field.remote_field.on_delete.__name__ == "CASCADE"
    ]
    assert cascading == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_module_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "the first line of a module is a sentence"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_code_asks_which_region_it_is(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Compare):
            words = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}
            assert not words & set(REGION_WORDS), f"line {node.lineno} compares with a region's name"


def test_the_clock_is_asked_in_one_place_only() -> None:
    asks = re.compile(r"\b(?:datetime|date)\.(?:now|today|utcnow)\(|timezone\.now\(|time\.time\(\)")
    found = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if path.name != "clock.py" and asks.search(path.read_text(encoding="utf-8"))
    ]
    # the counterparts import nothing of ours, and so ask for themselves
    assert [one for one in found if "counterparts" not in one] == []


def test_every_region_of_the_plans_has_a_profile() -> None:
    assert set(REGION_WORDS) | {"demo"} == set(profile.names())


def test_gates_are_the_only_readers_of_credit_contents_in_doors() -> None:
    reads = re.compile(r"from\s+records\.|join\s+records\.|from\s+derived\.|join\s+derived\.", re.IGNORECASE)
    found = [
        str(path.relative_to(ROOT))
        for path in (PACKAGE / "doors").rglob("*.py")
        if not {"bench", "simulation"} & set(path.parts) and reads.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
