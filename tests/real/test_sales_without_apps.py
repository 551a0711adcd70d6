"""Questions about sales on a tenant that has few apps: what belongs to the others is left out, and nothing fails.

The servers have every app; what one that is not installed would bring is taken out of the schema.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import Any, Final

import pytest

from atlas_odoo import shipped
from atlas_odoo.business.desk import Desk
from atlas_odoo.objects.bind import bind
from atlas_odoo.objects.files import load
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.registry import needs
from atlas_odoo.operations.result import Result
from atlas_odoo.operations.work import Work
from atlas_odoo.schema.catalogue import Catalogue, Model
from atlas_odoo.server.arguments import checked
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk
from tests.real.works import work_at

APPS: Final = ("account.", "crm.", "mrp.", "purchase.", "stock.", "pos.")
OF_APPS: Final = frozenset(
    {
        "qty_available", "free_qty", "incoming_qty", "outgoing_qty", "virtual_available", "is_storable", "tracking",
        "bom_count", "used_in_bom_count", "delivery_status", "effective_date", "qty_to_deliver", "credit", "debit",
        "credit_limit", "total_invoiced", "credit_to_invoice",
    }
)  # fmt: skip
"""Fields of models that are left, without a relation that would tell whose they are."""


def small(whole: Catalogue) -> Catalogue:
    """The schema of a tenant with contacts, products and sales only."""
    kept = [name for name in whole if not name.startswith(APPS)]
    return Catalogue({name: partial(_small, whole[name]) for name in kept}, fingerprint="small", version=whole.version)


def _small(model: Model) -> Model:
    fields = {
        name: field
        for name, field in model.fields.items()
        if name not in OF_APPS and not (field.relation or "").startswith(APPS)
    }
    return replace(model, fields=fields)


@pytest.fixture
async def work(tenant: Tenant, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Work]:
    async with open_desk(tenant, tmp_path_factory.getbasetemp() / tenant.database) as desk:
        yield await small_work(desk)


async def small_work(desk: Desk) -> Work:
    files = load(shipped.folder("tools")).files
    whole = await work_at(desk)
    return replace(whole, binding=bind(files, small(whole.catalogue), needs(files)))


async def ask(work: Work, operation: str, **arguments: Any) -> Result:
    record: Operation[Any] = import_module(f"atlas_odoo.operations.{operation}").OPERATION
    return await record.run(work, checked(operation, record.arguments, arguments))


async def test_questions_and_objects_of_other_apps_are_not_there(work: Work) -> None:
    names = {question.name for question in work.binding.questions}
    assert {"customer_overview", "product_overview", "product_price", "order_progress", "top_sales"} <= names
    assert not work.has("lead")
    assert not names & {"aging", "stock_levels", "can_build", "purchase_progress", "pos_sales"}


async def test_an_order_is_told_without_transfers_and_invoices(work: Work) -> None:
    result = await ask(work, "sales.progress", order="S00007")
    assert [table.name for table in result.tables] == ["lines"]
    assert {"transfers cannot be read here", "invoices cannot be read here"} <= set(result.notes)


async def test_a_partner_is_told_without_what_accounting_and_purchase_know(work: Work) -> None:
    result = await ask(work, "partners.overview", partner="Gemini Furniture")
    assert {table.name for table in result.tables} >= {"contacts", "open orders"}
    assert not any("invoice" in table.name or "purchase" in table.name for table in result.tables)
    assert not any("receivable" in name for name in result.facts)


async def test_a_product_is_told_without_stock(work: Work) -> None:
    result = await ask(work, "products.overview", products="E-COM11")
    assert not any("on hand" in name for name in result.facts)
    assert "stock" not in result.facts
    assert any(note.startswith("no stock figures") for note in result.notes)


async def test_prices_and_sums_need_no_other_app(work: Work) -> None:
    result = await ask(work, "products.price", products="E-COM11", customer="Azure Interior")
    assert len(result.tables[0].rows) == 1
    result = await ask(work, "sales.top", by="customer")
    assert result.tables
