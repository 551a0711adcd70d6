"""One call of one tool: check its arguments, run it at the desk, turn what comes out into a result."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Final

from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    BlobResourceContents,
    CallToolRequestParams,
    CallToolResult,
    ContentBlock,
    EmbeddedResource,
    ImageContent,
    TextContent,
)

from atlas_odoo.errors import AtlasError
from atlas_odoo.server.arguments import checked
from atlas_odoo.server.state import Context, unknown

if TYPE_CHECKING:
    from atlas_odoo.operations.result import File


_LOOKED_AT: Final = frozenset({"image/gif", "image/jpeg", "image/png", "image/webp"})
"""The images that models take; another type, such as TIFF, would make clients refuse the whole answer."""


async def call(context: Context, params: CallToolRequestParams) -> CallToolResult:
    """The result of the call; errors of ours and of Odoo are results too, which the model can read and act on."""
    try:
        async with context.lifespan_context.kit() as kit:
            tool = kit.tool(params.name)
            if tool is None:
                raise MCPError(INVALID_PARAMS, unknown("tool", params.name, list(kit.tools)))
            answer = await tool.run(kit.desk, checked(params.name, tool.arguments, params.arguments or {}))
    except AtlasError as error:
        return failed(error.text)
    content: list[ContentBlock] = [TextContent(text=answer.text), *map(_block, answer.files)]
    return CallToolResult(content=content, structured_content=answer.structured)


def failed(text: str) -> CallToolResult:
    """A result that the model reads as an error; without structured content, which only answers have."""
    return CallToolResult(content=[TextContent(text=text)], is_error=True)


def _block(file: File) -> ImageContent | EmbeddedResource:
    """A file beside the text: an image as one, so that a model can look at it; anything else as a resource."""
    data = b64encode(file.data).decode()
    if file.mime in _LOOKED_AT:
        return ImageContent(data=data, mime_type=file.mime)
    return EmbeddedResource(resource=BlobResourceContents(uri=file.uri, mime_type=file.mime, blob=data))
