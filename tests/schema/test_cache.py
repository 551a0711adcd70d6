"""The cache file: whole or not there, whatever happens to the process that writes it."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from atlas_odoo.errors import CacheError
from atlas_odoo.schema.cache import SchemaCache, cache_path
from atlas_odoo.schema.catalogue import Field, Model
from atlas_odoo.schema.codec import encode
from atlas_odoo.schema.drift import diff
from atlas_odoo.schema.snapshot import Facts, Snapshot
from tests.schema.tenants import ORDER, PARTNER, TENANT, model, models, snapshot

_TOP = Path(__file__).parents[2]
_WRITER = """
import asyncio, sys
from pathlib import Path
from atlas_odoo.schema.cache import SchemaCache
from tests.schema.test_cache import large, snapshot

async def main(path, size):
    cache = SchemaCache(Path(path))
    tenant = large(int(size))
    print("writing", flush=True)
    while True:
        await cache.save(snapshot(tenant.values()), tenant)

asyncio.run(main(*sys.argv[1:]))
"""


def large(size: int) -> dict[str, Model]:
    """Models whose number tells one writer from another."""
    fields = [Field(f"field_{number}", "char", f"Field {number}", help="Some words about it.") for number in range(40)]
    return models(*(model(f"model.{number}", *fields) for number in range(size)))


def _writer(path: Path, size: int) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), str(size)],
        cwd=_TOP,
        env={**os.environ, "PYTHONPATH": str(_TOP)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "writing\n"
    return child


def _stop(child: subprocess.Popen[str]) -> None:
    child.send_signal(signal.SIGKILL)
    child.communicate()


def _saved(path: Path, tenant: dict[str, Model] = TENANT) -> SchemaCache:
    cache = SchemaCache(path)
    asyncio.run(cache.save(snapshot(tenant.values()), tenant))
    return cache


def _loaded(cache: SchemaCache) -> Snapshot | None:
    return asyncio.run(cache.load())


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    drift = diff(models(PARTNER), models(PARTNER, ORDER))
    facts = Facts(14, "crawl", None, ("a", "b"), 1.5, drift, 0.5, 1.5)
    kept = Snapshot.of(snapshot(TENANT.values()).bodies, facts)
    cache = SchemaCache(tmp_path / "deep" / "er" / "cache.sqlite")
    asyncio.run(cache.save(kept, TENANT))

    loaded = _loaded(cache)

    assert loaded == kept
    catalogue = loaded.catalogue()
    assert dict(catalogue) == {
        name: Model(one.name, one.label, dict(sorted(one.fields.items())), origin=one.origin)
        for name, one in TENANT.items()
    }
    assert (catalogue.version, catalogue.fingerprint) == (14, kept.fingerprint)


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    cache = _saved(tmp_path / "folder" / "cache.sqlite")

    assert cache.path.stat().st_mode & 0o777 == 0o600
    assert cache.path.parent.stat().st_mode & 0o777 == 0o700
    assert [entry.name for entry in cache.path.parent.iterdir()] == ["cache.sqlite"]


def test_nothing_cached_is_none(tmp_path: Path) -> None:
    cache = SchemaCache(tmp_path / "cache.sqlite")

    assert _loaded(cache) is None
    assert cache.stamp() is None


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: content[:0], id="empty"),
        pytest.param(lambda content: b"not a database" + content, id="something else"),
        pytest.param(lambda content: content[: len(content) // 2], id="cut in the middle"),
        pytest.param(lambda content: content.replace(b"Delivery Window", b"Delivery Wibdow"), id="a changed byte"),
        pytest.param(lambda content: content[:4096] + os.urandom(8192) + content[12288:], id="overwritten pages"),
    ],
)
def test_a_damaged_file_counts_as_none_and_is_replaced(tmp_path: Path, damage: object) -> None:
    cache = _saved(tmp_path / "cache.sqlite")
    assert callable(damage)
    cache.path.write_bytes(damage(cache.path.read_bytes()))

    assert _loaded(cache) is None
    assert _loaded(_saved(cache.path)) is not None


def test_a_file_of_another_format_counts_as_none(tmp_path: Path) -> None:
    cache = _saved(tmp_path / "cache.sqlite")
    with sqlite3.connect(cache.path) as connection:
        connection.execute("UPDATE meta SET value = '0' WHERE key = 'format'")
    connection.close()

    assert _loaded(cache) is None


def test_a_file_that_is_gone_cannot_be_searched(tmp_path: Path) -> None:
    with pytest.raises(CacheError, match="cannot be searched") as caught:
        asyncio.run(SchemaCache(tmp_path / "cache.sqlite").find("name"))

    assert "discover" in caught.value.advice


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(CacheError) as caught:
        _saved(tmp_path / "file" / "cache.sqlite")

    assert "ATLAS_ODOO_CACHE" in caught.value.advice


def test_a_process_killed_in_the_middle_leaves_the_old_content(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    old = _loaded(_saved(path, large(3)))
    unfinished = 0
    for attempt in range(4):
        child = _writer(path, 150)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and not list(tmp_path.glob(".cache.sqlite.*.building")):
            time.sleep(0.001)
        time.sleep(0.005 * attempt)
        _stop(child)
        unfinished += bool(list(tmp_path.glob(".cache.sqlite.*.building")))
        now = _loaded(SchemaCache(path))
        assert now is not None
        assert now == old or len(now.bodies) == 150  # the old content, or a whole new one; nothing in between
        for leftover in tmp_path.glob(".cache.sqlite.*"):
            leftover.unlink()
        old = _loaded(_saved(path, large(3)))

    assert unfinished  # at least one was killed while it was writing


def test_what_a_killed_process_left_is_removed_in_time(tmp_path: Path) -> None:
    old, new = tmp_path / ".cache.sqlite.old.building", tmp_path / ".cache.sqlite.new.building"
    for path in (old, new):
        path.write_text("unfinished")
    os.utime(old, (time.time() - 7200,) * 2)

    _saved(tmp_path / "cache.sqlite")

    assert not old.exists()
    assert new.exists()  # its process may still be writing


def test_two_processes_write_while_a_third_reads(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    _saved(path, large(30))
    writers = [_writer(path, 30), _writer(path, 60)]
    seen: set[int] = set()
    try:
        deadline = time.monotonic() + 20
        while seen != {30, 60} and time.monotonic() < deadline:
            now = _loaded(SchemaCache(path))
            assert now is not None
            seen.add(len(now.bodies))
            assert asyncio.run(SchemaCache(path).find("field"))
    finally:
        for child in writers:
            _stop(child)

    assert seen == {30, 60}


def test_a_replaced_file_has_another_stamp(tmp_path: Path) -> None:
    cache = _saved(tmp_path / "cache.sqlite")
    first = cache.stamp()
    _saved(cache.path)

    assert cache.stamp() != first
    os.utime(cache.path, (1_000_000_000,) * 2)
    asyncio.run(cache.touch())
    assert abs(time.time() - cache.path.stat().st_mtime) < 60


@pytest.mark.parametrize("identity", ["", "../x", "a/b", "a.b", "a\0b", "x" * 81])
def test_an_id_cannot_lead_out_of_the_folder(tmp_path: Path, identity: str) -> None:
    with pytest.raises(CacheError):
        cache_path(tmp_path, identity)


def test_loading_decodes_only_what_is_looked_at(tmp_path: Path) -> None:
    """11,000 fields open at once because of this; how fast is measured by the bench."""
    cache = SchemaCache(tmp_path / "cache.sqlite")
    bodies = dict.fromkeys(TENANT, "cannot be decoded") | {ORDER.name: encode(ORDER)}
    asyncio.run(cache.save(Snapshot.of(bodies, snapshot(TENANT.values()).facts), TENANT))

    loaded = _loaded(cache)

    assert loaded is not None
    catalogue = loaded.catalogue()
    assert set(catalogue) == set(TENANT)
    assert set(catalogue[ORDER.name].fields) == set(ORDER.fields)
    with pytest.raises(ValueError, match="Expecting value"):
        catalogue[PARTNER.name]


def test_a_file_that_cannot_be_removed_is_said(tmp_path: Path) -> None:
    cache = SchemaCache(tmp_path / "cache.sqlite")
    cache.remove()  # nothing there: nothing to say
    cache.path.mkdir()

    with pytest.raises(CacheError, match=r"cache\.sqlite cannot be deleted") as caught:
        cache.remove()

    assert "no records" in caught.value.advice
