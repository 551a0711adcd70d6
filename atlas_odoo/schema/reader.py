"""The client as discovery uses it: reads only, counted, telling how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from atlas_odoo.odoo.call import Call, Context, Json
from atlas_odoo.odoo.channel import Answer
from atlas_odoo.odoo.client import OdooClient
from atlas_odoo.odoo.transport import ServerInfo


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a discovery is: `done` of `total` (None while that is not known) of `step`."""

    step: str
    done: int = 0
    total: int | None = None


class Reader:
    """One discovery's way to Odoo. `requests` counts what it sent."""

    def __init__(self, client: OdooClient, progress: Callable[[Progress], None] | None = None) -> None:
        self._client = client
        self._progress = progress
        self._context = Context()
        self.requests = 0

    @property
    def server(self) -> ServerInfo:
        """What the server told about itself."""
        return self._client.info

    @property
    def lang(self) -> str | None:
        """The language that labels come in; None is English."""
        return self._context.lang

    async def speak_as_user(self) -> None:
        """From here on labels and helps come in the integration user's own language."""
        answer = await self.call("res.users", "context_get")
        lang = answer.get("lang") if isinstance(answer, dict) else None
        self._context = Context(lang=lang or None)

    async def user(self) -> int:
        """The integration user's id."""
        return await self._client.sign_in()

    async def call(self, model: str, method: str, **arguments: Json) -> Json:
        """Call a method of the model itself. Raises the errors of `OdooClient.call`."""
        self.requests += 1
        return await self._client.call(Call(model, method, arguments, context=self._context))

    async def document(self, path: str, etag: str | None) -> Answer:
        """GET a page with the user's credentials; a 304 when `etag` still holds. Raises as `OdooClient.get` does."""
        self.requests += 1
        return await self._client.get(path, etag=etag)

    def report(self, step: str, done: int = 0, total: int | None = None) -> None:
        """Tell whoever watches."""
        if self._progress is not None:
            self._progress(Progress(step, done, total))
