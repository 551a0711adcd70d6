"""The company behind a partner: documents and accounts are looked for under it, whoever of it was named."""

from __future__ import annotations

from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.work import Work


async def company_of(work: Work, partner: int | str) -> Reference:
    """The company that a contact or address belongs to, or the partner itself. Raises what naming records raises."""
    (record,) = await work.named("partner", (partner,), ("company_partner", "display_name"))
    company = record["company_partner"]
    return company if isinstance(company, Reference) else Reference(record["id"], record["display_name"] or "")
