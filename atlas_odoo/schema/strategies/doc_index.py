"""The API document index of 19: every readable model with its public methods, in one request with an ETag."""

from __future__ import annotations

from typing import Final

from atlas_odoo.errors import AccessDenied, MethodMissing
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.channel import Answer
from atlas_odoo.odoo.versions import dialect
from atlas_odoo.schema.baseline import Baseline
from atlas_odoo.schema.reader import Reader
from atlas_odoo.schema.strategies.available_models import available
from atlas_odoo.schema.strategy import Declined, Found, Listed, unreadable
from atlas_odoo.schema.sweep import readable, sweep

_PATH: Final = "/doc-bearer/index.json"
_NOT_MODIFIED: Final = 304


class DocIndex:
    """`GET /doc-bearer/index.json`, then `fields_get` for each model in it.

    Seen on 19.0: the index gives names, labels and methods but no types. The document of one model has all field
    attributes, and takes 150 ms because it renders every docstring: 42 s for 277 models, against 1.4 s by
    `fields_get`. The ETag is made of Odoo's registry sequence, the language and the user's groups. It changes
    with modules, models, fields, selection values and labels of custom fields; it does not change with access
    rights of a group, or with translations. Odoo keeps the index by the same key, so even a fresh copy can name
    the wrong models after a change of access rights: `full` asks for access again.
    """

    name = "doc_index"
    title = "the API document index"

    async def unchanged(self, reader: Reader, token: str) -> bool:
        """One conditional GET: 10 ms on 19."""
        return (await _get(reader, token)).status == _NOT_MODIFIED

    async def find(self, reader: Reader, baseline: Baseline, *, full: bool) -> Found:
        """One GET (0.7 s when Odoo has to make the index, 12 ms when it has it), then the sweep."""
        reader.report("Reading the API document index")
        document = await _get(reader, None)
        listed = _listed(_models(document), document.headers.get("etag"))
        names = set(listed.labels)
        if full or reader.lang not in {None, "en_US"}:  # the labels in the index are English
            live = await available(reader)
            names = set(live) | await readable(reader, names - set(live))
            listed = Listed({**listed.labels, **live}, listed.methods, listed.custom, listed.token)
        swept = await sweep(reader, baseline, sorted(names), check=False)
        return Found(listed, swept, unreadable(swept))


async def _get(reader: Reader, etag: str | None) -> Answer:
    if not dialect(reader.server.major).doc_index:
        raise Declined(f"Odoo {reader.server.major} has none")
    try:
        return await reader.document(_PATH, etag)
    except AccessDenied:
        raise Declined(
            "it needs an API key, of a user in the group that the Odoo module api_doc (API Documentation) brings"
        ) from None
    except MethodMissing:
        raise Declined("the Odoo module api_doc is not installed") from None


def _models(document: Answer) -> list[dict[str, Json]]:
    try:
        models = document.json()["models"]
    except (ValueError, KeyError, TypeError):
        models = None
    if not isinstance(models, list):
        raise Declined("Odoo sent something else in its place")
    return models


def _listed(models: list[dict[str, Json]], etag: str | None) -> Listed:
    methods = {str(model["model"]): frozenset(model.get("methods") or ()) for model in models}
    everywhere = frozenset.intersection(*methods.values()) if methods else frozenset()
    return Listed(
        labels={str(model["model"]): str(model.get("name") or "") for model in models},
        methods={name: tuple(sorted(own - everywhere)) for name, own in methods.items()},
        token=etag,
    )
