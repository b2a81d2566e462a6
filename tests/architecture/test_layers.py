"""The order of the rooms, the direction of keys, and files that can be read in one sitting."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

from rongxin.base.common import profile
from rongxin.config import rooms

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "rongxin"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "vendor" not in path.parts)
LONGEST_FILE = 400
# An example that bank developers copy and read from top to bottom: one file is what makes it useful.
WHOLE_IN_ONE_FILE = {"rongxin/doors/counterparts/bank.py"}
REGION_WORDS = ("jiangsu", "linyi", "beijing", "hunan", "pingdingshan")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def parsed() -> Iterator[tuple[Path, ast.Module]]:
    return ((path, ast.parse(path.read_text(encoding="utf-8"))) for path in SOURCES)


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


def test_a_file_can_be_read_in_one_sitting() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {named(path): count for path, count in lines.items() if count > LONGEST_FILE}.keys() <= WHOLE_IN_ONE_FILE


def test_each_module_says_what_it_is() -> None:
    silent = [named(path) for path, tree in parsed() if tree.body and not ast.get_docstring(tree)]
    assert silent == []


def test_no_code_asks_which_region_it_is() -> None:
    asking = [
        f"{named(path)}:{node.lineno}"
        for path, tree in parsed()
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and set(REGION_WORDS) & {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
    ]
    assert asking == []


def test_the_clock_is_asked_in_one_place_only() -> None:
    asks = re.compile(r"\b(?:datetime|date)\.(?:now|today|utcnow)\(|timezone\.now\(|time\.time\(\)")
    found = [
        named(path) for path in SOURCES if path.name != "clock.py" and asks.search(path.read_text(encoding="utf-8"))
    ]
    # the counterparts import nothing of ours, and so ask for themselves
    assert [one for one in found if "counterparts" not in one] == []


def test_every_region_of_the_plans_has_a_profile() -> None:
    assert set(REGION_WORDS) | {"demo"} == set(profile.names())


def test_gates_are_the_only_readers_of_credit_contents_in_doors() -> None:
    reads = re.compile(r"from\s+records\.|join\s+records\.|from\s+derived\.|join\s+derived\.", re.IGNORECASE)
    found = [
        named(path)
        for path in (PACKAGE / "doors").rglob("*.py")
        if not {"bench", "simulation"} & set(path.parts) and reads.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
