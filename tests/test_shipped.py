"""The data folders are found in a checkout (editable installs included) and in a built wheel."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from atlas_odoo import shipped
from atlas_odoo.errors import ConfigurationError

TOP = Path(__file__).parent.parent


def test_a_checkout_uses_the_folders_at_its_top() -> None:
    assert shipped.checkout() == TOP
    assert shipped.folder("schema_cache/baseline") == TOP / "schema_cache" / "baseline"


def test_an_unknown_folder_says_that_the_installation_is_incomplete() -> None:
    with pytest.raises(ConfigurationError, match="no_such_folder"):
        shipped.folder("no_such_folder")


@pytest.mark.timeout(300)
def test_the_wheel_carries_everything_and_runs(tmp_path: Path) -> None:
    """Build it, install it into a clean environment, run the command, from an empty folder."""
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path / "dist"), str(TOP)],
        check=True,
        capture_output=True,
    )
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    venv.create(tmp_path / "clean", with_pip=True)
    binaries = tmp_path / "clean" / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([binaries / "python", "-m", "pip", "install", "--quiet", wheel], check=True, capture_output=True)

    empty = tmp_path / "empty"
    empty.mkdir()
    asked = (
        "import json; from atlas_odoo import shipped; folders = ('schema_cache/baseline', 'tools');"
        "names = [sorted(p.name for p in shipped.folder(name).iterdir() if p.is_file()) for name in folders];"
        "print(json.dumps([str(shipped.checkout()), *names]))"
    )
    answer = subprocess.check_output([binaries / "python", "-c", asked], cwd=empty, text=True)
    checkout, catalogues, tool_files = json.loads(answer)
    assert checkout == "None"
    for folder, carried in (("schema_cache/baseline", catalogues), ("tools", tool_files)):
        assert set(carried) == {path.name for path in (TOP / folder).iterdir() if path.is_file()}
    assert any("19" in name for name in catalogues)
    assert "sales.yaml" in tool_files
    subprocess.run([binaries / "atlas-odoo", "tools", "check"], cwd=empty, check=True, capture_output=True)

    version = subprocess.check_output([binaries / "atlas-odoo", "--version"], cwd=empty, text=True)
    assert version.strip().startswith("atlas-odoo")
