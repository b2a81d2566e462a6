"""Indicators over recognitions: high-tech enterprise, agricultural register (资质类指标)."""

from __future__ import annotations

import ibis.expr.types as ir

from rongxin.insight.indicators.at import At
from rongxin.insight.indicators.rules import Absence, Direction, Kind, Source

SCI_TECH = Source("sci_tech", {"is_high_tech": "boolean"})
AGRI = Source("new_agri", {"category": "code"})


@SCI_TECH.indicator(
    "国家级高新技术企业", kind=Kind.BOOLEAN, direction=Direction.HIGHER, absence=Absence.ZERO_IF_COVERED
)
def is_high_tech(science: ir.Table, at: At) -> ir.Value:
    """Whether the subject is a national high-tech enterprise (是否国家级高新技术企业).

    Grain in: one row per subject. Columns in: is_high_tech boolean. Value: a covered subject without a row is none.

    Source: catalogue item sci_tech, 是否属于国家级高新技术企业.
    """
    return science.is_high_tech.any()


@AGRI.indicator("新型农业经营主体", kind=Kind.BOOLEAN, direction=Direction.HIGHER, absence=Absence.ZERO_IF_COVERED)
def is_new_agri(entity: ir.Table, at: At) -> ir.Value:
    """Whether the subject stands in the register of new agricultural operators (是否新型农业经营主体).

    Grain in: one row per subject. Value: true when a row is on file.

    Source: catalogue item new_agri.
    """
    return entity.count() > 0
