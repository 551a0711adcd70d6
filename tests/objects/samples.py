"""Small tool files for tests."""

from __future__ import annotations

from pathlib import Path

from atlas_odoo.objects.definition import ToolFile
from atlas_odoo.objects.document import Document, read
from atlas_odoo.objects.validation import validated

QUOTATION = """\
toolset: sales
title: Sales
objects:
  quotation:
    model: sale.order
    title: Quotations
    where: [[state, in, [draft, sent]]]
    keys: [number]
    fields:
      number: name
      customer: partner_id
      country: partner_id.country_id
      date: date_order
      total: amount_total
      state: state
      lines:
        field: order_line
        fields: {product: product_id, quantity: [product_uom_quantity, product_uom_qty], subtotal: price_subtotal}
        columns: [product, quantity]
    columns: [number, customer, total, lines]
    order: date desc, number
"""


def tool_file(text: str) -> ToolFile:
    """The tool file in `text`, which has no faults."""
    document = read(text)
    assert isinstance(document, Document), str(document)
    file = validated(document.data)
    assert isinstance(file, ToolFile), file
    return file


def written(folder: Path, **texts: str) -> Path:
    """`folder` with these files, by stem."""
    folder.mkdir(exist_ok=True)
    for stem, text in texts.items():
        (folder / f"{stem}.yaml").write_text(text, encoding="utf-8")
    return folder
