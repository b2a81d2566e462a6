"""Putting products in force (产品装载)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from rongxin.base.common import clock, digest
from rongxin.base.common.actor import Actor
from rongxin.base.evidence import actions as evidence
from rongxin.base.evidence import tags
from rongxin.base.parties import queries as parties
from rongxin.data.catalogue import registry
from rongxin.finance.matching import reading
from rongxin.finance.matching.models import Product
from rongxin.finance.matching.reading import Declared
from rongxin.finance.matching.rules import ProductStatus

DERIVED_ITEMS = ("credit_evaluation",)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a product file changed (装载结果)."""

    added: int
    changed: int
    unchanged: int
    taken_off: int


@transaction.atomic
def load(*, by: Actor, path: Path = reading.DEMO, at: datetime | None = None) -> Loaded:
    """Put the products of a file in force (装载产品).

    Afterwards each product of the file is on the shelf as declared, and those of the same institutions that the file
    no longer names are off it. The same file again changes nothing and leaves no entry.

    Raises:
        FileInvalid: the file says something that it may not.
        PartyUnknown: an institution is not registered.

    Evidence: matching:products:loaded
    """
    at = at or clock.now()
    declared = reading.read(path, {*registry.items(), *DERIVED_ITEMS})
    institutions = {code: parties.require_party(code) for code in sorted({one.institution for one in declared})}
    known = {one.code: one for one in Product.objects.select_for_update().filter(institution__in=institutions.values())}
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    for one in declared:
        present = known.pop(one.code, None)
        if present is not None and present.digest == one.digest and present.status == ProductStatus.ON_SHELF:
            counts["unchanged"] += 1
            continue
        values = {**_columns(one), "institution": institutions[one.institution], "loaded_at": at}
        Product.objects.update_or_create(code=one.code, defaults=values)
        counts["added" if present is None else "changed"] += 1
    gone = [one for one in known.values() if one.status == ProductStatus.ON_SHELF]
    Product.objects.filter(pk__in=[one.pk for one in gone]).update(status=ProductStatus.OFF_SHELF)
    loaded = Loaded(**counts, taken_off=len(gone))
    if loaded.added or loaded.changed or loaded.taken_off:
        facts = {"file": path.name, "digest": digest.of([one.digest for one in declared]), **asdict(loaded)}
        evidence.append(tags.PRODUCTS_LOADED, by=by, facts=facts)
    return loaded


def _columns(one: Declared) -> dict[str, Any]:
    values = asdict(one)
    values.pop("institution")
    values["conditions"] = None if one.conditions is None else _as_json(one.conditions)
    return {**values, "status": ProductStatus.ON_SHELF, "digest": one.digest}


def _as_json(value: Any) -> Any:
    """Decimals as text: the condition language reads both, and JSON numbers would become floats."""
    if isinstance(value, dict):
        return {name: _as_json(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_as_json(one) for one in value]
    if isinstance(value, bool | int | str):
        return value
    return str(value)
