"""The tool files that the program works with, checked against the operations and tools that it has."""

from __future__ import annotations

from pathlib import Path

from atlas_odoo import shipped
from atlas_odoo.business.toolbox import TOOLS
from atlas_odoo.objects.consistency import Known
from atlas_odoo.objects.files import Loaded, load
from atlas_odoo.operations.registry import NAMES


def tool_files(own: Path | None) -> Loaded:
    """The tool files that are shipped, and those of `own`, a file or folder of the tenant."""
    return load(shipped.folder("tools"), own, program=Known(NAMES, [tool.name for tool in TOOLS]))
