"""Reading the models, one TOML file each, once and strictly (读取评价模型)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from rongxin.base.common import strict_toml
from rongxin.insight.evaluation import features
from rongxin.insight.evaluation.errors import ModelUnknown
from rongxin.insight.evaluation.scorer import Scorer
from rongxin.insight.evaluation.scorers import SCORERS
from rongxin.insight.indicators import registry

FOLDER = Path(__file__).parent / "models"


def read(path: Path) -> Scorer:
    """The model that a file declares (读取模型).

    Raises:
        FileInvalid: with the file, the place in it and the reason.
    """
    table = strict_toml.read(path)
    kind = table.one_of("scorer", SCORERS)
    return SCORERS[kind](table, features.schema(), item_of())


def item_of() -> Mapping[str, str]:
    """The item of each indicator (指标所属信息项)."""
    return {code: one.item for code, one in registry.INDICATORS.items()}


def codes() -> tuple[str, ...]:
    """Codes of the models that ship (模型代码)."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def model(code: str) -> Scorer:
    """A model that ships, by its code (模型).

    Raises:
        ModelUnknown: no file has this name.
    """
    if code not in codes():
        raise ModelUnknown(model=code, known="、".join(codes()))
    return read(FOLDER / f"{code}.toml")


def find(name: str) -> Scorer:
    """A model by its code, or by the path of a file (按代码或路径取模型)."""
    if name in codes():
        return model(name)
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        return read(path)
    raise ModelUnknown(model=name, known="、".join(codes()))
