"""The schema of real tenants, against what Odoo's own shell and PostgreSQL say about them."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.errors import AccessDenied, ModelMissing
from atlas_odoo.schema.catalogue import Access, Catalogue, Origin
from atlas_odoo.schema.strategies import ORDER
from atlas_odoo.schema.strategy import Strategy
from tests.bed.bed import Bed
from tests.bed.tenants import Credential, Tenant
from tests.real.changing import changing
from tests.real.schemas import open_tenant_schema

_SAYS = "ATLAS:"
_EXPECTED = """
import json
def counts(field):
    # the checkboxes of 14's users form, one for each group, are not fields
    return not field.startswith(("in_group_", "sel_groups_"))
def readable(model):
    if hasattr(model, "has_access"):
        return model.has_access("read")
    return model.check_access_rights("read", raise_exception=False)
answer = {}
for login in ("agent", "clerk"):
    user = env["res.users"].search([("login", "=", login)])
    models = {name: env[name].with_user(user) for name in env["ir.model"].search([]).mapped("model") if name in env}
    seen = {name: model for name, model in models.items() if readable(model)}
    answer[login] = {
        "fields": {name: sorted(filter(counts, model.fields_get(attributes=["type"]))) for name, model in seen.items()},
        "wizards": sorted(name for name, model in seen.items() if model._transient or model._abstract),
        "order": seen["sale.order"].fields_get(),
    }
print("ATLAS:" + json.dumps(answer, default=str))
"""
_CORE = ("sale.order", "sale.order.line", "res.partner", "product.product", "account.move", "stock.picking")

Expected = dict[str, Any]


@pytest.fixture(scope="module")
def by_shell(tenant: Tenant, bed: Bed) -> Expected:
    """What Odoo itself says, in its own shell, about what each user may read."""
    said = bed.shell(tenant.version, tenant.database, _EXPECTED)
    line = next(line for line in said.splitlines() if line.startswith(_SAYS))
    answer: Expected = json.loads(line.removeprefix(_SAYS))
    return answer


@pytest.fixture(scope="module")
def known(tenant: Tenant, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the integration user discovered once, for tests that only look at it or go on from there."""
    path = tmp_path_factory.mktemp("known") / "cache.sqlite"

    async def discover() -> None:
        async with open_tenant_schema(tenant, path) as schema:
            await schema.discover()

    asyncio.run(discover())
    return path


@pytest.fixture
def cache(known: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(known, tmp_path / "cache.sqlite"))


def _names(catalogue: Catalogue) -> dict[str, list[str]]:
    return {name: sorted(model.fields) for name, model in catalogue.items()}


def _usable(tenant: Tenant) -> list[Strategy]:
    by_version = {19: ("doc_index", "available_models", "crawl"), 14: ("ir_model", "crawl")}
    return [strategy for strategy in ORDER if strategy.name in by_version[tenant.version]]


@pytest.mark.parametrize("login", ["agent", "clerk"])
async def test_everything_that_the_user_may_read_is_there_and_nothing_else(
    tenant: Tenant, by_shell: Expected, tmp_path: Path, login: str
) -> None:
    person: Credential = getattr(tenant, login)

    async with open_tenant_schema(tenant, tmp_path / "cache.sqlite", person=person) as schema:
        discovery = await schema.discover()

    assert _names(discovery.catalogue) == by_shell[login]["fields"]
    assert discovery.first
    assert discovery.strategy == {19: "doc_index", 14: "ir_model"}[tenant.version]


