"""All tools, in the order in which they are listed."""

from __future__ import annotations

from typing import Any, Final

from atlas_odoo.business import aggregate_records, describe_model, find_records, get_records, search_schema
from atlas_odoo.business.tool import Tool

TOOLS: Final[tuple[Tool[Any, Any], ...]] = (
    search_schema.TOOL,
    describe_model.TOOL,
    find_records.TOOL,
    get_records.TOOL,
    aggregate_records.TOOL,
)
