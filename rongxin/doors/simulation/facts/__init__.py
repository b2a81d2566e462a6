"""What is true of the made-up subjects, item by item (城市事实)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rongxin.doors.simulation.city import City
from rongxin.doors.simulation.facts import administrative, farming, insurance, invoices, recognition, register, tax
from rongxin.doors.simulation.facts.facts import Facts

MAKERS: Mapping[str, Callable[[City], Facts]] = {
    "registration": register.registration,
    "admin_licence": administrative.licences,
    "admin_penalty": administrative.penalties,
    "admin_coercion": administrative.coercions,
    "tax_credit": tax.grades,
    "social_insurance": insurance.months,
    "vat_invoice": invoices.invoices,
    "sci_tech": recognition.technology,
    "new_agri": farming.entities,
}
"""Every item that a department of the city sends as files."""

__all__ = ["MAKERS", "Facts"]
