"""Every method on the list is called in a database that takes no changes: what answers there saves nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from atlas_odoo.errors import OdooError
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.plan import Compute
from atlas_odoo.policy.computing import COMPUTING, ONCHANGE
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk

IDS: Final = {
    "bill": "SELECT id FROM mrp_bom WHERE type = 'normal' ORDER BY id LIMIT 1",
    "product": "SELECT id FROM product_product WHERE default_code = 'E-COM11'",
    "partner": "SELECT id FROM res_partner WHERE name = 'Azure Interior'",
    "pricelist": "SELECT min(id) AS id FROM product_pricelist",
    "unlinked": "SELECT id FROM sale_order WHERE access_token IS NULL AND company_id = 1 LIMIT 1",
    "message": "SELECT max(m.id) AS id FROM mail_message m JOIN mail_tracking_value v ON v.mail_message_id = m.id"
    " WHERE m.model = 'sale.order'",
}


FREEZE: Final = """
DO $$ DECLARE one record; BEGIN
    CREATE FUNCTION refuse() RETURNS trigger AS 'BEGIN RAISE EXCEPTION ''frozen''; END' LANGUAGE plpgsql;
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format(
            'CREATE TRIGGER refuse BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse()',
            one.tablename);
    END LOOP;
END $$
"""
"""No table takes a change: 19 declares its transactions writable, so that a database for reading does not hold it."""
NUMBERED: Final = "SELECT sequencename, last_value FROM pg_sequences ORDER BY sequencename"


def onchange(version: int, model: str, values: Mapping[str, Json], *told: str) -> Compute:
    """A record that is not saved, in the way of each version; dotted fields are those of its lines."""
    if version == 14:
        asked = dict.fromkeys((*values, *told), "1")
        arguments: dict[str, Json] = {"values": values, "field_name": list(values), "field_onchange": asked}
        return Compute(model, ONCHANGE, (), arguments)
    specification: dict[str, Json] = {}
    for path in told:
        name, _, below = path.partition(".")
        shape = specification.setdefault(name, {})
        if below:
            shape.setdefault("fields", {})[below] = {}
    return Compute(model, ONCHANGE, (), {"values": values, "field_names": [], "fields_spec": specification})


def plans(version: int, ids: Mapping[str, int]) -> dict[tuple[str, str], Compute]:
    """A call of every method on the list that this version has."""
    product, partner = ids["product"], ids["partner"]
    order = {"partner_id": partner, **({"pricelist_id": ids["pricelist"]} if version == 14 else {})}
    sold = {"product_id": product, "product_uom_qty": 5}
    every = [
        Compute("report.mrp.report_bom_structure", "get_html", None, {"bom_id": ids["bill"], "searchQty": 2}),
        onchange(
            version, "sale.order", {**order, "order_line": [[0, 0, sold]]}, "amount_total", "order_line.price_unit"
        ),
    ]
    return {(plan.model, plan.method): plan for plan in every}


def test_every_method_on_the_list_is_called_here() -> None:
    some = dict.fromkeys(IDS, 1)
    assert plans(14, some).keys() | plans(19, some).keys() == COMPUTING.keys()


async def test_what_computes_does_so_where_nothing_can_be_written(tenant: Tenant, bed: Bed, tmp_path: Path) -> None:
    def select(query: str) -> list[dict[str, Any]]:
        return bed.sql(tenant.version, tenant.database, query)

    ids = {name: select(query)[0]["id"] for name, query in IDS.items()}
    async with open_desk(tenant, tmp_path) as desk:
        await desk.gateway.ids_by_name("sale.order", ("S00001",))  # signs in and reads the schema: both write
        select(FREEZE)
        numbered = select(NUMBERED)
        for plan in plans(tenant.version, ids).values():
            assert await desk.gateway.compute(plan)
        assert await desk.gateway.changes((ids["message"],)) is not None
        assert select(NUMBERED) == numbered
        with pytest.raises(OdooError):  # its link would be written to it
            await desk.gateway.document("sale.order", ids["unlinked"])
    assert select(f"SELECT access_token FROM sale_order WHERE id = {ids['unlinked']}")[0]["access_token"] is None
