"""One record of each kind of document that agents will ask about, read as the integration user."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from atlas_odoo.errors import AccessDenied, AtlasError, ModelMissing
from atlas_odoo.odoo.call import Call, Context, Json
from atlas_odoo.odoo.client import OdooClient
from atlas_odoo.odoo.versions import dialect


class Finding(StrEnum):
    """What came of a probe."""

    READ = "read"
    EMPTY = "empty"
    NOT_INSTALLED = "not installed"
    DENIED = "denied"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Probe:
    """A kind of record, in words, and where Odoo keeps it."""

    name: str
    model: str
    domain: tuple[tuple[str, str, Json], ...] = ()


PROBES: Final = (
    Probe("partner", "res.partner"),
    Probe("product", "product.product"),
    Probe("quotation", "sale.order", (("state", "in", ["draft", "sent"]),)),
    Probe("sales order", "sale.order", (("state", "in", ["sale", "done"]),)),
    Probe("purchase order", "purchase.order"),
    Probe("transfer", "stock.picking"),
    Probe("stock quantity", "stock.quant"),
    Probe("manufacturing order", "mrp.production"),
    Probe("invoice", "account.move", (("move_type", "=", "out_invoice"),)),
    Probe("POS order", "pos.order"),
)


@dataclass(frozen=True, slots=True)
class Probed:
    """A probe and what came of it: the record's name, or the error that kept it from being read."""

    probe: Probe
    finding: Finding
    seconds: float
    record: str | None = None
    error: AtlasError | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that Odoo says would allow it."""
        return self.error.groups if isinstance(self.error, AccessDenied) else ()

    @property
    def readable(self) -> bool:
        """Whether the user may read this model, records or not."""
        return self.finding in (Finding.READ, Finding.EMPTY)

    @property
    def text(self) -> str:
        """The result in words, for people."""
        if self.finding is Finding.READ:
            return f"read {self.record}"
        if self.groups:
            return f"denied; allowed by the Odoo groups: {', '.join(self.groups)}"
        return f"{self.finding.value} ({self.error})" if self.error else self.finding.value


async def run_probes(client: OdooClient, company_id: int) -> tuple[Probed, ...]:
    """All probes side by side, in the order of PROBES. What goes wrong is part of the result, never raised."""
    context = Context(companies=(company_id,))
    return tuple(await asyncio.gather(*(_run(client, probe, context) for probe in PROBES)))


async def _run(client: OdooClient, probe: Probe, context: Context) -> Probed:
    started = time.perf_counter()

    def probed(finding: Finding, *, record: str | None = None, error: AtlasError | None = None) -> Probed:
        return Probed(probe, finding, time.perf_counter() - started, record, error)

    renamed = {"move_type": dialect(client.info.major).invoice_type_field}
    domain = [[renamed.get(field, field), operator, value] for field, operator, value in probe.domain]
    try:
        records = await client.call(
            Call(
                probe.model,
                "search_read",
                {"domain": domain, "fields": ["display_name"], "limit": 1},
                context=context,
            )
        )
    except ModelMissing:
        return probed(Finding.NOT_INSTALLED)
    except AccessDenied as error:
        return probed(Finding.DENIED, error=error)
    except AtlasError as error:
        return probed(Finding.FAILED, error=error)
    return probed(Finding.READ, record=records[0]["display_name"]) if records else probed(Finding.EMPTY)
