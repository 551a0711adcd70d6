"""Where the data folders are that travel with the program: in a wheel and in a checkout.

In a checkout (editable installs included) they stand at the top level of the repository; a wheel carries them
inside the package, under `_data`.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from atlas_odoo.errors import ConfigurationError

_PACKAGE = Path(str(files("atlas_odoo")))


def checkout() -> Path | None:
    """The repository's top level when the program runs from a checkout, else None."""
    top = _PACKAGE.parent
    return top if (top / "pyproject.toml").is_file() and (top / "schema_cache").is_dir() else None


def folder(name: str) -> Path:
    """The shipped folder called `name`, such as `schema_cache/baseline`.

    Raises ConfigurationError when the installation is incomplete.
    """
    top = checkout()
    for candidate in (_PACKAGE / "_data" / name, *([top / name] if top else [])):
        if candidate.is_dir():
            return candidate
    raise ConfigurationError(
        f"This installation of atlas-odoo lacks its folder {name}.", advice="Install the package again."
    )
