"""`atlas-odoo tools` as a person or a script runs it, against real Odoo."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bed.tenants import Tenant
from tests.cli.program import Ended, Program
from tests.cli.test_connect import connect
from tests.leaks import SecretsInUse
from tests.objects.samples import written


@pytest.fixture(scope="module")
def connected(tenant: Tenant, tmp_path_factory: pytest.TempPathFactory, secrets_in_use: SecretsInUse) -> Program:
    """The program with one saved connection, for all tests: none changes it."""
    program = Program(tmp_path_factory.mktemp("home"), secrets_in_use)
    done = connect(program, tenant, tenant.agent, "--name", "Works")
    assert done.code == 0, done.err
    return program


def own_tools(folder: Path) -> dict[str, str]:
    """The environment in which `folder` holds the tool files of one's own."""
    return {"ATLAS_ODOO_TOOLS": str(folder)}


def names(done: Ended) -> list[str]:
    assert done.code == 0, done.err
    return [tool["name"] for tool in done.json["tools"]]


def test_the_surface_with_what_it_costs_without_asking_odoo(connected: Program) -> None:
    before = connected.run("tools", "--json")  # nothing is discovered yet: Odoo is asked, once
    away = {"ATLAS_ODOO_CONNECT_TIMEOUT": "0.001", "HTTP_PROXY": "http://127.0.0.1:9"}
    shown = connected.run("tools", "--json", env=away)
    assert shown.json == before.json
    tools = shown.json["tools"]
    assert {"find_records", "order_progress"} <= set(names(shown))
    assert shown.json["bytes"] == sum(tool["bytes"] for tool in tools)
    assert all(tool["tokens"] == round(tool["bytes"] / 4) for tool in tools)
    assert all(tool["bytes"] < tool["bytes_with_output_schema"] for tool in tools)
    assert shown.json["objects"]["quotation"]["model"] == "sale.order"
    told = connected.run("tools").out
    assert f"{len(tools)} tools: " in told
    assert f"({shown.json['bytes']:,} bytes) without output schemas" in told


def test_what_is_chosen_is_what_is_shown(connected: Program) -> None:
    everything = names(connected.run("tools", "--json"))
    assert names(connected.run("tools", "--toolsets", "sales", "--json")) == [
        tool for tool in everything if tool in {"order_progress", "top_sales"}
    ]
    assert names(connected.run("tools", "--tools", "find_records,order_progress", "--json")) == [
        "find_records",
        "order_progress",
    ]
    # A document's link leaves a mark on its record, so that making one is not mere reading.
    reading = [tool for tool in everything if tool != "get_document"]
    assert names(connected.run("tools", "--read-only", "--json")) == reading
    without = connected.run("tools", "--toolsets", "sales", "--explain", "--json").json
    assert not set(without["prompts"]) & {item["name"] for item in without["left_out"]}
    assert {"overdue_receivables", "customer_briefing"} <= {item["name"] for item in without["left_out"]}
    unknown = connected.run("tools", "--toolsets", "sale")
    assert unknown.code == 3
    assert "sales" in unknown.err


def test_explain_says_what_each_field_is_bound_to_and_why_others_are_not_there(
    connected: Program, tenant: Tenant
) -> None:
    explained = connected.run("tools", "--explain", "--json").json
    quotation = explained["objects"]["quotation"]
    assert quotation["fields"]["customer"] | {"label": "Customer"} == {
        "field": "partner_id",
        "type": "many2one",
        "label": "Customer",
        "origin": "standard",
        "relation": "res.partner",
    }
    assert quotation["fields"]["x_delivery_window"]["origin"] == "custom"
    assert quotation["fields"]["lines"]["fields"]["unit"]["field"] == (
        "product_uom_id" if tenant.version == 19 else "product_uom"
    )
    left = {item["name"]: item["reason"] for item in explained["left_out"]}
    assert left["quotation.margin"] == "sale.order has no margin here"
    told = connected.run("tools", "--explain").out
    assert "quotation.margin" in told
    assert "sale.order has no margin here" in told


