"""Least privilege: what the integration user must not be able to do.

Two ways of looking, since either alone can be fooled: the administrator groups of Odoo by their external ids
(`has_group`; renamed or translated groups are still found), and the right to change the records that rights,
automation and code are made of (a tenant's own administrator group is found by what it can do).

"Technical Features" (base.group_no_one) is not looked at: Odoo gives it to every internal user (implied by
base.group_user on 14 and 19) and it only shows more menus.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from atlas_odoo.errors import AccessDenied, ModelMissing, OverPrivileged
from atlas_odoo.odoo.call import Call
from atlas_odoo.odoo.client import OdooClient
from atlas_odoo.odoo.versions import Dialect, dialect

SUPERUSER: Final = 1
"""OdooBot: no access right or record rule holds for it."""

ADMINISTRATOR_GROUPS: Final = (
    "base.group_system",  # Administration / Settings
    "base.group_erp_manager",  # Administration / Access Rights
    "base.group_sanitize_override",  # may store scripts in HTML fields (16+)
)

TECHNICAL_MODELS: Final = (
    "ir.model.access",
    "ir.rule",
    "res.groups",
    "res.users",
    "ir.actions.server",
    "ir.cron",
    "ir.config_parameter",
    "ir.ui.view",
    "ir.module.module",
    "base.automation",
)


@dataclass(frozen=True, slots=True)
class Privileges:
    """What was found: `groups` as Odoo shows them, `technical` models that the user may change."""

    superuser: bool
    groups: tuple[str, ...]
    technical: tuple[str, ...]

    @property
    def excessive(self) -> bool:
        """Whether an agent's user must not have them."""
        return bool(self.superuser or self.groups or self.technical)

    @property
    def text(self) -> str:
        """What is too much, in words."""
        found = []
        if self.superuser:
            found.append("it is the superuser, for whom no access right holds")
        if self.groups:
            found.append(f"it is in {', '.join(self.groups)}")
        if self.technical:
            found.append(f"it may change {', '.join(self.technical)}")
        return "; ".join(found)


async def find_privileges(client: OdooClient, uid: int, *, allow_admin: bool) -> Privileges:
    """The administrator rights of the signed-in user, looked up side by side. Works as any internal user.

    Raises OverPrivileged when there are any and they are not allowed.
    """
    versions = dialect(client.info.major)
    groups, technical = await asyncio.gather(
        asyncio.gather(*(_group(client, uid, versions, xmlid) for xmlid in ADMINISTRATOR_GROUPS)),
        asyncio.gather(*(_may_change(client, versions, model) for model in TECHNICAL_MODELS)),
    )
    found = Privileges(
        superuser=uid == SUPERUSER,
        groups=tuple(group for group in groups if group),
        technical=tuple(model for model, may in zip(TECHNICAL_MODELS, technical, strict=True) if may),
    )
    if found.excessive and not allow_admin:
        raise OverPrivileged(
            f"This user has administrator rights: {found.text}.",
            groups=found.groups,
            advice="Use an integration user with user-level groups only; --allow-admin accepts this one anyway.",
        )
    return found


async def _group(client: OdooClient, uid: int, versions: Dialect, xmlid: str) -> str | None:
    """The group as Odoo shows it, with its external id, when the user is in it."""
    member = await client.call(
        Call(
            "res.users",
            "has_group",
            {"group_ext_id": xmlid},
            ids=(uid,) if versions.has_group_takes_user else None,
        )
    )
    if not member:
        return None
    module, name = xmlid.split(".")
    try:
        reference = await client.call(
            Call("ir.model.data", "check_object_reference", {"module": module, "xml_id": name})
        )
        records = await client.call(Call("res.groups", "read", {"fields": ["display_name"]}, ids=(reference[1],)))
    except AccessDenied:
        return xmlid
    return f"{records[0]['display_name']} ({xmlid})" if records else xmlid


async def _may_change(client: OdooClient, versions: Dialect, model: str) -> bool:
    """Whether the user may write records of `model`, by Odoo's own answer."""
    call = (
        Call(model, "has_access", {"operation": "write"}, ids=())
        if versions.has_access
        else Call(model, "check_access_rights", {"operation": "write", "raise_exception": False})
    )
    try:
        return bool(await client.call(call))
    except (AccessDenied, ModelMissing):
        return False
