"""The PDF of an order or invoice, as its customer or vendor gets it."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from atlas_odoo.operations.across.record import one
from atlas_odoo.operations.inputs import Arguments, Ref
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.result import File, Result
from atlas_odoo.operations.work import Work


class GetDocument(Arguments):
    """One document."""

    object: Annotated[str, Field(description="such as invoice")]
    record: Annotated[Ref, Field(description="number or name")]


async def run(work: Work, arguments: GetDocument) -> Result:
    """The document as a file. Raises Refused for a model that has none, ServerFault when Odoo cannot print it."""
    model, record = await one(work, arguments.object, arguments.record)
    found = await work.gateway.document(model.name, record.id)
    return Result(
        f"{model.label} {record.id} {record.name}: {found.name}",
        {"type": found.mime_type, "size (kB)": round(len(found.content) / 1000, 1)},
        files=(File(f"atlas-odoo://document/{model.name}/{record.id}", found.name, found.mime_type, found.content),),
    )


OPERATION: Final = Operation(
    arguments=GetDocument, needs=("sales_order|invoice|purchase_order",), run=run, leaves_traces=True
)
