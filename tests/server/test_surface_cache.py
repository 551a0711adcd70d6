"""What lies ready for a start: used while it is current, and for its own tenant only."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from atlas_odoo.business.selection import Chosen
from atlas_odoo.schema.cache import SchemaCache, cache_path
from atlas_odoo.schema.catalogue import Model
from atlas_odoo.schema.snapshot import Snapshot
from atlas_odoo.server.facts import Facts
from atlas_odoo.server.surface import Surface
from atlas_odoo.server.surface_cache import SurfaceCache
from atlas_odoo.server.surface_making import glimpse_of
from atlas_odoo.settings import Settings
from tests.connections.samples import OLD_SHOP, PRODUCTION
from tests.schema.tenants import EQUIPMENT, PARTNER, models, snapshot
from tests.server.stub import TOOLS, surface

OURS = glimpse_of(PRODUCTION)
FACTS = Facts("EUR", "Europe/Brussels", ((1, "Söhne"), (2, "Shop")))
SHOWN = surface(TOOLS)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    tools = tmp_path / "tools"
    tools.mkdir()
    return Settings(home=tmp_path, cache=tmp_path / "cache", tools=tools)


@pytest.fixture
def cache(settings: Settings) -> SurfaceCache:
    return SurfaceCache(settings, Chosen())


async def discovered(settings: Settings, *found: Model, connection: str = "c1") -> Snapshot:
    made = snapshot(found)
    await SchemaCache(cache_path(settings.cache, connection)).save(made, models(*found))
    return made


@pytest.fixture
async def kept(settings: Settings, cache: SurfaceCache) -> Surface:
    """A surface that lies ready for our connection."""
    made = await discovered(settings, PARTNER)
    cache.learn(OURS, FACTS)
    cache.put(OURS, made.fingerprint, SHOWN)
    assert cache.take(OURS) == SHOWN
    return SHOWN


async def test_another_process_takes_what_was_put(settings: Settings, kept: Surface) -> None:
    again = SurfaceCache(settings, Chosen())
    assert again.take(OURS) == kept
    assert again.facts(OURS) == FACTS


@pytest.mark.usefixtures("kept")
async def test_it_is_for_its_owner_only(settings: Settings) -> None:
    files = [path for path in settings.cache.iterdir() if path.suffix == ".json"]
    assert len(files) == 2
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


@pytest.mark.usefixtures("kept")
async def test_another_tenant_never_gets_it(settings: Settings, cache: SurfaceCache) -> None:
    await discovered(settings, PARTNER, connection="c2")
    assert cache.take(glimpse_of(OLD_SHOP)) is None
    assert cache.take(None) is None
    [ours] = settings.cache.glob("c1.surface-*")
    ours.with_name(ours.name.replace("c1.", "c2.")).write_bytes(ours.read_bytes())
    assert cache.take(glimpse_of(OLD_SHOP)) is None


CHANGES: list[Callable[[Settings], SurfaceCache]] = [
    lambda settings: SurfaceCache(settings, Chosen(toolsets=("sales",))),
    lambda settings: SurfaceCache(settings, Chosen(read_only=True)),
]


@pytest.mark.parametrize("changed", CHANGES)
async def test_another_choice_of_tools_has_its_own(
    settings: Settings, kept: Surface, changed: Callable[[Settings], SurfaceCache]
) -> None:
    assert changed(settings).take(OURS) is None
    assert SurfaceCache(settings, Chosen()).take(OURS) == kept


@pytest.mark.parametrize(
    "changed",
    [
        replace(PRODUCTION, company_id=2),
        replace(PRODUCTION, company_name="Other"),
        replace(PRODUCTION, database="other"),
        replace(PRODUCTION, uid=8),
        replace(PRODUCTION, version="19.1"),
    ],
)
@pytest.mark.usefixtures("kept")
async def test_a_changed_connection_makes_it_old(cache: SurfaceCache, changed: object) -> None:
    assert cache.take(glimpse_of(changed)) is None  # type: ignore[arg-type]  # replace gives what it got


async def test_what_changes_by_itself_does_not(cache: SurfaceCache, kept: Surface) -> None:
    assert cache.take(glimpse_of(replace(PRODUCTION, active=True, key_expires=None))) == kept


async def test_a_new_schema_makes_it_old(settings: Settings, cache: SurfaceCache, kept: Surface) -> None:
    await discovered(settings, PARTNER, EQUIPMENT)
    assert cache.take(OURS) is None
    await discovered(settings, PARTNER)
    assert cache.take(OURS) == kept


@pytest.mark.usefixtures("kept")
async def test_a_schema_that_is_gone_makes_it_old(settings: Settings, cache: SurfaceCache) -> None:
    cache_path(settings.cache, "c1").unlink()
    assert cache.take(OURS) is None


@pytest.mark.usefixtures("kept")
async def test_what_odoo_says_anew_makes_it_old(cache: SurfaceCache) -> None:
    cache.learn(OURS, replace(FACTS, currency="USD"))
    assert cache.take(OURS) is None


@pytest.mark.usefixtures("kept")
async def test_a_tool_file_of_ones_own_makes_it_old(settings: Settings) -> None:
    assert settings.tools is not None
    (settings.tools / "mine.yaml").write_text("toolset: mine", encoding="utf-8")
    assert SurfaceCache(settings, Chosen()).take(OURS) is None


async def test_what_was_made_of_another_catalogue_is_not_put(settings: Settings, cache: SurfaceCache) -> None:
    await discovered(settings, PARTNER)
    cache.put(OURS, "of an older schema", SHOWN)
    assert cache.take(OURS) is None


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b"null", b'{"key": 1, "surface": {}}', b"\xff"])
@pytest.mark.usefixtures("kept")
async def test_a_damaged_file_counts_as_none(settings: Settings, cache: SurfaceCache, damage: bytes) -> None:
    for path in settings.cache.glob("*.json"):
        path.write_bytes(damage)
    assert cache.take(OURS) is None
    assert cache.facts(OURS) is None


@pytest.mark.usefixtures("kept")
async def test_what_is_no_surface_counts_as_none(settings: Settings, cache: SurfaceCache) -> None:
    [path] = settings.cache.glob("c1.surface-*")
    data = json.loads(path.read_bytes())
    path.write_text(json.dumps({**data, "surface": {"tools": [{"name": 1}]}}), encoding="utf-8")
    assert cache.take(OURS) is None


async def test_a_folder_that_cannot_be_written_is_no_failure(settings: Settings) -> None:
    settings.cache.write_text("a file where the folder should be", encoding="utf-8")
    cache = SurfaceCache(settings, Chosen())
    cache.learn(OURS, FACTS)
    cache.put(OURS, None, SHOWN)
    assert cache.take(OURS) is None


@pytest.mark.usefixtures("kept")
async def test_removing_a_connection_removes_what_lay_ready_for_it(settings: Settings) -> None:
    await discovered(settings, PARTNER, connection="c12")
    SchemaCache(cache_path(settings.cache, "c1")).remove()
    assert [path.name for path in settings.cache.iterdir()] == ["c12.sqlite"]
