"""Methods that compute, and the content of binary fields: one call each."""

from __future__ import annotations

import base64
import binascii

from atlas_odoo.errors import RecordMissing, ServerFault
from atlas_odoo.odoo.call import Call, Json
from atlas_odoo.odoo.execute_calls import Caller
from atlas_odoo.odoo.plan import Compute, Content


async def compute(client: Caller, plan: Compute) -> Json:
    """What a method answers. It saves nothing, so that it is sent like a read: tried again, and shared."""
    return await client.call(Call(plan.model, plan.method, plan.arguments, ids=plan.ids, context=plan.context))


async def content(client: Caller, plan: Content) -> bytes:
    """The bytes in a binary field, none when it is empty.

    They come in base64 over both protocols, which is a third more than their size; AnswerTooLarge when that is beyond
    the limit of an answer. Raises RecordMissing.
    """
    rows: list[dict[str, Json]] = await client.call(
        Call(plan.model, "read", {"fields": [plan.field]}, ids=(plan.id,), context=plan.context)
    )
    if not rows:
        raise RecordMissing(f"There is no {plan.model} {plan.id}, or the integration user may not see it.")
    try:
        return base64.b64decode(rows[0][plan.field] or b"", validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise ServerFault(f"Odoo gave no base64 for {plan.model}.{plan.field}.") from None
