"""A bill gone through to its end, in the way that this version of Odoo offers."""

from __future__ import annotations

from atlas_odoo.errors import FieldHidden
from atlas_odoo.odoo.versions import dialect
from atlas_odoo.operations.manufacturing.bills import Bill
from atlas_odoo.operations.manufacturing.levels import by_levels
from atlas_odoo.operations.manufacturing.overview import by_overview
from atlas_odoo.operations.manufacturing.parts import Part
from atlas_odoo.operations.work import Work


async def explode(work: Work, bill: Bill, quantity: float, *, bare: bool = False) -> Part:
    """The tree of a bill for `quantity` in its unit; `bare` where only quantities are of interest."""
    if not dialect(work.catalogue.version).bill_report_data:
        return await by_levels(work, bill, quantity, bare=bare)
    try:
        return await by_overview(work, bill, quantity)
    except FieldHidden:
        return await by_levels(work, bill, quantity, bare=bare)