async def test_each_field_is_as_odoo_describes_it(tenant: Tenant, by_shell: Expected, cache: Path) -> None:
    async with open_tenant_schema(tenant, cache) as schema:
        order = (await schema.catalogue()).model("sale.order")

    for name, said in by_shell["agent"]["order"].items():
        field = order.field(name)
        assert (field.type, field.label, field.help) == (said["type"], said["string"], said.get("help") or None)
        assert (field.required, field.readonly) == (bool(said["required"]), bool(said["readonly"])), name
        assert (field.stored, field.searchable) == (bool(said["store"]), bool(said["searchable"])), name
        assert field.sortable == bool(said["sortable"]), name
        assert (field.relation, field.relation_field) == (said.get("relation"), said.get("relation_field")), name
        assert field.selection == tuple((value, label) for value, label in said.get("selection") or ()), name
        assert field.currency_field == (said.get("currency_field") or None), name
        assert field.company_dependent == bool(said["company_dependent"]), name


async def test_selection_labels_are_those_in_the_database(tenant: Tenant, bed: Bed, cache: Path) -> None:
    rows = bed.sql(
        tenant.version,
        tenant.database,
        "SELECT s.value, s.name FROM ir_model_fields_selection s JOIN ir_model_fields f ON f.id = s.field_id "
        "WHERE f.model = 'res.partner' AND f.name = 'x_customer_tier' ORDER BY s.sequence, s.id",
    )
    label = (lambda name: name["en_US"]) if tenant.version >= 16 else str  # translations are JSON from 16 on

    async with open_tenant_schema(tenant, cache) as schema:
        tier = (await schema.catalogue()).model("res.partner").field("x_customer_tier")

    assert tier.selection == tuple((row["value"], label(row["name"])) for row in rows)
    assert tier.origin is Origin.CUSTOM


async def test_a_custom_model_that_nothing_points_to_is_found(tenant: Tenant, cache: Path) -> None:
    async with open_tenant_schema(tenant, cache) as schema:
        equipment = (await schema.catalogue()).model("x_equipment")
        access = await schema.access("x_equipment")

    assert (equipment.label, equipment.origin) == ("Equipment", Origin.CUSTOM)
    assert {"x_name", "x_serial", "x_bought_on", "x_value"} <= set(equipment.fields)
    assert access == Access(read=True, write=False, create=False, unlink=False)


async def test_nothing_standard_is_taken_for_custom(tenant: Tenant, cache: Path) -> None:
    async with open_tenant_schema(tenant, cache) as schema:
        catalogue = await schema.catalogue()

    special = {
        (model.name, field.name): field.origin
        for model in catalogue.values()
        for field in model.fields.values()
        if field.origin is not Origin.STANDARD and model.origin is Origin.STANDARD
    }
    assert all(name.startswith("x_") and origin is Origin.CUSTOM for (_, name), origin in special.items())
    assert {("sale.order", "x_delivery_window"), ("res.partner", "x_customer_tier")} <= set(special)


async def test_every_strategy_gives_the_same_facts(tenant: Tenant, by_shell: Expected, tmp_path: Path) -> None:
    wizards = set(by_shell["agent"]["wizards"])
    all_fields = by_shell["agent"]["fields"]
    unlisted = {"doc_index": set(), "ir_model": set(), "available_models": wizards, "crawl": {"x_equipment"}}
    seen = {}

    for strategy in _usable(tenant):
        path = tmp_path / f"{strategy.name}.sqlite"
        async with open_tenant_schema(tenant, path, strategies=(strategy,)) as schema:
            discovery = await schema.discover()
            seen[strategy.name] = {name: discovery.catalogue[name].fields for name in _CORE}
            assert discovery.strategy == strategy.name
            assert set(discovery.catalogue) == set(all_fields) - unlisted[strategy.name]
            # what is not listed is still there for who asks for it by name
            for name in sorted(unlisted[strategy.name])[:3]:
                assert sorted((await schema.require(name)).fields) == all_fields[name]
        if unlisted[strategy.name]:
            assert any("asked for by name" in line for line in discovery.unseen)

    first, *others = seen.values()
    assert all(other == first for other in others)


async def test_strategies_that_cannot_work_here_say_why(tenant: Tenant, tmp_path: Path) -> None:
    usable = {strategy.name for strategy in _usable(tenant)}
    for strategy in ORDER:
        if strategy.name in usable:
            continue
        async with open_tenant_schema(tenant, tmp_path / "cache.sqlite", strategies=(strategy,)) as schema:
            with pytest.raises(AccessDenied, match=strategy.title):
                await schema.discover()


