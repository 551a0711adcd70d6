"""One call of one tool: check its arguments, run it at the desk, turn what comes out into a result."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from mcp_types import BlobResourceContents, CallToolResult, ContentBlock, EmbeddedResource, ImageContent, TextContent

from atlas_odoo.business.tool import Tool
from atlas_odoo.errors import AtlasError
from atlas_odoo.operations.result import File
from atlas_odoo.server.arguments import checked
from atlas_odoo.server.leases import Desks


async def call(tool: Tool[Any, Any], arguments: Mapping[str, Any], desks: Desks[Any, Any]) -> CallToolResult:
    """The result of the call; errors of ours and of Odoo are results too, which the model can read and act on."""
    try:
        values = checked(tool.name, tool.arguments, arguments)
        async with desks.lease() as desk:
            answer = await tool.run(desk, values)
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
    if file.mime.startswith("image/"):
        return ImageContent(data=data, mime_type=file.mime)
    return EmbeddedResource(resource=BlobResourceContents(uri=file.uri, mime_type=file.mime, blob=data))
