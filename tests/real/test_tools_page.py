"""docs/tools.md on real servers: the file that it shows is used as it stands there."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from atlas_odoo import shipped
from atlas_odoo.business.binding import Bindings
from atlas_odoo.objects.files import load
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import column, open_desk, use

PAGE = Path(__file__).parents[2] / "docs" / "tools.md"


def blocks(language: str) -> list[str]:
    """What the page shows in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


async def test_the_studio_example_finds_and_gets_records(tenant: Tenant, bed: Bed, tmp_path: Path) -> None:
    [example] = [block for block in blocks("yaml") if block.startswith("# equipment.yaml\n")]
    (tmp_path / "equipment.yaml").write_text(example, encoding="utf-8")
    loaded = load(shipped.folder("tools"), tmp_path)
    assert not loaded.faults
    [asked] = (json.loads(block) for block in blocks("json"))
    [named] = (json.loads(text) for text in re.findall(r"`(\{.*?\})` with `get_records`", PAGE.read_text("utf-8")))

    async with open_desk(tenant, tmp_path / "cache") as desk:
        served = replace(desk, bindings=Bindings(loaded.files))
        assert not [item for item in (await served.binding()).left if item.toolset == "own"]
        found = await use(served, "find_records", **asked)
        everything = await use(served, "find_records", object="equipment")
        one = await use(served, "get_records", **named)

    def sql(condition: str) -> list[dict[str, Any]]:
        query = f"select x_name, x_serial, x_value from x_equipment where {condition}"
        return bed.sql(tenant.version, tenant.database, query)

    rows = sql("x_value > 1000 order by x_bought_on")
    assert column(found, "serial") == [row["x_serial"] for row in rows]
    assert column(found, "value") == [row["x_value"] for row in rows]
    assert column(everything, "name") == [row["x_name"] for row in sql("true order by x_bought_on desc")]
    [machine] = sql("x_serial = 'LC-0310'")
    assert machine["x_name"] in one.text
    assert "value" in one.text


def test_every_file_that_the_page_shows_has_no_fault(tmp_path: Path) -> None:
    for number, block in enumerate(blocks("yaml")):
        path = tmp_path / str(number) / "own.yaml"
        path.parent.mkdir()
        path.write_text(block, encoding="utf-8")
        assert not load(path.parent).faults


def test_the_fault_that_the_page_shows_is_told_in_these_words(tmp_path: Path) -> None:
    [example] = [block for block in blocks("yaml") if block.startswith("# equipment.yaml\n")]
    (tmp_path / "equipment.yaml").write_text(example.replace("    columns:", "    colums:"), encoding="utf-8")
    told = [str(fault).removeprefix(f"{tmp_path}/") for fault in load(tmp_path).faults]
    [shown] = re.findall(r"^equipment\.yaml:\d.*$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert shown in told