async def test_who_sees_less_is_told_so(tenant: Tenant, by_shell: Expected, tmp_path: Path) -> None:
    async with open_tenant_schema(tenant, tmp_path / "clerk.sqlite", person=tenant.clerk) as schema:
        discovery = await schema.discover()
        with pytest.raises(ModelMissing) as caught:
            await schema.require("purchase.order")

    assert len(by_shell["clerk"]["fields"]) < len(by_shell["agent"]["fields"])
    told = " ".join(discovery.unseen)
    assert "not readable for this user: purchase.order" in told
    assert "integration user may not read it" in caught.value.message


async def test_without_the_right_to_the_documents_the_next_way_is_taken_and_told(
    tenant19: Tenant, tmp_path: Path
) -> None:
    async with changing(tenant19) as admin:
        await admin.leave_group("clerk", "api_doc", "group_allow_doc")
        try:
            async with open_tenant_schema(tenant19, tmp_path / "cache.sqlite", person=tenant19.clerk) as schema:
                discovery = await schema.discover()
        finally:
            await admin.join_group("clerk", "api_doc", "group_allow_doc")

    assert discovery.strategy == "available_models"
    assert discovery.unseen[0].startswith("Not read by the API document index: it needs an API key, of a user in")
    assert discovery.unseen[1].startswith("Not read by ir.model")
    assert "x_equipment" in discovery.catalogue


async def test_an_unchanged_tenant_costs_next_to_nothing(tenant: Tenant, cache: Path) -> None:
    before = await asyncio.to_thread(cache.read_bytes)

    async with open_tenant_schema(tenant, cache) as schema:
        known = await schema.catalogue()
        again = await schema.discover()

    assert not again.changed
    assert again.requests == {19: 1, 14: 7}[tenant.version]
    assert again.catalogue is known
    assert await asyncio.to_thread(cache.read_bytes) == before


async def test_what_an_administrator_changes_is_named(tenant: Tenant, cache: Path) -> None:
    async with open_tenant_schema(tenant, cache) as schema, changing(tenant) as admin:
        await admin.add_field("res.partner", "x_drift_colour", "Drift colour", ["red", "green"])
        added = await schema.discover()
        await admin.add_value("res.partner", "x_drift_colour", "blue")
        widened = await schema.discover()
        await admin.rename("res.partner", "x_drift_colour", "Hue")
        await admin.remove_value("res.partner", "x_drift_colour", "red")
        renamed = await schema.discover()
        await admin.remove_field("res.partner", "x_drift_colour")

    assert added.drift.lines == (
        '+ res.partner.x_drift_colour: selection, "Drift colour"',
        '+ res.users.x_drift_colour: selection, "Drift colour"',
    )
    assert widened.drift.lines == (
        "~ res.partner.x_drift_colour: selection now also blue (Blue)",
        "~ res.users.x_drift_colour: selection now also blue (Blue)",
    )
    assert set(renamed.drift.lines) >= {
        "~ res.partner.x_drift_colour: label Drift colour -> Hue",
        "~ res.partner.x_drift_colour: selection no longer red (Red)",
    }
    assert {row.field for row in renamed.drift.changed} == {"x_drift_colour"}


async def test_a_new_model_is_read_when_a_tool_asks_for_it(tenant: Tenant, cache: Path) -> None:
    async with open_tenant_schema(tenant, cache) as schema, changing(tenant) as admin:
        await schema.catalogue()
        await admin.add_model("x_drift_ticket", "Ticket")
        try:
            with_ticket = await schema.require("x_drift_ticket")
            with pytest.raises(ModelMissing) as caught:
                await schema.require("x_drift_tickets")
        finally:
            await admin.remove_model("x_drift_ticket")

    assert {"x_name", "display_name"} <= set(with_ticket.fields)
    assert caught.value.near == ("x_drift_ticket",)


