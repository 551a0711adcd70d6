"""A partner at a glance: who they are, on which terms, what is open with them and what is overdue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Final

from pydantic import Field

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.execute_calls import side_by_side
from atlas_odoo.odoo.plan import Lines, Reference
from atlas_odoo.operations.accounting.ledger import OPEN as UNSETTLED
from atlas_odoo.operations.accounting.ledger import Kind, held_by, past_due, posted
from atlas_odoo.operations.inputs import Arguments, Ref
from atlas_odoo.operations.labels import label
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.own_fields import own_fields, told
from atlas_odoo.operations.partners.documents import LAST, OPEN, last_document, open_documents
from atlas_odoo.operations.partners.section import Section, facts
from atlas_odoo.operations.result import Result, Value
from atlas_odoo.operations.tabulate import tabulate
from atlas_odoo.operations.work import Work

_ADDRESS: Final = ("street", "street2", "zip", "city", "region", "country")
_PLAIN: Final = (
    "email", "phone", "mobile", "website", "vat", "reference", "language", "industry", "salesperson", "team",
    "payment_terms", "pricelist", "fiscal_position", "vendor_payment_terms", "purchase_currency", "buyer",
    "sale_warning", "purchase_warning",
)  # fmt: skip
_AMOUNTS: Final = ("receivable", "overdue", "credit_limit", "to_invoice", "invoiced", "payable")
"""Odoo's own figures, in the company's currency."""
_SAID: Final = {"overdue": "overdue receivable", "to_invoice": "ordered, not invoiced", "invoiced": "invoiced, untaxed"}
_CONTACT: Final = ("name", "kind", "job", "email", "phone", "mobile", "street", "city")
_CARD: Final = ("tags", *_ADDRESS, *_PLAIN, *_AMOUNTS, *(f"contacts.{name}" for name in _CONTACT))
_CONTACTS: Final = 20
EACH: Final = 8
"""Open documents of each kind; of more the number is told."""


class CustomerOverview(Arguments):
    """One partner; a contact leads to its company."""

    partner: Annotated[Ref, Field(description="name, e-mail, VAT or id")]


async def run(work: Work, arguments: CustomerOverview) -> Result:
    """The partner's company with all that is open. Raises what naming records raises."""
    card = (*_CARD, *own_fields(work, "partner"))
    [asked] = await work.named(
        "partner", (arguments.partner,), ("display_name", "company_partner"), optional=card, lines=_CONTACTS
    )
    company = asked["company_partner"]
    if not isinstance(company, Reference):
        company = Reference(asked["id"], asked["display_name"])
    is_contact = company.id != asked["id"]
    sections = await side_by_side(
        [
            _terms(work, None if is_contact else asked, company, card),
            *(_overdue(work, company, kind) for kind in _lacking(work)),
            *(last_document(work, title, name, holder, company) for title, name, holder in LAST if work.has(name)),
            *(open_documents(work, kind, company, EACH) for kind in OPEN if work.has(kind.object)),
        ]
    )
    none = [section.none for section in sections if section.none]
    of = f", the company of {asked['id']} {asked['display_name']}" if is_contact else ""
    return Result(
        f"{company.id} {company.name}{of}",
        facts(sections),
        tuple(section.table for section in sections if section.table is not None),
        (f"no {', no '.join(none)}",) if none else (),
    )


async def _terms(work: Work, card: Record | None, company: Reference, wanted: Sequence[str]) -> Section:
    """Who the company is, how to reach it and on which terms; `card` has `wanted` of it when that was read already."""
    if card is None:
        [card] = await work.get("partner", (company.id,), (), optional=wanted, lines=_CONTACTS)
    own = work.currency or "company currency"
    found: dict[str, Value] = {
        "address": ", ".join(_word(card[name]) for name in _ADDRESS if card.get(name)),
        "tags": ", ".join(tag["display_name"] for tag in card.get("tags", ())),
        **told(work, "partner", card),
        **{name.replace("_", " "): label(work, "partner", name, card.get(name)) for name in _PLAIN},
        **{f"{_SAID.get(name, name.replace('_', ' '))} ({own})": card.get(name) for name in _AMOUNTS},
    }
    contacts = card.get("contacts", Lines())
    if not contacts:
        return Section(found)
    rows = [_contact(work, contact, card) for contact in contacts]
    left = contacts.total - len(contacts)
    more = f"{left} more: find_records of partner" if left else None
    return Section(found, tabulate("contacts", ("contact", *_CONTACT[1:]), rows, more=more))


def _contact(work: Work, contact: Record, card: Record) -> dict[str, Value]:
    """A contact without what it shares with its company."""
    kind = contact["kind"]
    return {
        "contact": Reference(contact["id"], contact["name"] or f"{kind} address"),
        "kind": label(work, "partner", "contacts.kind", kind) if kind != "contact" else None,
        **{name: contact.get(name) if contact.get(name) != card.get(name) else None for name in _CONTACT[2:]},
    }


def _lacking(work: Work) -> Iterator[Kind]:
    """Accounts whose overdue amount has to be summed: Odoo Enterprise has that of customers on the partner."""
    if work.has("journal_item"):
        if not work.object("partner").has("overdue"):
            yield "receivable"
        yield "payable"


async def _overdue(work: Work, company: Reference, kind: Kind) -> Section:
    """What is past due on accounts of this kind, summed by Odoo."""
    [total] = await work.sums(
        "journal_item",
        (),
        ("residual:sum",),
        (*posted(work, (kind,)), *UNSETTLED, *held_by(company), *past_due(work.today)),
    )
    amount = total.values[0]
    if not isinstance(amount, int | float) or not amount:
        return Section()
    return Section(
        {f"overdue {kind} ({work.currency or 'company currency'})": amount if kind == "receivable" else -amount}
    )


def _word(value: Value) -> str:
    return value.name if isinstance(value, Reference) else str(value)


OPERATION: Final = Operation(arguments=CustomerOverview, needs=("partner",), run=run)
