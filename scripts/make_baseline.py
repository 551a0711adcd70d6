"""Write `schema_cache/baseline/odoo-<major>.txt` from a real server.

    ODOO_URL=... ODOO_DB=... ODOO_LOGIN=... ODOO_API_KEY=... python scripts/make_baseline.py

Run it as an administrator, on a database with as many standard apps as can be had and nothing else: models and
fields made in the tenant (`x_`) are left out, those of third-party modules are not told apart. What groups hide
even from an administrator is taken from `ir.model.fields`.
"""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from pathlib import Path

from atlas_odoo.odoo.client import open_client
from atlas_odoo.odoo.limits import Limits
from atlas_odoo.odoo.probe import probe
from atlas_odoo.odoo.transport import Credentials
from atlas_odoo.schema.baseline import Baseline, dumps
from atlas_odoo.schema.catalogue import Field, Model, Origin
from atlas_odoo.schema.discover import discover
from atlas_odoo.schema.reader import Reader
from atlas_odoo.schema.strategies.ir_model import IrModel

FOLDER = Path(__file__).parents[1] / "schema_cache" / "baseline"


async def declared(reader: Reader) -> dict[str, dict[str, Field]]:
    """The fields of every model as `ir.model.fields` has them, by model and name."""
    keys: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in await reader.call(
        "ir.model.fields.selection", "search_read", domain=[], fields=["field_id", "value"], order="sequence, id"
    ):
        keys[row["field_id"][0]].append((row["value"], ""))
    wanted = ["model", "name", "ttype", "relation", "required", "state"]
    models: dict[str, dict[str, Field]] = defaultdict(dict)
    for row in await reader.call("ir.model.fields", "search_read", domain=[], fields=wanted):
        # an inherited copy of a custom field counts as a base field (seen on 14: res.users.x_...)
        if row["state"] == "base" and not (row["model"].startswith("x_") or row["name"].startswith("x_")):
            models[row["model"]][row["name"]] = Field(
                name=row["name"],
                type=row["ttype"],
                label="",
                required=row["required"],
                relation=row["relation"] or None,
                selection=tuple(keys[row["id"]]),
            )
    return models


async def main() -> None:
    """Read everything, write the file."""
    limits = Limits()
    info = await probe(os.environ["ODOO_URL"], limits)
    credentials = Credentials(os.environ["ODOO_DB"], os.environ["ODOO_LOGIN"], os.environ["ODOO_API_KEY"])
    async with open_client(info, credentials, limits) as client:
        reader = Reader(client)
        found = await declared(reader)
        seen = await discover(reader, Baseline(info.major, {}), full=True, strategies=(IrModel(),))
    for name, model in seen.models.items():
        if model.origin is not Origin.CUSTOM:
            found[name] |= {field.name: field for field in model.fields.values() if field.origin is not Origin.CUSTOM}
    models = [Model(name=name, label="", fields=fields) for name, fields in found.items()]
    path = FOLDER / f"odoo-{info.major}.txt"
    path.write_text(dumps(info.major, models), "utf-8")
    print(f"{path.name}: {len(models)} models, {sum(len(model.fields) for model in models)} fields")


if __name__ == "__main__":
    asyncio.run(main())
