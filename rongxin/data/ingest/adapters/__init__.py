"""The ways in that there are (数据源登记).

A plain dict: a name, and what makes the source from its settings. An unknown name stops the process at start
and lists the known ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rongxin.base.common.errors import DomainError
from rongxin.data.ingest.adapter import DataSource
from rongxin.data.ingest.adapters.demo import DemoSource
from rongxin.data.ingest.adapters.file import FileSource

DATA_SOURCES: Mapping[str, Callable[..., DataSource]] = {"file": FileSource, "demo": DemoSource}


class DataSourceUnknown(DomainError):
    """No way in has this name (数据源类型不存在)."""

    code = "ING-430"
    title = "没有名为“{name}”的数据源类型"
    next_step = "可用的类型：{known}。"


def data_source(name: str, **settings: Any) -> DataSource:
    """A data source by its name (数据源).

    Raises:
        DataSourceUnknown: the refusal lists those that there are.
    """
    if name not in DATA_SOURCES:
        raise DataSourceUnknown(name=name, known="、".join(sorted(DATA_SOURCES)))
    return DATA_SOURCES[name](**settings)
