"""Servers named by the environment, used instead of the bed's own.

``ATLAS_ODOO_TEST_19_URL`` and ``_DB`` name a database; ``_LOGIN``, ``_API_KEY`` and
``_PASSWORD`` the integration user; ``_CLERK_LOGIN``, ``_CLERK_API_KEY``,
``_CLERK_PASSWORD`` and so on the other users. The same for 14. Nothing is cloned or
dropped there: the tests work in that database.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.bed.errors import Unavailable
from tests.bed.tenants import Credential, Tenant

_PEOPLE = ("agent", "clerk", "multi", "admin", "disposable", "expiring")


def overridden(version: int, environment: Mapping[str, str]) -> Tenant | None:
    """The tenant that the environment names for this version, or None."""
    prefix = f"ATLAS_ODOO_TEST_{version}_"
    url = environment.get(f"{prefix}URL", "")
    if not url:
        return None
    database = environment.get(f"{prefix}DB", "")
    people: dict[str, Credential] = {}
    for name in _PEOPLE:
        part = prefix if name == "agent" else f"{prefix}{name.upper()}_"
        login = environment.get(f"{part}LOGIN", "")
        if login:
            key, password = environment.get(f"{part}API_KEY", ""), environment.get(f"{part}PASSWORD", "")
            people[name] = Credential(login, key, password)
    if not database or "agent" not in people:
        raise Unavailable(f"{prefix}URL is set, so {prefix}DB and {prefix}LOGIN must be set too")
    return Tenant(version, url.rstrip("/"), database, people)


def script(version: int, customisation: str) -> str:
    """Python for the ``odoo shell`` of such a server: customises it and prints the variables to export."""
    prefix = f"ATLAS_ODOO_TEST_{version}_"
    return f"""{customisation}

print("export {prefix}DB=" + env.cr.dbname)
for who, one in customise(env, {version}).items():
    part = "" if who == "agent" else who.upper() + "_"
    for name, value in one.items():
        print("export {prefix}" + part + name.upper() + "=" + value)
"""
