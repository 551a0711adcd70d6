"""What comes first for which words; the rows go through the real index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from atlas_odoo.schema.cache import SchemaCache
from atlas_odoo.schema.catalogue import Field, Model, Origin
from atlas_odoo.schema.search import Hit, rank
from tests.schema.tenants import PARTNER, TENANT, model, models, snapshot

Find = Callable[[str], list[str]]


async def _hits(path: Path, text: str, tenant: dict[str, Model] = TENANT) -> tuple[Hit, ...]:
    cache = SchemaCache(path / "cache.sqlite")
    await cache.save(snapshot(tenant.values()), tenant)
    return rank(text, await cache.find(text), 10)


def _names(hits: tuple[Hit, ...]) -> list[str]:
    return [f"{hit.model}.{hit.field}" if hit.field else hit.model for hit in hits]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param("x_delivery_window", "sale.order.x_delivery_window", id="exact name"),
        pytest.param("delivery window", "sale.order.x_delivery_window", id="label before help"),
        pytest.param("Window, delivery?", "sale.order.x_delivery_window", id="other order, punctuation"),
        pytest.param("deliv wind", "sale.order.x_delivery_window", id="beginnings"),
        pytest.param("livery", "sale.order.x_delivery_window", id="inside a word"),
        pytest.param("sale.order", "sale.order", id="model name"),
        pytest.param("partner", "res.partner", id="end of a model name, before the fields that point to it"),
        pytest.param("sales order", "sale.order", id="model label"),
        pytest.param("contact", "res.partner", id="label of a model"),
        pytest.param("equipment", "x_equipment", id="custom model"),
        pytest.param("Sales Orders", "sale.order", id="plural"),
        pytest.param("countries", "res.partner.country_id", id="plural that changes the word"),
        pytest.param("gold", "res.partner.x_customer_tier", id="label of a value"),
        pytest.param("reception", "res.partner.phone", id="help only"),
        pytest.param("phone contact", "res.partner.phone", id="field and its model"),
        pytest.param("phone xyzzy", "res.partner.phone", id="any word when not all"),
        pytest.param("name", "res.partner.name", id="the model that matters most"),
    ],
)
async def test_the_best_find_comes_first(tmp_path: Path, text: str, first: str) -> None:
    assert _names(await _hits(tmp_path, text))[0] == first


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("company", "companies"),
        ("category", "categories"),
        ("currency", "currencies"),
        ("delivery", "deliveries"),
        ("cookie", "cookies"),
        ("survey", "surveys"),
        ("day", "days"),
        ("address", "addresses"),
        ("batch", "batches"),
        ("tax", "taxes"),
    ],
)
async def test_one_finds_many_and_many_find_one(tmp_path: Path, one: str, many: str) -> None:
    tenant = models(
        model("a.label.one", Field("x_a", "char", f"Branch {one.title()}")),
        model("a.label.many", Field("x_b", "char", f"Branch {many.title()}")),
        model("a.help.one", Field("x_c", "char", "C", help=f"The {one} of the branch.")),
        model("a.help.many", Field("x_d", "char", "D", help=f"All {many} of the branch.")),
    )
    cache = SchemaCache(tmp_path / "cache.sqlite")
    await cache.save(snapshot(tenant.values()), tenant)

    for text in (one, many, many.upper(), one[:3]):
        assert {row.field for row in await cache.find(text)} == {"x_a", "x_b", "x_c", "x_d"}, text
        assert _names(rank(text, await cache.find(text), 10))[:2] == ["a.label.one.x_a", "a.label.many.x_b"]


async def test_a_register_is_found_by_words_of_several_of_its_fields(tmp_path: Path) -> None:
    register = model(
        "x_machine",
        Field("x_serial", "char", "Serial Number", origin=Origin.CUSTOM),
        Field("x_price", "float", "Purchase Price", origin=Origin.CUSTOM),
        label="Machine",
        origin=Origin.CUSTOM,
    )
    decoy = model(
        "ir.template",
        Field("ref", "char", "Reference", help="Machine, serial number, purchase price or another value."),
    )

    hits = await _hits(tmp_path, "machine serial purchase value", models(register, decoy))

    assert {hit.model for hit in hits[:3]} == {"x_machine"}


async def test_what_hardly_fits_is_left_out(tmp_path: Path) -> None:
    register = model("account.register", Field("x", "char", "X"), label="Pay")

    assert _names(await _hits(tmp_path, "equipment register", TENANT | models(register)))[0] == "x_equipment"
    assert all(
        hit.field not in {"create_date", "id"} for hit in await _hits(tmp_path, "equipment", TENANT | models(register))
    )


async def test_custom_finds_are_marked(tmp_path: Path) -> None:
    hits = await _hits(tmp_path, "delivery")

    assert [(hit.field, hit.origin) for hit in hits] == [
        ("x_delivery_window", Origin.CUSTOM),
        ("commitment_date", Origin.STANDARD),
    ]


@pytest.mark.parametrize(
    "text", ["", "   ", "%", '"', "* ORX *", "NEARX(", "a" * 5000, "'; DROP TABLE entries; --", "\0"]
)
async def test_no_query_is_an_error(tmp_path: Path, text: str) -> None:
    assert await _hits(tmp_path, text) == ()


async def test_other_languages_are_folded(tmp_path: Path) -> None:
    partner = replace(
        PARTNER, fields={"x_kdnr": Field("x_kdnr", "char", "Kundennummer"), "street": Field("street", "char", "Straße")}
    )
    russian = model("x_region", Field("x_name", "char", "Регион"), label="Österreich")
    tenant = models(partner, russian)

    assert _names(await _hits(tmp_path, "kunde", tenant))[0] == "res.partner.x_kdnr"
    assert _names(await _hits(tmp_path, "STRASSE", tenant))[0] == "res.partner.street"
    assert _names(await _hits(tmp_path, "osterreich", tenant))[0] == "x_region"
    assert _names(await _hits(tmp_path, "регион", tenant))[0] == "x_region.x_name"


async def test_fields_that_every_model_has_come_after_special_ones(tmp_path: Path) -> None:
    mixin = Field("message_ids", "one2many", "Messages", relation="mail.message")
    many = [model(f"mail.thread{number}", mixin) for number in range(30)]
    special = model("sms.sms", Field("message_text", "text", "Message"))

    assert _names(await _hits(tmp_path, "message", models(*many, special)))[0] == "sms.sms.message_text"
