"""`discover` and `schema` as a person or a script runs them, against real Odoo."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bed.tenants import Tenant
from tests.cli.program import Program
from tests.cli.test_connect import connect
from tests.real.changing import changing


@pytest.fixture
def connected(atlas: Program, tenant: Tenant) -> Program:
    """The program with one saved connection, nothing discovered."""
    done = connect(atlas, tenant, tenant.agent, "--name", "Works")
    assert done.code == 0, done.err
    return atlas


def _names(hits: list[dict[str, Any]]) -> list[tuple[str, str | None, str]]:
    return [(hit["model"], hit["field"], hit["origin"]) for hit in hits]


async def test_discover_then_search_show_and_compare(connected: Program, tenant: Tenant) -> None:
    first = connected.run("discover", "--json").json
    again = connected.run("discover", "--connection", "Works", "--json").json
    async with changing(tenant) as admin:
        await admin.add_field("sale.order", "x_cli_priority", "Handling", ["calm", "rush"])
    try:
        changed = connected.run("discover", "--json").json
    finally:
        async with changing(tenant) as admin:
            await admin.remove_field("sale.order", "x_cli_priority")
    difference = connected.run("schema", "diff", "--json").json
    told = connected.run("schema", "diff").out
    against = connected.run("schema", "diff", "--against", "baseline", "--json").json
    found = connected.run("schema", "search", "delivery", "window", "--json").json
    shown = connected.run("schema", "show", "x_equipment", "--json").json

    assert (first["first"], first["changed"], first["custom_models"]) == (True, True, ["x_equipment"])
    assert (again["first"], again["changed"], again["read_again"]) == (False, False, False)
    assert again["fingerprint"] == first["fingerprint"]
    [added] = changed["drift"]["fields_added"]
    assert (added["model"], added["field"], added["label"]) == ("sale.order", "x_cli_priority", "Handling")
    assert difference["drift"] == changed["drift"]
    assert difference["from"] < difference["to"]
    assert '+ sale.order.x_cli_priority: selection, "Handling"' in told
    assert {"x_equipment"} == {row["model"] for row in against["drift"]["models_added"]}
    assert {"x_cli_priority", "x_customer_tier", "x_delivery_window"} <= {
        row["field"] for row in against["drift"]["fields_added"]
    }
    assert _names(found["hits"])[0] == ("sale.order", "x_delivery_window", "custom")
    assert shown["access"] == {"read": True, "write": False, "create": False, "unlink": False}
    assert shown["fields"]["x_serial"]["label"] == "Serial Number"


def test_people_read_lines(connected: Program) -> None:
    before = connected.run("schema", "diff")
    discovered = connected.run("discover")
    nothing = connected.run("schema", "diff")
    found = connected.run("schema", "search", "delivery window")
    missed = connected.run("schema", "search", "zzzqqq")
    shown = connected.run("schema", "show", "sale.order")
    unknown = connected.run("schema", "show", "sale.ordr")

    assert (before.code, before.out) == (5, "")
    assert "Run `atlas-odoo discover`." in before.err
    assert discovered.code == 0
    assert discovered.out.count("Reading fields ...") == 1
    facts = connected.run("discover", "--json").json
    assert (
        f"{facts['models']} models, {facts['fields']} fields; 1 custom model, {facts['custom_fields']} custom fields ("
    ) in discovered.out
    assert nothing.out.startswith("Nothing changed since the first discovery")
    assert found.out.splitlines()[1].split() == ["sale.order.x_delivery_window", "Delivery", "Window", "char", "custom"]
    assert missed.out == "Nothing found.\n"
    assert "partner_id" in shown.out
    assert "many2one to res.partner" in shown.out
    assert unknown.code == 19
    assert "sale.order" in unknown.err
