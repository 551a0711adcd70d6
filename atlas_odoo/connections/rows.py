"""Connections as rows of the store, and names as they are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from difflib import get_close_matches
from typing import Any, Final

from sqlalchemy import RowMapping

from atlas_odoo.connections.connection import Connection, SecretKind
from atlas_odoo.connections.names import folded
from atlas_odoo.errors import SettingInvalid, UnknownConnection
from atlas_odoo.odoo.transport import Wire

LONGEST_NAME: Final = 100


def proper_name(name: str) -> str:
    """The name without spaces around it. Raises SettingInvalid when a connection cannot be called that."""
    name = name.strip()
    if not folded(name):
        raise SettingInvalid("A connection needs a name.", advice="Give one such as `Production`.")
    if len(name) > LONGEST_NAME or not name.isprintable() or name.startswith("-"):
        raise SettingInvalid(
            "A connection cannot be called that.",
            advice=f"A name has at most {LONGEST_NAME} printable characters and does not begin with a hyphen.",
        )
    return name


def to_row(connection: Connection) -> dict[str, Any]:
    """The columns of the table `connections`."""
    row = asdict(connection)
    row.update(
        name_folded=folded(connection.name), wire=connection.wire.value, secret_kind=connection.secret_kind.value
    )
    return row


def from_row(row: RowMapping) -> Connection:
    """The connection in a row of the table `connections`."""
    values = {name: value for name, value in row.items() if name != "name_folded"}
    values.update(wire=Wire(row["wire"]), secret_kind=SecretKind(row["secret_kind"]))
    return Connection(**values)


def unknown(name: str, saved: Sequence[str]) -> UnknownConnection:
    """The error for a name that nothing has, with the saved names that are near it."""
    by_folded = {folded(one): one for one in saved}
    wanted = folded(name)
    near = [one for one in by_folded if wanted and wanted in one]
    near += [one for one in get_close_matches(wanted, by_folded, n=3, cutoff=0.5) if one not in near]
    if near:
        advice = f"Did you mean {' or '.join(repr(by_folded[one]) for one in near[:3])}?"
    elif saved:
        advice = None
    else:
        advice = "None is saved: `atlas-odoo connect` saves the first."
    return UnknownConnection(f"No connection is called {name!r}.", advice=advice)