def test_own_files_take_part_and_broken_ones_are_told_with_their_place(connected: Program, tmp_path: Path) -> None:
    draft = connected.run("tools", "new", "x_equipment")
    assert draft.code == 0, draft.err
    folder = written(tmp_path / "own", equipment=draft.out, broken="toolset: own\ntitle: Own\nobjcts: {}\n")
    shown = connected.run("tools", "--explain", "--json", env=own_tools(folder)).json
    equipment = shown["objects"]["equipment"]
    assert {name: item["field"] for name, item in equipment["fields"].items()} == {
        "name": "x_name",
        "serial_number": "x_serial",
        "bought_on": "x_bought_on",
        "value": "x_value",
    }
    assert not [item for item in shown["left_out"] if item["name"].startswith("equipment")]
    assert shown["faults"] == [
        {
            "file": str(folder / "broken.yaml"),
            "line": 3,
            "column": 1,
            "message": "there is no key `objcts` here; did you mean `objects`?",
        }
    ]
    assert f"Left out: {folder}/broken.yaml:3:1: there is no key" in connected.run("tools", env=own_tools(folder)).out


def test_an_own_object_in_the_place_of_a_shipped_one_is_said(connected: Program, tmp_path: Path) -> None:
    text = "{model: res.partner, title: My partners, fields: {name: name}, columns: [name]}"
    folder = written(tmp_path, mine=f"toolset: own\ntitle: Own\nobjects:\n  partner: {text}\n")
    shown = connected.run("tools", "--json", env=own_tools(folder)).json
    assert shown["objects"]["partner"]["title"] == "My partners"
    assert shown["replaced"] == [{"kind": "objects", "name": "partner", "file": str(folder / "mine.yaml")}]
    said = f"`partner`: {folder}/mine.yaml changes the one that is shipped."
    assert said in connected.run("tools", env=own_tools(folder)).out


def test_a_draft_of_a_standard_model_has_another_name_than_what_is_shipped(connected: Program, tmp_path: Path) -> None:
    draft = connected.run("tools", "new", "sale.order").out
    shown = connected.run("tools", "--json", env=own_tools(written(tmp_path, own=draft))).json
    assert not shown["replaced"]
    assert not shown["faults"]
    models = [name for name, item in shown["objects"].items() if item["toolset"] == "own"]
    assert len(models) == 1
    wrong = connected.run("tools", "new", "x_equipmnt", "--connection", "Works")
    assert wrong.code == 19
    assert "x_equipment" in wrong.err


def test_check_needs_no_connection_and_ends_with_an_error_on_faults(atlas: Program, tmp_path: Path) -> None:
    fine = atlas.run("tools", "check")
    assert (fine.code, fine.err) == (0, "")
    assert fine.out.startswith("No faults: ")
    broken = tmp_path / "broken.yaml"
    broken.write_text("toolset: own\ntitle: [a\n", encoding="utf-8")
    told = atlas.run("tools", "check", str(broken))
    assert told.code == 3
    assert told.out == f"{broken}:2:8: this list or mapping in brackets is not closed, or lacks a comma\n"
    assert "1 fault in 1 file" in told.err
    document = json.loads(atlas.run("tools", "check", str(broken), "--json").out)
    assert document["error"]["code"] == "tool_file_invalid"
    assert [(item["line"], item["column"]) for item in document["faults"]] == [(2, 8)]
    elsewhere = atlas.run("tools", "check", env=own_tools(tmp_path))
    assert (elsewhere.code, elsewhere.out) == (told.code, told.out)


def test_without_a_connection_it_says_so(atlas: Program) -> None:
    done = atlas.run("tools")
    assert done.code == 3
    assert "atlas-odoo connect" in done.err
