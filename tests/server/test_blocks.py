"""Files beside an answer's text: images that models take are images, anything else is a resource."""

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
SCAN = File("atlas-odoo://attachment/8", "scan.tif", "image/tiff", b"II*\x00")
PHOTO = File("atlas-odoo://attachment/9", "label.png", "image/png", b"\x89PNG")


async def test_an_image_that_models_take_is_one_and_other_files_are_resources() -> None:
    async def run(_desk: Desk, _arguments: Arguments) -> ToolAnswer:
        return ToolAnswer("three files", {"text": "three files"}, (PDF, SCAN, PHOTO))

    saved = Saved()
    saved.tools = (Tool("files", "Files", "Three files.", Arguments, {"type": "object"}, READING, run),)
    async with Client(build(saved.serving)) as client:
        text, pdf, scan, photo = (await client.call_tool("files", {})).content
    assert isinstance(text, TextContent)
    assert isinstance(pdf, EmbeddedResource)
    assert isinstance(pdf.resource, BlobResourceContents)
    assert (pdf.resource.uri, pdf.resource.mime_type, b64decode(pdf.resource.blob)) == (PDF.uri, PDF.mime, PDF.data)
    assert isinstance(scan, EmbeddedResource)
    assert isinstance(photo, ImageContent)
    assert (b64decode(photo.data), photo.mime_type) == (PHOTO.data, PHOTO.mime)
