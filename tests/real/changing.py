"""What an administrator does to a tenant in Odoo's settings, for tests of what is noticed of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from atlas_odoo.odoo.call import Call, Effect
from atlas_odoo.odoo.client import OdooClient
from atlas_odoo.odoo.versions import dialect
from tests.bed.tenants import Tenant
from tests.real.schemas import signed_in


@dataclass
class Administrator:
    """The administrator, signed in."""

    client: OdooClient

    async def add_field(self, model: str, name: str, label: str, values: list[str]) -> None:
        """Add a selection field; the values' labels are their titles."""
        selection = [[0, 0, {"value": value, "name": value.title(), "sequence": i}] for i, value in enumerate(values)]
        await self._create(
            "ir.model.fields",
            model_id=await self._model(model),
            name=name,
            field_description=label,
            ttype="selection",
            state="manual",
            selection_ids=selection,
        )

    async def add_value(self, model: str, field: str, value: str) -> None:
        """Add a value to a selection field."""
        identity = await self._field(model, field)
        await self._create("ir.model.fields.selection", field_id=identity, value=value, name=value.title(), sequence=50)

    async def remove_value(self, model: str, field: str, value: str) -> None:
        """Remove a value of a selection field."""
        domain = [["field_id", "=", await self._field(model, field)], ["value", "=", value]]
        [identity] = await self._call("ir.model.fields.selection", "search", domain=domain)
        await self._unlink("ir.model.fields.selection", identity)

    async def leave_group(self, login: str, module: str, group: str) -> None:
        """Take a group, and with it its rights, from a user."""
        await self._change_group(login, module, group, 3)

    async def join_group(self, login: str, module: str, group: str) -> None:
        """Give a group to a user."""
        await self._change_group(login, module, group, 4)

    async def rename(self, model: str, field: str, label: str) -> None:
        """Give a field another label."""
        await self._write("ir.model.fields", await self._field(model, field), field_description=label)

    async def remove_field(self, model: str, field: str) -> None:
        """Remove a custom field."""
        await self._unlink("ir.model.fields", await self._field(model, field))

    async def add_model(self, name: str, label: str) -> None:
        """Add a model that every internal user may read."""
        identity = await self._create("ir.model", model=name, name=label, state="manual")
        _, group = await self._call("ir.model.data", "check_object_reference", module="base", xml_id="group_user")
        await self._create("ir.model.access", name=f"{name} users", model_id=identity, group_id=group, perm_read=True)

    async def remove_model(self, name: str) -> None:
        """Remove a custom model."""
        await self._unlink("ir.model", await self._model(name))

    async def set_access(self, model: str, *, readable: bool) -> None:
        """Let internal users read a model, or not."""
        rules = await self._call("ir.model.access", "search", domain=[["model_id.model", "=", model]])
        await self._write("ir.model.access", rules[0], perm_read=readable)

    async def _change_group(self, login: str, module: str, group: str, command: int) -> None:
        _, identity = await self._call("ir.model.data", "check_object_reference", module=module, xml_id=group)
        [user] = await self._call("res.users", "search", domain=[["login", "=", login]])
        name = dialect(self.client.info.major).groups_field
        await self._write("res.users", user, **{name: [[command, identity]]})

    async def _model(self, name: str) -> int:
        return int((await self._call("ir.model", "search", domain=[["model", "=", name]]))[0])

    async def _field(self, model: str, name: str) -> int:
        domain = [["model", "=", model], ["name", "=", name]]
        return int((await self._call("ir.model.fields", "search", domain=domain))[0])

    async def _create(self, model: str, /, **values: Any) -> int:
        return int((await self._call(model, "create", vals_list=[values]))[0])

    async def _write(self, model: str, identity: int, /, **values: Any) -> None:
        await self._call(model, "write", ids=(identity,), vals=values)

    async def _unlink(self, model: str, identity: int) -> None:
        await self._call(model, "unlink", ids=(identity,))

    async def _call(self, model: str, method: str, ids: tuple[int, ...] | None = None, **arguments: Any) -> Any:
        return await self.client.call(Call(model, method, arguments, ids=ids, effect=Effect.WRITE))


@asynccontextmanager
async def changing(tenant: Tenant) -> AsyncIterator[Administrator]:
    """An administrator of `tenant` for a while."""
    async with signed_in(tenant, tenant.admin) as client:
        yield Administrator(client)