async def test_a_field_that_was_added_is_found_by_reading_its_model_again(tenant: Tenant, cache: Path) -> None:
    async with open_tenant_schema(tenant, cache) as schema, changing(tenant) as admin:
        old = await schema.require("crm.lead")
        await admin.add_field("crm.lead", "x_drift_source", "Drift source", ["fair"])
        try:
            kept = await schema.require("crm.lead")
            new = await schema.refresh("crm.lead")
            whole = (await schema.catalogue()).model("crm.lead")
            hits = await schema.search("drift source", limit=1)
        finally:
            await admin.remove_field("crm.lead", "x_drift_source")

    assert "x_drift_source" not in old.fields
    assert "x_drift_source" not in kept.fields
    assert set(new.fields) - set(old.fields) == {"x_drift_source"}
    assert whole == new  # seeing that something changed, it has read everything again
    assert [(hit.model, hit.field) for hit in hits] == [("crm.lead", "x_drift_source")]


async def test_a_changed_model_is_remembered_while_a_new_one_is_read(tenant: Tenant, cache: Path) -> None:
    """The index of words has the new field only after everything was read again."""
    async with open_tenant_schema(tenant, cache) as schema, changing(tenant) as admin:
        await schema.catalogue()
        await admin.add_field("crm.lead", "x_drift_origin", "Drift origin", ["fair"])
        await admin.add_model("x_drift_claim", "Claim")
        try:
            await asyncio.gather(schema.refresh("crm.lead"), schema.refresh("x_drift_claim"))
            hits = await schema.search("drift origin", limit=1)
        finally:
            await admin.remove_model("x_drift_claim")
            await admin.remove_field("crm.lead", "x_drift_origin")

    assert [(hit.model, hit.field) for hit in hits] == [("crm.lead", "x_drift_origin")]


async def test_changed_access_rights_are_seen_by_a_full_run(tenant: Tenant, cache: Path) -> None:
    async with open_tenant_schema(tenant, cache) as schema, changing(tenant) as admin:
        assert "x_equipment" in await schema.catalogue()
        await admin.set_access("x_equipment", readable=False)
        try:
            closed = await schema.discover(full=True)
        finally:
            await admin.set_access("x_equipment", readable=True)

    assert [row.model for row in closed.drift.models_removed] == ["x_equipment"]


async def test_words_find_models_and_fields(tenant: Tenant, cache: Path) -> None:
    async with open_tenant_schema(tenant, cache) as schema:

        async def best(text: str) -> tuple[str, str | None]:
            hit = (await schema.search(text, limit=1))[0]
            return hit.model, hit.field

        assert await best("delivery window") == ("sale.order", "x_delivery_window")
        assert await best("DELIV wind") == ("sale.order", "x_delivery_window")
        assert await best("x_delivery_window") == ("sale.order", "x_delivery_window")
        assert await best("customer tier") == ("res.partner", "x_customer_tier")
        assert await best("equipment") == ("x_equipment", None)
        assert await best("serial equip") == ("x_equipment", "x_serial")
        assert await best("sale order") == ("sale.order", None)
        assert await best("sale.order") == ("sale.order", None)
        assert await best("gold") == ("res.partner", "x_customer_tier")  # a label of its values
        assert await schema.search("zzzqqq") == ()
        assert isinstance(await schema.search('" OR * ( NEAR ^name:'), tuple)  # nothing in a query is syntax


async def test_a_damaged_cache_is_built_again(tenant19: Tenant, tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    async with open_tenant_schema(tenant19, path) as schema:
        whole = await schema.catalogue()
        path.write_bytes(path.read_bytes()[:70_000])
        hits = await schema.search("delivery window")  # in a process that still has the content
    path.write_bytes(b"not a database")
    async with open_tenant_schema(tenant19, path) as schema:
        again = await schema.catalogue()

    assert hits[0].field == "x_delivery_window"
    assert again.fingerprint == whole.fingerprint
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
