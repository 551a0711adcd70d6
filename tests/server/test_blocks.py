"""Files beside an answer's text: images are looked at, anything else is a resource."""

from __future__ import annotations

from base64 import b64decode

from mcp import Client
from mcp_types import BlobResourceContents, EmbeddedResource, ImageContent, TextContent

from atlas_odoo.business.tool import READING, Tool, ToolAnswer
from atlas_odoo.operations.inputs import Arguments
from atlas_odoo.operations.result import File
from atlas_odoo.server.app import build
from tests.server.stub import Desk, Saved

PDF = File("atlas-odoo://document/sale.order/7", "S00007.pdf", "application/pdf", b"%PDF-1.7")
PHOTO = File("atlas-odoo://attachment/9", "label.png", "image/png", b"\x89PNG")


async def test_a_pdf_is_a_resource_and_an_image_an_image() -> None:
    async def run(_desk: Desk, _arguments: Arguments) -> ToolAnswer:
        return ToolAnswer("two files", {"text": "two files"}, (PDF, PHOTO))

    saved = Saved()
    saved.tools = (Tool("files", "Files", "Two files.", Arguments, {"type": "object"}, READING, run),)
    async with Client(build(saved.serving)) as client:
        text, pdf, photo = (await client.call_tool("files", {})).content
    assert isinstance(text, TextContent)
    assert isinstance(pdf, EmbeddedResource)
    assert isinstance(pdf.resource, BlobResourceContents)
    assert (pdf.resource.uri, pdf.resource.mime_type, b64decode(pdf.resource.blob)) == (PDF.uri, PDF.mime, PDF.data)
    assert isinstance(photo, ImageContent)
    assert (b64decode(photo.data), photo.mime_type) == (PHOTO.data, PHOTO.mime)
