"""A connection saved the way a user does it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

from bench.starts import TOP
from tests.bed.tenants import Tenant


def connect(tenant: Tenant, environ: Mapping[str, str], *, name: str, url: str | None = None) -> None:
    """Save `name`; `url` where it is not the tenant's own."""
    given = {
        "ODOO_URL": url or tenant.url,
        "ODOO_DB": tenant.database,
        "ODOO_LOGIN": tenant.login,
        "ODOO_API_KEY": tenant.api_key,
    }
    command = [sys.executable, "-m", "atlas_odoo", "connect", "--name", name, "--json"]
    subprocess.run(command, cwd=TOP, env={**environ, **given}, stdout=subprocess.DEVNULL, check=True)
