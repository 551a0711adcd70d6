"""The PDF of a record: through the link that Odoo makes for its customer or vendor, which every version has.

Older versions render what is behind the link as the public user, and where that user may not read a customer's name
they answer 403 (seen on 14). They also give the PDF to whoever may read the record, as what an e-mail would bring.
"""

from __future__ import annotations

import base64
from typing import Final, Protocol

from atlas_odoo.errors import AccessDenied, RecordMissing, ServerFault
from atlas_odoo.odoo.call import Call, Context, Effect, Json
from atlas_odoo.odoo.channel import Answer
from atlas_odoo.odoo.execute_calls import Caller
from atlas_odoo.odoo.plan import Document
from atlas_odoo.odoo.portal import document_in, path_on, pdf
from atlas_odoo.odoo.versions import dialect

_ADVICE: Final = (
    "Printing it in Odoo itself tells why; often wkhtmltopdf is missing on Odoo's server, or cannot reach Odoo there."
)
_TEMPLATES: Final = {
    "account.move": ("account", "email_template_edi_invoice"),
    "purchase.order": ("purchase", "email_template_edi_purchase_done"),
    "sale.order": ("sale", "email_template_edi_sale"),
}
"""The e-mail that brings the PDF, by external id (module and name)."""


class Visitor(Caller, Protocol):
    """A client that also gets pages."""

    async def visit(self, path: str) -> Answer:
        """GET a page of the server, without login."""
        ...


async def document(client: Visitor, model: str, number: int, context: Context) -> Document:
    """The PDF of one record of a model that has such links. Raises ServerFault when there is none.

    Making the link writes a token to a record that has none, and printing may keep the PDF: both are sent as writes.
    """
    arguments = {"report_type": "pdf", "download": True}
    url = await client.call(
        Call(model, "get_portal_url", arguments, ids=(number,), context=context, effect=Effect.WRITE)
    )
    path = path_on(client.info.url, url)
    if path is None:
        raise ServerFault(f"The link that Odoo made for {model} {number} leads to another server and was not followed.")
    answer = await client.visit(path)
    found = document_in(answer, f"{model}-{number}.pdf")
    if found is None and dialect(client.info.major).generate_email:
        found = await _by_template(client, model, number, context)
    if found is None:
        raise ServerFault(f"Odoo made no PDF of {model} {number} (HTTP {answer.status}).", advice=_ADVICE)
    return found


async def _by_template(client: Caller, model: str, number: int, context: Context) -> Document | None:
    """What the e-mail of a record would bring as its attachment; no e-mail is made. None where there is none."""
    template = await _template(client, model, context)
    if template is None:
        return None
    arguments = {"res_ids": number, "fields": ["subject"]}
    call = Call("mail.template", "generate_email", arguments, ids=(template,), context=context, effect=Effect.WRITE)
    generated: dict[str, Json] = await client.call(call)
    for name, content in generated.get("attachments", ()):
        return pdf(name, base64.b64decode(content))
    return None


async def _template(client: Caller, model: str, context: Context) -> int | None:
    if model not in _TEMPLATES:
        return None
    module, name = _TEMPLATES[model]
    arguments = {"module": module, "xml_id": name}
    try:
        found = await client.call(Call("ir.model.data", "check_object_reference", arguments, context=context))
    except (AccessDenied, RecordMissing, ServerFault):
        return None  # it was deleted
    number: int = found[1]
    return number
