"""The one door: what is refused is never sent, and what is sent has this connection's context."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from atlas_odoo.errors import ArgumentInvalid, AtlasError, FieldHidden, FieldMissing, ModelHidden, Refused
from atlas_odoo.gateway import Gateway
from atlas_odoo.odoo import execute_documents
from atlas_odoo.odoo.call import Call, Context, Effect
from atlas_odoo.odoo.client import OdooClient
from atlas_odoo.odoo.plan import Aggregate, Compute, Content, Grouping, Having, Measure, Read, ReadIds, Spec
from atlas_odoo.odoo.transport import ServerInfo, Wire
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.schema.catalogue import Catalogue, Model
from atlas_odoo.schema.tenant import TenantSchema
from tests.business.tenants import whole


class Sent(Exception):
    """A call left the gateway."""

    def __init__(self, call: Call) -> None:
        super().__init__(call.method)
        self.call = call


class Wireless:
    """A client that answers nothing: it only shows what was about to be sent."""

    info = ServerInfo("http://odoo.example", "19.0", 19, Wire.JSON2)

    async def call(self, call: Call) -> None:
        raise Sent(call)


class Known:
    """A schema that is known already."""

    async def catalogue(self) -> Catalogue:
        return whole()

    async def require(self, name: str) -> Model:
        return whole().model(name)


CONTEXT = Context(companies=(3, 1), lang="nl_BE", tz="Europe/Brussels")
WAREHOUSE = Context(extra=(("warehouse_id", 2),))
GATEWAY = Gateway(cast("OdooClient", Wireless()), cast("TenantSchema", Known()), BUILT_IN, CONTEXT)


@pytest.mark.parametrize(
    ("plan", "error"),
    [
        (Read("res.users", (), (Spec("password", "char"),)), FieldHidden),
        (Read("sale.order", (("user_id.password", "like", "a"),), ()), FieldHidden),
        (Read("sale.order", (("user_id", "any", (("password", "like", "a"),)),), ()), FieldHidden),
        (Read("sale.order", (), (), order="user_id.password"), FieldHidden),
        (Read("res.users.apikeys", (), ()), ModelHidden),
        (Read("no.such", (), ()), Refused),
        (Read("sale.order", (("nonsense", "=", 1),), ()), Refused),
    ],
)
async def test_what_is_refused_is_never_sent(plan: Read, error: type[Refused]) -> None:
    with pytest.raises(error):
        await GATEWAY.read(plan)


TOTAL = (Measure("amount_total", "sum"),)


@pytest.mark.parametrize(
    ("plan", "error"),
    [
        (Aggregate("sale.order", (("user_id.password", "like", "a"),), (), TOTAL), FieldHidden),
        (Aggregate("sale.order", (("user_id", "any", (("password", "like", "a"),)),), (), TOTAL), FieldHidden),
        (Aggregate("sale.order", (("access_token", "!=", False),), (), TOTAL), FieldHidden),
        (Aggregate("sale.order", (("nonsense", "=", 1),), (), TOTAL), Refused),
        (Aggregate("sale.order", (), (Grouping("access_token"),), TOTAL), FieldHidden),
        (Aggregate("sale.order", (), (), (Measure("access_token", "max"),)), FieldHidden),
        (Aggregate("sale.order", (), (), TOTAL, (Having(Measure("access_token", "max"), ">", 1.0),)), FieldHidden),
        (Aggregate("sale.order", (), (), TOTAL, (), ((Measure("access_token", "max"), True),)), FieldHidden),
        (Aggregate("res.users.apikeys", (), (), (Measure("id", "count"),)), ModelHidden),
    ],
)
async def test_what_is_refused_is_never_counted(plan: Aggregate, error: type[Refused]) -> None:
    with pytest.raises(error):
        await GATEWAY.aggregate(plan)


async def test_the_same_aggregate_with_a_domain_that_may_be_asked_is_sent() -> None:
    with pytest.raises(Sent):
        await GATEWAY.aggregate(Aggregate("sale.order", (("user_id.name", "like", "a"),), (), TOTAL))


async def test_hidden_fields_are_refused_by_every_way_in() -> None:
    with pytest.raises(FieldHidden):
        await GATEWAY.read_ids(ReadIds("res.users", (1,), (Spec("password", "char"),)))
    with pytest.raises(FieldHidden):
        await GATEWAY.aggregate(Aggregate("sale.order", (), (Grouping("access_token"),), ()))
    with pytest.raises(FieldHidden):
        await GATEWAY.ids_by_name("res.users", ("hunter2",), (("password", "=", "hunter2"),))
    with pytest.raises(ModelHidden):
        await GATEWAY.model("res.users.apikeys")


@pytest.mark.parametrize(
    ("plan", "error"),
    [
        (Compute("sale.order", "action_confirm", ids=(1,)), Refused),
        (Compute("sale.order", "write", ids=(1,), arguments={"vals": {}}), Refused),
        (Compute("res.users.apikeys", "onchange"), ModelHidden),
        (Compute("sale.order", "onchange", arguments={"fields_spec": {"access_token": {}}}), FieldHidden),
    ],
)
async def test_what_is_refused_is_never_computed(plan: Compute, error: type[Refused]) -> None:
    with pytest.raises(error):
        await GATEWAY.compute(plan)


async def test_what_is_computed_is_sent_as_a_read() -> None:
    plan = Compute("report.mrp.report_bom_structure", "get_html", arguments={"bom_id": 1}, context=WAREHOUSE)
    with pytest.raises(Sent) as sent:
        await GATEWAY.compute(plan)
    assert sent.value.call == Call(
        plan.model, plan.method, {"bom_id": 1}, context=replace(CONTEXT, extra=WAREHOUSE.extra), effect=Effect.READ
    )


@pytest.mark.parametrize(
    ("plan", "error"),
    [
        (Content("res.users", 1, "password"), FieldHidden),
        (Content("res.users.apikeys", 1, "name"), ModelHidden),
        (Content("res.partner", 1, "name"), ArgumentInvalid),
        (Content("res.partner", 1, "user_ids.image_1920"), FieldMissing),
        (Content("res.partner", 1, "nonsense"), FieldMissing),
    ],
)
async def test_what_is_refused_is_never_fetched(plan: Content, error: type[AtlasError]) -> None:
    with pytest.raises(error):
        await GATEWAY.content(plan)


@pytest.mark.parametrize(
    ("model", "error"), [("res.partner", Refused), ("res.users.apikeys", ModelHidden), ("no.such", Refused)]
)
async def test_no_document_is_made_of_what_is_not_on_the_list(model: str, error: type[Refused]) -> None:
    with pytest.raises(error):
        await GATEWAY.document(model, 1)


async def test_every_call_has_this_connections_context() -> None:
    for reading in (
        GATEWAY.read(Read("sale.order", (), (Spec("name", "char"),))),
        GATEWAY.read_ids(ReadIds("sale.order", (1,), (Spec("name", "char"),))),
        GATEWAY.aggregate(Aggregate("sale.order", (), (), (Measure("id", "count"),))),
        GATEWAY.ids_by_name("sale.order", ("S00001",)),
        GATEWAY.compute(Compute("sale.order", "onchange", arguments={"fields_spec": {"name": {}}})),
        GATEWAY.content(Content("res.partner", 1, "image_1920")),
    ):
        with pytest.raises(Sent) as sent:
            await reading
        context = sent.value.call.context.as_odoo()
        assert {name: context[name] for name in ("allowed_company_ids", "lang", "tz")} == CONTEXT.as_odoo()


async def test_the_link_behind_a_document_is_sent_as_a_write() -> None:
    """Odoo writes a token to the record: it is never sent twice."""
    with pytest.raises(Sent) as sent:
        await execute_documents.document(cast("OdooClient", Wireless()), "sale.order", 1, CONTEXT)
    assert (sent.value.call.method, sent.value.call.effect) == ("get_portal_url", Effect.WRITE)


async def test_a_plan_chooses_neither_companies_nor_language_nor_archived_records() -> None:
    own = Context(companies=(7,), lang="fr_FR", tz="UTC", archived=True, extra=(("to_date", "2026-12-31"),))
    with pytest.raises(Sent) as sent:
        await GATEWAY.read(Read("sale.order", (), (Spec("name", "char"),), context=own))
    expected = {**replace(CONTEXT, tz="UTC").as_odoo(), "to_date": "2026-12-31"}
    context = sent.value.call.context.as_odoo()
    assert {name: context.get(name) for name in expected} == expected
    assert "active_test" not in context
