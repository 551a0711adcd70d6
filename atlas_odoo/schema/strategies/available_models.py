"""`ir.model.get_available_models`: open to every internal user from 16 on, names and labels only."""

from __future__ import annotations

from typing import Final

from atlas_odoo.errors import AccessDenied, NameMissing
from atlas_odoo.odoo.versions import dialect
from atlas_odoo.schema.baseline import Baseline
from atlas_odoo.schema.reader import Reader
from atlas_odoo.schema.strategy import Declined, Found, Listed, unreadable
from atlas_odoo.schema.sweep import sweep

_WIZARDS: Final = (
    "Wizards and other models without records of their own: this way does not list them. "
    "One is read when it is asked for by name."
)


class AvailableModels:
    """One request for the names (custom ones included), then `fields_get` for each.

    Public methods are not seen, and there is no cheap way to ask whether anything changed.
    """

    name = "available_models"
    title = "the list of available models"

    async def unchanged(self, reader: Reader, token: str) -> bool:
        """Never known: there is nothing to compare."""
        del reader, token
        return False

    async def find(self, reader: Reader, baseline: Baseline, *, full: bool) -> Found:
        """One request for the list, one for each model."""
        del full  # Odoo caches nothing here
        reader.report("Reading the list of available models")
        if not dialect(reader.server.major).get_available_models:
            raise Declined(f"Odoo {reader.server.major} has no list of available models")
        try:
            labels = await available(reader)
        except (AccessDenied, NameMissing):
            raise Declined("Odoo does not give this user the list of available models") from None
        swept = await sweep(reader, baseline, sorted(labels), check=False)
        return Found(Listed(labels), swept, (_WIZARDS, *unreadable(swept)))


async def available(reader: Reader) -> dict[str, str]:
    """Name to label of every stored model that this user may read, as Odoo sees it now (16 and later)."""
    rows = await reader.call("ir.model", "get_available_models")
    return {str(row["model"]): str(row["display_name"] or "") for row in rows}
