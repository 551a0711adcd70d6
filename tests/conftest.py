"""What all tests share: the real Odoo servers, and the promise that nothing ever shows a key."""

from __future__ import annotations

pytest_plugins = ["tests.bed.fixtures", "tests.leaks", "tests.store.postgres"]
