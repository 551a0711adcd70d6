"""Names become records on real servers, many at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.at_once import Among
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk

KEYS = ("name", "ref")
MADE = (
    "Kontor Nord",
    "KONTOR NORD",
    "Kontor Süd",
    "50% Rabatt 🎈",
    "50 Rabatt",
    "مكتب الشرق",
    "O'Brien \\ Söhne",
    "A_B",
)


async def looked_up(  # noqa: PLR0917 -- what is asked, of whom, and what is seen of it
    tenant: Tenant,
    cache: Path,
    model: str,
    names: tuple[str, ...],
    keys: tuple[str, ...],
    sent: list[str] | None = None,
) -> dict[str, tuple[Reference, ...]]:
    """What each name is held by, else what Odoo finds for it; the methods called for it go into `sent`."""
    async with open_desk(tenant, cache, sent=sent) as desk:
        among = Among(await desk.gateway.model(model), (), keys)
        held = (await among.held(desk.gateway, [name.strip() for name in names])).meant
        found = {name: held.get(name.strip(), ()) for name in names}
        rest = tuple(name for name in names if not found[name])
        return {**found, **await desk.gateway.ids_by_name(model, rest)}


@pytest.fixture(scope="module")
def peopled(tenant: Tenant, bed: Bed) -> tuple[Tenant, dict[str, int]]:
    """Partners of telling names, by their ids."""
    code = f"for name in {MADE!r}:\n    print('made', env['res.partner'].create({{'name': name}}).id)\nenv.cr.commit()"
    lines = bed.shell(tenant.version, tenant.database, code).splitlines()
    ids = [int(line.split()[-1]) for line in lines if "made " in line]
    return tenant, dict(zip(MADE, ids, strict=True))


async def test_the_very_name_wins_over_the_same_in_other_case(
    peopled: tuple[Tenant, dict[str, int]], tmp_path: Path
) -> None:
    tenant, ids = peopled
    sent: list[str] = []
    asked = (
        "Kontor Nord",
        "KONTOR NORD",
        "kontor nord",
        "kontor süd ",
        "مكتب الشرق",
        "50% Rabatt 🎈",
        "o'brien \\ söhne",
    )

    found = await looked_up(tenant, tmp_path, "res.partner", asked, KEYS, sent)

    both = {ids["Kontor Nord"], ids["KONTOR NORD"]}
    assert {name: {reference.id for reference in references} for name, references in found.items()} == {
        "Kontor Nord": {ids["Kontor Nord"]},
        "KONTOR NORD": {ids["KONTOR NORD"]},
        "kontor nord": both,
        "kontor süd ": {ids["Kontor Süd"]},
        "مكتب الشرق": {ids["مكتب الشرق"]},
        "50% Rabatt 🎈": {ids["50% Rabatt 🎈"]},
        "o'brien \\ söhne": {ids["O'Brien \\ Söhne"]},
    }
    assert found["Kontor Nord"] == (Reference(ids["Kontor Nord"], "Kontor Nord"),)
    assert len(sent) == 1


async def test_wildcards_in_a_name_are_not_wildcards(peopled: tuple[Tenant, dict[str, int]], tmp_path: Path) -> None:
    tenant, ids = peopled

    found = await looked_up(tenant, tmp_path, "res.partner", ("50%", "%", "a_b", "", "  "), KEYS)

    assert [reference.id for reference in found["50%"]] == [ids["50% Rabatt 🎈"]]
    assert [reference.id for reference in found["%"]] == [ids["50% Rabatt 🎈"]]
    assert [reference.id for reference in found["a_b"]] == [ids["A_B"]]
    assert found[""] == found["  "] == ()


async def test_a_part_of_a_name_gives_those_to_choose_from(
    peopled: tuple[Tenant, dict[str, int]], tmp_path: Path
) -> None:
    tenant, ids = peopled

    found = await looked_up(tenant, tmp_path, "res.partner", ("Kontor", "no such name at all"), KEYS)

    assert {reference.id for reference in found["Kontor"]} == {ids[name] for name in MADE[:3]}
    assert found["no such name at all"] == ()


async def test_a_hundred_names_take_few_calls(peopled: tuple[Tenant, dict[str, int]], bed: Bed, tmp_path: Path) -> None:
    tenant, _ = peopled
    rows = bed.sql(tenant.version, tenant.database, "SELECT id, code FROM res_country ORDER BY id LIMIT 100")
    expected = {row["code"]: row["id"] for row in rows if row["code"]}

    sent: list[str] = []
    found = await looked_up(tenant, tmp_path, "res.country", tuple(expected), ("code",), sent)

    assert {name: [reference.id for reference in references] for name, references in found.items()} == {
        code: [number] for code, number in expected.items()
    }
    assert len(sent) <= 4


async def test_archived_records_are_not_found(peopled: tuple[Tenant, dict[str, int]], bed: Bed, tmp_path: Path) -> None:
    tenant, _ = peopled
    name = bed.sql(
        tenant.version,
        tenant.database,
        "SELECT name FROM res_partner WHERE NOT active AND name LIKE '%Template%' LIMIT 1",
    )[0]["name"]

    found = await looked_up(tenant, tmp_path, "res.partner", (name,), KEYS)

    assert found == {name: ()}
