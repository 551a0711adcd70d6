"""Which key seals this store's secrets, where it is kept, and how it changes."""

from __future__ import annotations

from atlas_odoo.settings import Settings
from atlas_odoo.store.engine import Store


class Vault:
    """The sealing key of one store: from `ATLAS_ODOO_KEY`, else the system keyring, else a key file."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
