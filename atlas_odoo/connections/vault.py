"""Which key seals this store's secrets, where it is kept, and how it changes.

All secrets of a store are sealed with one key. The store remembers that key's fingerprint and who holds it: so a key
that has vanished is missed instead of silently replaced, and a process that still has an old key notices. Only
`rotate` changes the key. The new one is kept in a place of its own before the secrets are re-sealed in one
transaction, and the old one is deleted after it: at every moment the key that the store names exists. A process that
is killed on the way leaves at most a key that nothing uses.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from atlas_odoo.connections.key_places import ENVIRONMENT, Source, keep, key_place
from atlas_odoo.connections.secrets import Sealer, fingerprint, new_key, parse_keys
from atlas_odoo.errors import SecretError
from atlas_odoo.settings import Settings
from atlas_odoo.store.engine import Store
from atlas_odoo.store.tables import connection_secrets, connections, seal


@dataclass(frozen=True, slots=True)
class SealState:
    """What a store says about the key of its secrets. `secrets` is how many it seals."""

    source: Source
    held_by: str
    fingerprint: str
    since: datetime
    secrets: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """The key of a store, what keeps it from being used, and whether ATLAS_ODOO_KEY begins with another one."""

    state: SealState | None
    problem: SecretError | None
    newer: bool


@dataclass(frozen=True, slots=True)
class Rotation:
    """What `rotate` did. `left` names, in words, the place of the old key when it could not be deleted."""

    state: SealState | None
    resealed: int
    left: str | None


class Vault:
    """The sealing key of one store: from `ATLAS_ODOO_KEY`, else the system keyring, else a key file."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._home = settings.home
        self._given = settings.key
        self._sealer: Sealer | None = None

    async def state(self, transaction: AsyncConnection) -> SealState | None:
        """Which key seals; None before the first secret."""
        row = (await transaction.execute(select(seal))).mappings().one_or_none()
        if row is None:
            return None
        count = await transaction.scalar(select(func.count()).select_from(connection_secrets))
        return SealState(Source(row["source"]), row["held_by"], row["fingerprint"], row["since"], count or 0)

    async def opener(self, state: SealState) -> Sealer:
        """The sealer with the key that the store names. Raises SecretError when the key is missing or another one."""
        if self._sealer is None or self._sealer.fingerprints[0] != state.fingerprint:
            self._sealer = await self._load(state)
        return self._sealer

    async def sealer(self, transaction: AsyncConnection) -> Sealer:
        """The sealer for new secrets, inside a transaction that locks `connections`; makes a key at the first use.

        Raises SecretError.
        """
        state = await self.state(transaction)
        if state is not None and state.secrets:
            return await self.opener(state)
        keys = self._environment()
        if state is not None and not keys:
            with suppress(SecretError):  # a key without secrets is used again, and may as well be gone
                return await self.opener(state)
        key = keys[0] if keys else new_key()
        source, held_by = (Source.ENVIRONMENT, ENVIRONMENT) if keys else await keep(key, self._home)
        await self._remember(transaction, key, source, held_by)
        self._sealer = Sealer(keys or (key,), held_by=held_by, first=fingerprint(key))
        return self._sealer

    async def inspect(self) -> Inspection:
        """Which key seals, and whether it is there. Raises SecretError for a malformed ATLAS_ODOO_KEY."""
        given = self._environment()
        async with self._store.read() as transaction:
            state = await self.state(transaction)
        if state is None:
            return Inspection(None, None, newer=False)
        problem = None
        try:
            await self.opener(state)
        except SecretError as error:
            problem = error
        newer = bool(given) and fingerprint(given[0]) != state.fingerprint
        return Inspection(state, problem if state.secrets else None, newer)

    async def rotate(self) -> Rotation:
        """Seal every secret with another key: the first one in `ATLAS_ODOO_KEY`, or a new one in keyring or file.

        All or nothing; nothing when no secret is saved or the first key seals already. Raises SecretError.
        """
        async with self._store.begin(locking=connections) as transaction:
            before = await self.state(transaction)
            given = self._environment()
            key = given[0] if given else new_key()
            if before is None or not before.secrets or fingerprint(key) == before.fingerprint:
                return Rotation(before, 0, None)
            both = Sealer((key, *await self._keys(before)), held_by=before.held_by)
            source, held_by = (Source.ENVIRONMENT, ENVIRONMENT) if given else await keep(key, self._home)
            await _reseal(transaction, both)
            await self._remember(transaction, key, source, held_by)
            after = await self.state(transaction)
        left = None if await self._forget(before) else before.held_by
        return Rotation(after, before.secrets, left)

    async def _load(self, state: SealState) -> Sealer:
        given = self._environment()
        if given and state.fingerprint not in map(fingerprint, given):
            raise _changed(state)
        keys = given or await self._keys(state)
        return Sealer(keys, held_by=state.held_by, first=state.fingerprint)

    async def _keys(self, state: SealState) -> tuple[str, ...]:
        """Keys that open what is sealed now; the environment's, or the one in the place that the store names."""
        given = self._environment()
        if state.fingerprint in map(fingerprint, given):
            return given
        place = key_place(state.source, state.fingerprint, self._home)
        key = await place.read() if place is not None else None
        if key is None:
            looked = f", not by {place.held_by}" if place is not None and place.held_by != state.held_by else ""
            raise SecretError(
                f"The key of the saved secrets (fingerprint {state.fingerprint}) is missing: it was held by "
                f"{state.held_by}{looked}.",
                advice="Put it back, or give it in ATLAS_ODOO_KEY. If it is lost, the secrets are too: remove the "
                "connections (`atlas-odoo connections remove NAME`) and connect again.",
            )
        if fingerprint(key) != state.fingerprint:
            raise SecretError(
                f"What is in {state.held_by} is not the key that the saved secrets are sealed with "
                f"(fingerprint {state.fingerprint}).",
                advice="Put that key back, or give it in ATLAS_ODOO_KEY.",
            )
        return (key,)

    def _environment(self) -> tuple[str, ...]:
        return parse_keys(self._given.get_secret_value(), held_by=ENVIRONMENT) if self._given is not None else ()

    async def _forget(self, state: SealState) -> bool:
        place = key_place(state.source, state.fingerprint, self._home)
        return place is None or await place.delete()

    @staticmethod
    async def _remember(transaction: AsyncConnection, key: str, source: Source, held_by: str) -> None:
        values = {"source": source, "held_by": held_by, "fingerprint": fingerprint(key), "since": datetime.now(UTC)}
        await transaction.execute(delete(seal))
        await transaction.execute(insert(seal).values(single=True, **values))


def _changed(state: SealState) -> SecretError:
    """The environment gives keys, and the one that is needed is not among them."""
    if state.source is Source.ENVIRONMENT:
        return SecretError(
            f"ATLAS_ODOO_KEY lacks the key that the saved secrets are sealed with (fingerprint {state.fingerprint}).",
            advice="Add that key to it, after a comma; `atlas-odoo secrets rotate` then seals with the first one.",
        )
    return SecretError(
        f"ATLAS_ODOO_KEY is set, but the saved secrets are sealed with the key in {state.held_by}.",
        advice="Unset ATLAS_ODOO_KEY, or run `atlas-odoo secrets rotate`: it seals them with the key given there.",
    )


async def _reseal(transaction: AsyncConnection, sealer: Sealer) -> None:
    table = connection_secrets.c
    query = select(table.connection_id, table.sealed, connections.c.name).join(connections)
    for owner, sealed, name in (await transaction.execute(query)).all():
        change = update(connection_secrets).where(table.connection_id == owner)
        await transaction.execute(change.values(sealed=sealer.rotate(sealed, of=name)))
