"""`ir.model` and `ir.model.fields`: open to internal users up to 16, to administrators after that."""

from __future__ import annotations

import json
from typing import Final

from atlas_odoo.errors import AccessDenied
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.execute_calls import side_by_side
from atlas_odoo.odoo.versions import dialect
from atlas_odoo.schema.baseline import Baseline
from atlas_odoo.schema.reader import Reader
from atlas_odoo.schema.strategy import Declined, Found, Listed, unreadable
from atlas_odoo.schema.sweep import sweep

_WATCHED: Final = ("ir.model", "ir.model.fields", "ir.model.fields.selection")


class IrModel:
    """The models from `ir.model`; what changed since last time from the newest rows of `ir.model.fields`.

    The fields themselves come from `fields_get`: `ir.model.fields` also lists fields that this user may not read
    (its `groups` are empty for fields defined by code, seen on 14), and lacks what can be searched and sorted.
    """

    name = "ir_model"
    title = "ir.model and ir.model.fields"

    async def unchanged(self, reader: Reader, token: str) -> bool:
        """Seven small requests: number and newest change of models, fields and selections, and the user's groups."""
        return await _token(reader) == token

    async def find(self, reader: Reader, baseline: Baseline, *, full: bool) -> Found:
        """The list, then for each model a question whether it may be read and one for its fields."""
        del full  # Odoo caches nothing here
        reader.report("Reading ir.model")
        token = await _token(reader)
        rows: list[dict[str, Json]] = await reader.call(
            "ir.model", "search_read", domain=[], fields=["model", "name", "state"], order="model"
        )
        listed = Listed(
            labels={str(row["model"]): str(row["name"] or "") for row in rows},
            custom=frozenset(str(row["model"]) for row in rows if row["state"] == "manual"),
            token=token,
        )
        swept = await sweep(reader, baseline, listed.labels, check=True)
        return Found(listed, swept, unreadable(swept))


async def _token(reader: Reader) -> str:
    try:
        marks = await side_by_side(_newest(reader, model) for model in _WATCHED)
    except AccessDenied:
        raise Declined("this user may not read ir.model and ir.model.fields") from None
    return json.dumps([*marks, await _groups(reader)])


async def _newest(reader: Reader, model: str) -> list[Json]:
    count = await reader.call(model, "search_count", domain=[])
    newest = await reader.call(
        model,
        "search_read",
        domain=[["write_date", "!=", False]],
        fields=["write_date"],
        order="write_date desc, id desc",
        limit=1,
    )
    return [count, newest]


async def _groups(reader: Reader) -> Json:
    """The groups of this user, because they decide what it sees; None where it may not look at itself."""
    name = dialect(reader.server.major).groups_field
    try:
        rows = await reader.call(
            "res.users", "search_read", domain=[["id", "=", await reader.user()]], fields=[name], limit=1
        )
    except AccessDenied:
        return None
    return sorted(rows[0].get(name) or ()) if rows else None
