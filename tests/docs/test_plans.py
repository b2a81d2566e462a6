"""The table of the plans is complete, honest in form, and in step with its source."""

import importlib.util
import tomllib
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
ROWS = {"A": 13, "B": 10, "C": 11, "D": 12, "E": 1, "F": 5, "G": 7, "H": 5, "I": 8, "N": 12}


@pytest.fixture(scope="module")
def plans():
    spec = importlib.util.spec_from_file_location("make_plans", DOCS / "make_plans.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rows(plans):
    return plans.rows(plans.SOURCE.read_text(encoding="utf-8"))


def test_the_page_is_in_step_with_its_source(plans):
    assert plans.main(["--check"]) == 0


def test_every_capability_has_its_row_in_order(rows):
    expected = [f"{group}{place}" for group, last in ROWS.items() for place in range(1, last + 1)]
    assert [row["id"] for row in rows] == expected


def test_every_row_of_the_plans_names_a_place_in_a_plan(rows):
    assert [row["id"] for row in rows if not row["asks"] and not row["id"].startswith("N")] == []
    twice = [row["id"] for row in rows if len({ask["plan"] for ask in row["asks"]}) < len(row["asks"])]
    assert twice == []


def test_sentences_are_short_and_in_our_own_words(rows):
    said = [ask["says"] for row in rows for ask in row["asks"]]
    assert [sentence for sentence in said if len(sentence) > 50 or "“" in sentence] == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('state = "part"', 'state = "done"', "unknown state"),
        ('state = "part"', 'state = "not yet"', "do not fit"),
        ('state = "not yet"', 'state = "shown"', "do not fit"),
        ('plan = "linyi"', 'plan = "atlantis"', "known plan"),
        ('state = "part"', 'state = "part"\nspare = 1', "keys are missing or unknown"),
    ],
)
def test_a_faulty_row_is_refused(plans, old, new, fault):
    text = plans.SOURCE.read_text(encoding="utf-8").replace(old, new, 1)
    with pytest.raises(ValueError, match=fault):
        plans.rows(text)


def test_a_page_out_of_step_is_noticed(plans, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(plans, "PAGE", tmp_path / "plans.md")
    assert plans.main(["--check"]) == 1
    assert "out of step" in capsys.readouterr().err
    assert plans.main([]) == 0
    assert plans.main(["--check"]) == 0


def test_the_glossary_defines_each_term_once():
    terms = tomllib.loads((DOCS / "glossary.toml").read_text(encoding="utf-8"))["term"]
    assert all(set(term) == {"english", "chinese", "definition", "source"} and all(term.values()) for term in terms)
    for key in ("english", "chinese"):
        values = [term[key] for term in terms]
        assert sorted({value for value in values if values.count(value) > 1}) == []
