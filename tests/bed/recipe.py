"""What each server is made of. A changed recipe has another key, so it is built anew."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from tests.bed.errors import BedError

_HERE = Path(__file__).parent
_FORMAT = "1"
"""Raise it when the way of building changes although no recipe does."""

_MODULES = (
    "sale_management",
    "sale_stock",
    "sale_mrp",
    "purchase",
    "purchase_stock",
    "stock",
    "mrp",
    "account",
    "point_of_sale",
    "crm",
    "contacts",
    "mrp_account",
    "stock_account",
)


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join((_FORMAT, *parts)).encode()).hexdigest()[:10]


@dataclass(frozen=True)
class Recipe:
    """One Odoo version: its Debian package, the Pythons it runs on, its modules."""

    version: int
    suite: str
    package: str
    pythons: tuple[str, ...]
    """Minor versions of Python that can run it, best first."""
    modules: tuple[str, ...]
    demo: tuple[str, ...]
    """Arguments that make `-i` load the demo data."""

    @property
    def requirements(self) -> Path:
        """The pinned Python packages of this version."""
        return _HERE / "requirements" / f"odoo-{self.version}.txt"

    @property
    def customisation(self) -> Path:
        """The script that makes users, keys and custom fields in the template."""
        return _HERE / "customise.py"

    @property
    def role(self) -> str:
        """The PostgreSQL role that owns this version's databases.

        Odoo lists the databases of its own role only, so the two versions do not
        see each other's although they share a cluster.
        """
        return f"odoo{self.version}"

    @property
    def install_key(self) -> str:
        """Changes when the server has to be installed again."""
        return _key(self.suite, self.package, *self.pythons, self.requirements.read_text("utf-8"))

    @property
    def base_key(self) -> str:
        """Changes when the modules have to be installed again."""
        return _key(self.install_key, *self.modules, *self.demo)

    @property
    def template_key(self) -> str:
        """Changes when users and customisation have to be made again."""
        return _key(self.base_key, self.customisation.read_text("utf-8"))


RECIPES = {
    19: Recipe(
        version=19,
        suite="sid",
        package="odoo-19",
        pythons=("3.11", "3.12", "3.13"),
        modules=(*_MODULES, "base_automation", "api_doc"),
        demo=("--with-demo",),
    ),
    14: Recipe(
        version=14,
        suite="bullseye",
        package="odoo-14",
        pythons=("3.9",),
        modules=_MODULES,
        demo=(),
    ),
}
VERSIONS = tuple(RECIPES)


def recipe(version: int) -> Recipe:
    """The recipe of a version, or an error that names the versions there are."""
    try:
        return RECIPES[version]
    except KeyError:
        known = ", ".join(str(each) for each in VERSIONS)
        raise BedError(f"there is no recipe for Odoo {version}, only for {known}") from None
