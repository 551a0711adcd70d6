"""The one door to Odoo's records: decide, call, redact.

Every tool and resource reads through here, so that a rule written once holds for all of them; none of them mentions a
rule. Two things that give an agent no records hold an Odoo client below this module: schema discovery, and Test & Save
with its one record of each kind to see what may be read. The commands `connect`, `connections`, `discover` and `schema`
use these.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypeVar

from atlas_odoo.errors import (
    AccessDenied,
    ArgumentInvalid,
    AtlasError,
    FieldHidden,
    ModelHidden,
    ModelMissing,
    OdooError,
    RecordMissing,
    Refused,
)
from atlas_odoo.odoo import (
    execute_changes,
    execute_documents,
    execute_groups,
    execute_methods,
    execute_names,
    execute_records,
)
from atlas_odoo.odoo.call import Context, Json
from atlas_odoo.odoo.client import OdooClient
from atlas_odoo.odoo.plan import (
    Aggregate,
    Changes,
    Compute,
    Content,
    Document,
    Domain,
    Groups,
    Page,
    Read,
    ReadIds,
    Reference,
    Spec,
)
from atlas_odoo.policy.attached import OWNER, is_attachment, judge_attached
from atlas_odoo.policy.changed import visible_changes
from atlas_odoo.policy.decide import Deny, Ground, decide, judge_document
from atlas_odoo.policy.redact import redacted
from atlas_odoo.policy.rules import Rules
from atlas_odoo.policy.view import VisibleCatalogue
from atlas_odoo.schema.catalogue import Access, Model
from atlas_odoo.schema.search import Hit
from atlas_odoo.schema.tenant import TenantSchema

P = TypeVar("P", Read, ReadIds, Aggregate, Compute, Content)

_ERRORS: Final[dict[Ground, type[AtlasError]]] = {
    Ground.MODEL_HIDDEN: ModelHidden,
    Ground.FIELD_HIDDEN: FieldHidden,
    Ground.UNRESOLVED: Refused,
    Ground.NOT_COMPUTING: Refused,
    Ground.NO_DOCUMENT: Refused,
}


class Gateway:
    """One tenant, as one integration user under one set of rules. Raises Refused, or what Odoo answers."""

    def __init__(
        self,
        client: OdooClient,
        schema: TenantSchema,
        rules: Rules,
        context: Context,
        *,
        visible: VisibleCatalogue | None = None,
    ) -> None:
        self._client = client
        self._schema = schema
        self._rules = rules
        self._context = context
        self._visible = visible

    async def at(self, company: int) -> Gateway:
        """The same door in another company: records of this one, and no other. Odoo refuses those not the user's."""
        context = replace(self._context, companies=(company,))
        return Gateway(self._client, self._schema, self._rules, context, visible=await self.catalogue())

    async def read(self, plan: Read) -> Page:
        """The records that a plan describes."""
        allowed = await self._allowed(plan)
        return redacted(self._rules, allowed.fields, await execute_records.read(self._client, allowed))

    async def read_ids(self, plan: ReadIds) -> Page:
        """Records by id; those that do not exist or may not be read are left out."""
        allowed = await self._allowed(plan)
        return redacted(self._rules, allowed.fields, await execute_records.read_ids(self._client, allowed))

    async def aggregate(self, plan: Aggregate) -> Groups:
        """Groups and their measures."""
        return await execute_groups.aggregate(self._client, await self._allowed(plan))

    async def compute(self, plan: Compute) -> Json:
        """What a method answers that computes and saves nothing; only those of the rules' list are called.

        The answer is Odoo's own, as plain JSON: what it tells was judged before.
        """
        return await execute_methods.compute(self._client, await self._allowed(plan))

    async def content(self, plan: Content) -> bytes:
        """The bytes in a binary field of one record, none when it is empty.

        Raises ArgumentInvalid for a field of another type, RecordMissing, and AnswerTooLarge: they arrive in base64,
        a third larger than they are, and `max_answer` of the limits holds for that.
        """
        model = await self.model(plan.model)
        if model.field(plan.field).type != "binary":
            raise ArgumentInvalid(f"{plan.model}.{plan.field} is no binary field: it is read like any other.")
        allowed = await self._allowed(plan)
        if is_attachment(model):
            await self._judge_owner(model, plan.id)
        return await execute_methods.content(self._client, allowed)

    async def changes(self, messages: tuple[int, ...]) -> dict[int, Changes] | None:
        """What messages say was changed, by message and without hidden fields; None where this Odoo does not tell."""
        await self.model("mail.message")
        whole = await self._schema.catalogue()
        preview = execute_changes.PREVIEW in whole["mail.message"].fields
        found = await execute_changes.changes(self._client, messages, self._context, preview=preview)
        if found is None:
            return None
        return {number: visible_changes(self._rules, whole, told) for number, told in found.items()}

    async def document(self, model: str, number: int) -> Document:
        """The PDF of a quotation, order, invoice or purchase order, as its customer or vendor gets it.

        Odoo makes it behind the record's link for customers. The link holds an access token, which Odoo writes to
        the record when it has none; and 14 keeps the PDF of a posted invoice as its attachment, as after any print.
        Raises RecordMissing, and ServerFault when Odoo answers with something else than a PDF.
        """
        denied = judge_document(self._rules, model)
        if denied is not None:
            raise _refusal(denied)
        name = (await self.model(model)).field("display_name")
        found = await self.read_ids(ReadIds(model, (number,), (Spec(name.name, name.type),)))
        if not found.records:
            raise RecordMissing(f"There is no {model} {number}, or the integration user may not see it.")
        return await execute_documents.document(self._client, model, number, self._context)

    async def ids_by_name(
        self, model: str, names: tuple[str, ...], domain: Domain = ()
    ) -> dict[str, tuple[Reference, ...]]:
        """The records of `domain` that each of `names` may be a part of the name of, as Odoo looks them up."""
        allowed = await self._allowed(Read(model, domain, ()))
        return await execute_names.find_ids_by_name(
            self._client, model, names, domain=allowed.domain, context=self._context
        )

    async def catalogue(self) -> VisibleCatalogue:
        """The tenant's models and fields, without what the rules hide."""
        whole = await self._schema.catalogue()
        if self._visible is None or self._visible.whole is not whole:
            self._visible = VisibleCatalogue(self._rules, whole)
        return self._visible

    async def model(self, name: str) -> Model:
        """One model, discovered when it was not yet.

        Raises ModelHidden, ModelMissing with near matches, or AccessDenied with the groups that may see it.
        """
        if not self._rules.hides_model(name):
            try:
                await self._schema.require(name)
            except ModelMissing as missing:
                raise await self._reason(name, missing) from None
        return (await self.catalogue()).model(name)

    async def renew(self, model: str) -> bool:
        """Read one model's schema again, at most once a minute; whether it turned out to be another."""
        before = await self._schema.catalogue()
        await self._schema.refresh(model)
        return await self._schema.catalogue() is not before

    async def access(self, model: str) -> Access:
        """What the integration user may do with a model."""
        return await self._schema.access((await self.model(model)).name)

    async def search_schema(self, text: str, *, limit: int) -> tuple[Hit, ...]:
        """Models and fields that `text` may mean, best first, without what the rules hide."""
        seen = await self.catalogue()
        hits = await self._schema.search(text, limit=2 * limit)
        visible = [
            hit for hit in hits if hit.model in seen and (hit.field is None or hit.field in seen[hit.model].fields)
        ]
        return tuple(visible[:limit])

    async def _reason(self, model: str, missing: ModelMissing) -> OdooError:
        """Why the schema lacks a model. A schema only has what this user may read; Odoo itself knows the groups."""
        try:
            await execute_records.read(
                self._client, Read(model, (("id", "=", 0),), (), total=False, context=self._context)
            )
        except AccessDenied as denied:
            return denied
        except OdooError:
            return missing
        return missing

    async def _judge_owner(self, model: Model, number: int) -> None:
        """Refuse an attachment that belongs to something hidden."""
        fields = tuple(Spec(name, model.field(name).type) for name in OWNER)
        for record in (await self.read_ids(ReadIds(model.name, (number,), fields))).records:
            owner, field = (record[name] for name in OWNER)
            denied = judge_attached(self._rules, await self._schema.catalogue(), owner, field)
            if denied is not None:
                raise _refusal(denied)

    async def _allowed(self, plan: P) -> P:
        """The plan as the rules let it pass, in this connection's context.

        Of the plan's own context its time zone and the keys that figures are computed by are sent, and nothing else:
        companies, language and archived records are the connection's business, not that of a call.
        """
        decision = decide(self._rules, plan, await self._schema.catalogue())
        if isinstance(decision, Deny):
            raise _refusal(decision)
        context = replace(self._context, tz=plan.context.tz or self._context.tz, extra=plan.context.extra)
        return replace(decision.plan, context=context)


def _refusal(denied: Deny) -> AtlasError:
    return _ERRORS[denied.ground](denied.reason)
