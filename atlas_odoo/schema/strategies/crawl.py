"""What always works: the standard models by name, and everything that relations lead to from there."""

from __future__ import annotations

from typing import Final

from atlas_odoo.schema.baseline import Baseline
from atlas_odoo.schema.reader import Reader
from atlas_odoo.schema.strategy import Found, Listed, unreadable
from atlas_odoo.schema.sweep import sweep

_UNREACHED: Final = (
    "Models that are neither in the baseline of Odoo {version} nor reached by a relation from there, such as a custom "
    "model that nothing points to. One is read when it is asked for by name."
)


class Crawl:
    """`fields_get` for the models of the baseline, then for those that their fields point to, and so on.

    Labels of models and public methods are not seen, and there is no cheap way to ask whether anything changed.
    """

    name = "crawl"
    title = "following relations from the standard models"

    async def unchanged(self, reader: Reader, token: str) -> bool:
        """Never known: there is nothing to compare."""
        del reader, token
        return False

    async def find(self, reader: Reader, baseline: Baseline, *, full: bool) -> Found:
        """Two requests for each model that there is, one for each that there is not."""
        del full  # Odoo caches nothing here
        swept = await sweep(reader, baseline, baseline.lines, check=True, follow=True)
        unseen = (_UNREACHED.format(version=baseline.version), *unreadable(swept))
        return Found(Listed(labels={}), swept, unseen)
