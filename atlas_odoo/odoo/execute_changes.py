"""What messages say was changed: 17 and later tell it in a preview, 14 and 15 by the method of their own client."""

from __future__ import annotations

import re
from typing import Final

from atlas_odoo.odoo.call import Call, Context, Json
from atlas_odoo.odoo.execute_calls import Caller
from atlas_odoo.odoo.plan import Change, Changes
from atlas_odoo.odoo.versions import dialect

PREVIEW: Final = "account_audit_log_preview"
"""The field of messages that Invoicing brings along on 17 and later."""
_LINE: Final = re.compile(r"(?P<old>.*) ⇨ (?P<new>.*) \((?P<label>[^()]*(?:\([^()]*\))?)\)")


async def changes(
    client: Caller, ids: tuple[int, ...], context: Context, *, preview: bool
) -> dict[int, Changes] | None:
    """By message, those of `ids` that changed something, in one call; None where this Odoo tells it in no way.

    `preview` is whether messages have the field PREVIEW.
    """
    if preview:
        rows = await client.call(Call("mail.message", "read", {"fields": ["model", PREVIEW]}, ids=ids, context=context))
        told = {row["id"]: in_preview(row["model"] or "", row[PREVIEW] or "") for row in rows}
    elif dialect(client.info.major).message_format:
        rows = await client.call(Call("mail.message", "message_format", ids=ids, context=context))
        told = {row["id"]: Changes(row["model"] or "", _formatted(row["tracking_value_ids"])) for row in rows}
    else:
        return None
    return {number: found for number, found in told.items() if found.told or found.hidden}


def in_preview(model: str, text: str) -> Changes:
    """The changes in a preview, whose first line is the message itself.

    Values may run over several lines, and what field such lines belong to is not told: they count as hidden, once.
    """
    lines = [line for line in text.split("\n")[1:] if line.strip()]
    found = [match for line in lines if (match := _LINE.fullmatch(line))]
    told = tuple(Change(match["label"], match["old"], match["new"]) for match in found)
    return Changes(model, told, hidden=int(len(found) < len(lines)))


def _formatted(values: list[dict[str, Json]]) -> tuple[Change, ...]:
    return tuple(Change(value["changed_field"], value["old_value"], value["new_value"]) for value in values)
