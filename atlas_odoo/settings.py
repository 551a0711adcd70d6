"""What can be set from outside, as one small value that is passed along.

Read once, at a process's edge, from the `ATLAS_ODOO_*` variables. Besides these the commands look at the environment
for what concerns a run and not the program: `ODOO_*` (what `connect` is to connect to, `cli/connect.py`),
`ATLAS_ODOO_DEBUG` (`cli/main.py`), and `NO_COLOR` and `TERM` (`cli/output.py`). Nothing below `cli/` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

import platformdirs
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from atlas_odoo import shipped
from atlas_odoo.errors import SettingInvalid

MEGABYTE: Final = 1024 * 1024


def default_cache() -> Path:
    """`schema_cache/instances` in a checkout, else the user's cache folder."""
    top = shipped.checkout()
    if top is not None:
        return top / "schema_cache" / "instances"
    return Path(platformdirs.user_cache_dir("atlas-odoo", appauthor=False)) / "schema"


def _anchored(folder: Path) -> Path:
    """The same folder wherever the program starts: an MCP host passes `~` on as it stands, with no shell between."""
    try:
        return folder.expanduser().absolute()
    except RuntimeError:  # what pathlib raises when there is no such home, and pydantic lets through
        raise ValueError("it begins with ~, and there is no such home directory") from None


def separated(text: str) -> tuple[str, ...]:
    """`sales, inventory` as two names."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _names(value: object) -> object:
    return separated(value) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
"""Names of ours, separated by commas."""
Folder = Annotated[Path, AfterValidator(_anchored)]


class Settings(BaseModel):
    """All settings with their defaults. Times are in seconds, sizes in bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Folder = Field(default_factory=lambda: Path(platformdirs.user_data_dir("atlas-odoo", appauthor=False)))
    """Folder of the store and the key file; unset means the user's data folder, `~/.local/share/atlas-odoo` on Linux
    (`ATLAS_ODOO_HOME`)."""
    cache: Folder = Field(default_factory=default_cache)
    """Folder of the schema caches; unset means `schema_cache/instances` in a checkout, else the user's cache folder,
    `~/.cache/atlas-odoo/schema` on Linux (`ATLAS_ODOO_CACHE`)."""
    database_url: SecretStr | None = None
    """SQLAlchemy URL of the store; unset means an SQLite file in `ATLAS_ODOO_HOME` (`ATLAS_ODOO_DATABASE_URL`)."""
    key: SecretStr | None = None
    """Fernet key, or several separated by commas, newest first; unset means a key that the program makes and keeps in
    the system keyring, else in a key file (`ATLAS_ODOO_KEY`)."""

    tools: Folder | None = None
    """Tool files of your own: a folder or one file; unset means the folder `tools` in the user's configuration folder,
    `~/.config/atlas-odoo/tools` on Linux, when there is one (`ATLAS_ODOO_TOOLS`)."""
    toolsets: Names = ()
    """Toolsets that `serve` offers, separated by commas, such as `sales,inventory,generic`; unset means all
    (`ATLAS_ODOO_TOOLSETS`)."""
    enabled_tools: Names = ()
    """Tools that `serve` offers besides those of `ATLAS_ODOO_TOOLSETS`, separated by commas; these alone when no
    toolsets are named (`ATLAS_ODOO_ENABLED_TOOLS`)."""
    read_only: bool = False
    """Whether `serve` leaves out every tool that changes something (`ATLAS_ODOO_READ_ONLY`)."""
    concurrency: int = Field(default=8, ge=1, le=64)
    """Requests to one Odoo at the same time (`ATLAS_ODOO_CONCURRENCY`)."""
    requests_per_second: float | None = Field(default=None, gt=0)
    """Budget of HTTP requests to one Odoo; unset means no limit (`ATLAS_ODOO_REQUESTS_PER_SECOND`)."""
    connect_timeout: float = Field(default=5.0, gt=0)
    """Limit for reaching Odoo (`ATLAS_ODOO_CONNECT_TIMEOUT`)."""
    read_timeout: float = Field(default=30.0, gt=0)
    """Limit for one answer of Odoo (`ATLAS_ODOO_READ_TIMEOUT`)."""
    retries: int = Field(default=3, ge=0, le=10)
    """How often a read is tried again (`ATLAS_ODOO_RETRIES`)."""
    max_answer: int = Field(default=32 * MEGABYTE, ge=MEGABYTE)
    """Largest answer taken from Odoo, decoded (`ATLAS_ODOO_MAX_ANSWER`)."""
    response_tokens: int = Field(default=4000, ge=500)
    """Budget of one tool result, in tokens of about four bytes (`ATLAS_ODOO_RESPONSE_TOKENS`)."""
    schema_max_age: float = Field(default=24 * 3600.0, gt=0)
    """Age at which a cached schema is checked again (`ATLAS_ODOO_SCHEMA_MAX_AGE`)."""

    @property
    def own_tools(self) -> Path | None:
        """Where tool files of the user's own are; None when there is no such place."""
        if self.tools is not None:
            return self.tools
        folder = Path(platformdirs.user_config_dir("atlas-odoo", appauthor=False)) / "tools"
        return folder if folder.is_dir() else None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Settings from `ATLAS_ODOO_*` variables; empty ones count as unset.

        Raises SettingInvalid, naming the variable and never its value.
        """
        values = {
            name: environ[variable]
            for name in cls.model_fields
            if environ.get(variable := f"ATLAS_ODOO_{name.upper()}")
        }
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            name = str(first["loc"][0]).upper()
            raise SettingInvalid(f"ATLAS_ODOO_{name} cannot be used: {first['msg']}.") from None
