"""Ways to find out what a tenant has, one file each. `ORDER` is the order in which `discover` tries them."""

from __future__ import annotations

from typing import Final

from atlas_odoo.schema.strategies.available_models import AvailableModels
from atlas_odoo.schema.strategies.crawl import Crawl
from atlas_odoo.schema.strategies.doc_index import DocIndex
from atlas_odoo.schema.strategies.ir_model import IrModel
from atlas_odoo.schema.strategy import Strategy

ORDER: Final[tuple[Strategy, ...]] = (DocIndex(), IrModel(), AvailableModels(), Crawl())
"""From the cheapest and most complete to what always works."""
