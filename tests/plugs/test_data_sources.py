"""Every data source keeps the one contract."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from rongxin.data.ingest.adapter import DataSource
from rongxin.data.ingest.adapters import DATA_SOURCES, DataSourceUnknown, data_source

Maker = Callable[[Path], DataSource]


def folder_of_files(tmp_path: Path) -> DataSource:
    for number, name in enumerate(["一.csv", "二.xlsx", ".隐藏.csv", "半.csv.part", "说明.docx"]):
        path = tmp_path / name
        path.write_text(f"企业名称\n{number}\n", encoding="utf-8")
        os.utime(path, (1_700_000_000 + number, 1_700_000_000 + number))
    return data_source("file", path=tmp_path, item="registration", source="yx-scjg")


def made_up(tmp_path: Path) -> DataSource:
    return data_source("demo", rows=5, seed=7)


MAKERS: dict[str, Maker] = {"file": folder_of_files, "demo": made_up}


def test_every_source_is_tried_here() -> None:
    assert set(MAKERS) == set(DATA_SOURCES)


@pytest.fixture(params=sorted(MAKERS))
def source(request: pytest.FixtureRequest, tmp_path: Path) -> DataSource:
    return MAKERS[request.param](tmp_path)


def contents(source: DataSource) -> list[tuple[str, str, bytes]]:
    found = []
    for delivery in source.fetch(None):
        with delivery as fetched:
            assert fetched.path.is_file()
            found.append((fetched.item, fetched.source, fetched.path.read_bytes()))
    return found


def test_fetching_twice_gives_the_same_bytes(source: DataSource) -> None:
    first = contents(source)
    assert first
    assert contents(source) == first


def test_deliveries_come_oldest_first_and_none_after_the_last(source: DataSource) -> None:
    moments = []
    for delivery in source.fetch(None):
        with delivery as fetched:
            moments.append(fetched.modified_at)
    assert moments == sorted(moments)
    assert list(source.fetch(moments[-1])) == []
    assert len(list(source.fetch(moments[0] - timedelta(seconds=1)))) == len(moments)


def test_what_a_source_made_is_cleaned_up(tmp_path: Path) -> None:
    (delivery,) = made_up(tmp_path).fetch(None)
    with delivery as fetched:
        place = fetched.path
    assert not place.exists()
    assert not place.parent.exists()


def test_files_of_the_provider_are_left_and_unfinished_ones_passed_over(tmp_path: Path) -> None:
    found = contents(folder_of_files(tmp_path))
    assert len(found) == 2
    assert len(list(tmp_path.iterdir())) == 5


def test_unknown_source_is_refused_with_the_known_ones() -> None:
    with pytest.raises(DataSourceUnknown) as caught:
        data_source("telepathy")
    assert "demo、file" in caught.value.sentence
