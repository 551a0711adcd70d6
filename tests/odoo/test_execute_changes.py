"""What a preview of a message says was changed."""

from __future__ import annotations

from atlas_odoo.odoo.execute_changes import in_preview
from atlas_odoo.odoo.plan import Change, Changes


def test_every_line_below_the_first_is_a_change() -> None:
    text = "Sales Order confirmed\nQuotation ⇨ Sales Order (Status)\n1.0 ⇨ 2.0 (Price (without tax))"
    told = (Change("Status", "Quotation", "Sales Order"), Change("Price (without tax)", "1.0", "2.0"))
    assert in_preview("sale.order", text) == Changes("sale.order", told)


def test_a_value_of_several_lines_is_hidden_since_its_field_is_not_known() -> None:
    text = "Updated\nNone ⇨ BEGIN\nAAAA\nEND (Private key)\nA ⇨ B (Name)"
    assert in_preview("res.partner", text) == Changes("res.partner", (Change("Name", "A", "B"),), hidden=1)


def test_a_message_that_changed_nothing_has_no_changes() -> None:
    for text in ("Contact created\n", "Contact created", ""):
        assert in_preview("res.partner", text) == Changes("res.partner", ())
