"""The tool files on disk."""

from __future__ import annotations

from pathlib import Path

from atlas_odoo.objects.definition import ToolFile


def load(folder: Path) -> tuple[ToolFile, ...]:
    """The tool files of a folder, by name."""
    import yaml  # noqa: PLC0415 -- nothing heavy on the start path

    return tuple(
        ToolFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*.yaml"))
    )
