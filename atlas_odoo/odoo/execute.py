"""Plans carried out on any version of Odoo, with answers of one shape: what the layers above import."""

from __future__ import annotations

from atlas_odoo.odoo.execute_calls import Caller
from atlas_odoo.odoo.execute_groups import aggregate
from atlas_odoo.odoo.execute_names import find_ids_by_name
from atlas_odoo.odoo.execute_records import read, read_ids

__all__ = ["Caller", "aggregate", "find_ids_by_name", "read", "read_ids"]
