"""Write `schema_cache/baseline/odoo-<major>.txt` from a real server.

    ODOO_URL=... ODOO_DB=... ODOO_LOGIN=... ODOO_API_KEY=... python scripts/make_baseline.py

Run it as an administrator, so that no field is hidden, on a database with as many standard apps as can be had
and nothing else: models and fields made in the tenant (`x_`) are left out, those of third-party modules are not
told apart.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path

from atlas_odoo.odoo.client import open_client
from atlas_odoo.odoo.limits import Limits
from atlas_odoo.odoo.probe import probe
from atlas_odoo.odoo.transport import Credentials
from atlas_odoo.schema.baseline import Baseline, dumps
from atlas_odoo.schema.catalogue import Model, Origin
from atlas_odoo.schema.discover import discover
from atlas_odoo.schema.reader import Reader
from atlas_odoo.schema.strategies.ir_model import IrModel

FOLDER = Path(__file__).parents[1] / "schema_cache" / "baseline"


def standard(model: Model) -> Model:
    """The model without what was made in this tenant."""
    fields = {name: field for name, field in model.fields.items() if field.origin is not Origin.CUSTOM}
    return replace(model, fields=fields)


async def main() -> None:
    """Read everything, write the file."""
    limits = Limits()
    info = await probe(os.environ["ODOO_URL"], limits)
    credentials = Credentials(os.environ["ODOO_DB"], os.environ["ODOO_LOGIN"], os.environ["ODOO_API_KEY"])
    async with open_client(info, credentials, limits) as client:
        seen = await discover(Reader(client), Baseline(info.major, {}), full=True, strategies=(IrModel(),))
    models = [standard(model) for model in seen.models.values() if model.origin is not Origin.CUSTOM]
    path = FOLDER / f"odoo-{info.major}.txt"
    path.write_text(dumps(info.major, models), "utf-8")
    print(f"{path.name}: {len(models)} models, {sum(len(model.fields) for model in models)} fields")
    for line in seen.unseen:
        print(line)


if __name__ == "__main__":
    asyncio.run(main())
