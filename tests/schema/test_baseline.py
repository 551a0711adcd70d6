"""The shipped baselines, and their format."""

from __future__ import annotations

import pytest

from atlas_odoo.errors import ConfigurationError
from atlas_odoo.schema.baseline import dumps, loads, nearest
from atlas_odoo.schema.catalogue import Field
from tests.schema.tenants import model

_MODEL = model(
    "sale.order",
    Field("id", "integer", "ID", required=True),
    Field("partner_id", "many2one", "Customer", relation="res.partner", required=True),
    Field("state", "selection", "Status", selection=(("draft", "Quotation"), ("sale", "Sales Order"))),
    Field("odd", "selection", "Odd", selection=(("a b", "A"), ("c|d", "C"), ("", "None"), ("50%", "Half"))),
    Field("source", "reference", "Source", selection=(("res.partner", "Contact"),)),
    Field("tz", "selection", "Time zone", selection=tuple((f"Zone/{number}", "") for number in range(400))),
    Field("note", "html", "Terms"),
)


def test_one_line_for_each_field() -> None:
    assert dumps(19, [model("empty.model"), _MODEL]) == (
        "# odoo 19\n"
        "\nempty.model\n"
        "\nsale.order\n"
        " note html\n"
        " odd selection a%20b|c%7Cd|%00|50%25\n"
        " partner_id many2one! res.partner\n"
        " source reference res.partner\n"
        " state selection draft|sale\n"
        " tz selection\n"
    )


def test_what_is_written_is_read() -> None:
    baseline = loads(dumps(19, [model("empty.model"), _MODEL]))
    order = baseline.models()["sale.order"]

    assert (baseline.version, set(baseline.lines)) == (19, {"empty.model", "sale.order"})
    assert baseline.fields("sale.order") == frozenset({"note", "odd", "partner_id", "source", "state", "tz"})
    assert baseline.fields("empty.model") == frozenset()
    assert baseline.fields("no.model") is None
    assert (order.fields["partner_id"].required, order.fields["partner_id"].relation) == (True, "res.partner")
    assert [key for key, _ in order.fields["odd"].selection] == ["a b", "c|d", "", "50%"]
    assert order.fields["source"].relation is None
    assert order.fields["tz"].selection == ()


@pytest.mark.parametrize("text", ["", "{}", "# odoo\n", "# odoo nineteen\n"])
def test_another_format_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError):
        loads(text)


@pytest.mark.parametrize(("major", "taken"), [(19, 19), (14, 14), (13, 14), (16, 14), (17, 19), (20, 19)])
def test_a_version_without_a_baseline_takes_the_nearest(major: int, taken: int) -> None:
    assert nearest(major).version == taken


@pytest.mark.parametrize("major", [14, 19])
def test_the_shipped_ones_hold_standard_odoo_and_nothing_custom(major: int) -> None:
    shipped = nearest(major).models()

    assert {"res.partner", "sale.order", "purchase.order", "stock.picking", "mrp.production", "account.move"} <= set(
        shipped
    )
    assert shipped["sale.order"].fields["partner_id"].relation == "res.partner"
    assert {"draft", "sent", "sale", "cancel"} <= {key for key, _ in shipped["sale.order"].fields["state"].selection}
    names = [*shipped, *(name for one in shipped.values() for name in one.fields)]
    assert not [name for name in names if name.startswith("x_")]
